import { randomBytes } from 'node:crypto';
import { type Answer, type Call, json, text, texts } from './call.ts';
import type { Clock } from './clock.ts';
import { invalidRequest, oidcRefusal } from './oidc-refusals.ts';
import type { Settings } from './options.ts';

export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
export const codeGrant = 'authorization_code';
export const refreshGrant = 'refresh_token';
const grants = [deviceGrant, codeGrant, refreshGrant];

/** A program that may ask persons to sign in. */
export interface Client {
  id: string;
  secret: string;
  name: string;
  grants: string[];
  redirectUris: string[];
  scopes: string[];
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** RegisterClient, and who has registered. */
export class Clients {
  readonly #settings: Settings;
  readonly #clock: Clock;
  readonly #clients = new Map<string, Client>();

  constructor(settings: Settings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
  }

  register(call: Call): Answer {
    const { name, ...rest } = this.#judge(call);
    const client = this.add({ name, ...rest });
    return json({
      clientId: client.id,
      clientSecret: client.secret,
      clientIdIssuedAt: this.#clock.seconds(),
      clientSecretExpiresAt: Math.floor(client.expiresAt / 1000),
    });
  }

  add(metadata: Pick<Client, 'name' | 'grants' | 'redirectUris' | 'scopes'>): Client {
    const expiresAt = (this.#clock.seconds() + this.#settings.registrationSeconds) * 1000;
    const client = { ...metadata, id: opaque(16), secret: opaque(48), expiresAt };
    this.#clients.set(client.id, client);
    return client;
  }

  find(id: string | undefined): Client | undefined {
    return this.#clients.get(id ?? '');
  }

  /** The client that a request proves to come from. Throws InvalidClientException, or UnauthorizedClientException. */
  authenticate(call: Call, grant: string): Client {
    const client = this.find(text(call, 'clientId'));
    if (!client || client.secret !== text(call, 'clientSecret')) throw oidcRefusal('unknownClient');
    if (client.expiresAt <= this.#clock.now()) throw oidcRefusal('expiredClient');
    if (!client.grants.includes(grant)) throw oidcRefusal('clientLacksGrant');
    return client;
  }

  #judge(call: Call): Pick<Client, 'name' | 'grants' | 'redirectUris' | 'scopes'> {
    const name = text(call, 'clientName');
    const type = text(call, 'clientType');
    const wanted = texts(call, 'grantTypes') ?? [deviceGrant, refreshGrant];
    const redirectUris = texts(call, 'redirectUris') ?? [];
    const scopes = texts(call, 'scopes') ?? [];
    if (!name || !type || !wanted || !redirectUris || !scopes) throw invalidRequest('Invalid registration');
    if (type !== 'public') throw oidcRefusal('notPublic');
    if (!wanted.every((grant) => grants.includes(grant))) throw oidcRefusal('unsupportedGrant');
    if (wanted.includes(codeGrant) && wanted.includes(deviceGrant)) throw oidcRefusal('bothGrants');
    if (!scopes.every((scope) => /^[a-z_]+(:[a-z_]+)+$/.test(scope))) throw oidcRefusal('badScope');
    if (!redirectUris.every(isPortlessLoopback)) throw oidcRefusal('badRedirectUri');
    if (wanted.includes(codeGrant)) this.#judgeCodeClient(call, redirectUris, scopes);
    return { name, grants: wanted, redirectUris, scopes };
  }

  #judgeCodeClient(call: Call, redirectUris: string[], scopes: string[]): void {
    if (redirectUris.length === 0) throw oidcRefusal('badRedirectUri');
    if (scopes.length === 0) throw oidcRefusal('badScope');
    if (!isSameStart(text(call, 'issuerUrl'), this.#settings.startUrl)) throw invalidRequest('Invalid issuerUrl');
  }
}

/** Text that tells nothing, from so many random bytes. */
export function opaque(bytes: number): string {
  return randomBytes(bytes).toString('base64url');
}

/** People paste the address with `/`, `#` or `#/` at its end; AWS takes all of them. */
export function isSameStart(given: string | undefined, startUrl: string): boolean {
  const bare = (url: string) => url.replace(/[#/]+$/, '');
  return given !== undefined && bare(given) === bare(startUrl);
}

function isPortlessLoopback(uri: string): boolean {
  return /^http:\/\/127\.0\.0\.1\/[\w/.-]+$/.test(uri);
}
