import { createHash } from 'node:crypto';
import { type Answer, type Call, text } from './call.ts';
import { type Client, type Clients, codeGrant, opaque } from './clients.ts';
import type { Clock } from './clock.ts';
import { invalidRequest, oidcRefusal } from './oidc-refusals.ts';
import type { Settings } from './options.ts';
import { escaped, form, notice, page } from './page.ts';
import type { Session, Sessions } from './sessions.ts';

/** What a client asked a person for. */
interface Wish {
  client: Client;
  redirectUri: string;
  state: string;
  challenge: string;
  /** Milliseconds since 1970, for the page first and for the code later. */
  expiresAt: number;
  /** Set when the code has been used. */
  session?: Session;
}

/**
 * The authorization code grant with PKCE.
 *
 * Sources: the query is that of SSOTokenFetcherAuth in https://github.com/aws/aws-cli (branch v2); any port at the
 * loopback: https://datatracker.ietf.org/doc/html/rfc8252#section-7.3; what is answered by redirecting:
 * https://datatracker.ietf.org/doc/html/rfc6749#section-4.1.2.1
 */
export class Authorization {
  readonly #settings: Settings;
  readonly #clock: Clock;
  readonly #clients: Clients;
  readonly #sessions: Sessions;
  readonly #wishes = new Map<string, Wish>();
  readonly #codes = new Map<string, Wish>();

  constructor(settings: Settings, clock: Clock, clients: Clients, sessions: Sessions) {
    this.#settings = settings;
    this.#clock = clock;
    this.#clients = clients;
    this.#sessions = sessions;
  }

  /** The page on which a person decides. */
  show(call: Call): Answer {
    const client = this.#clients.find(text(call, 'client_id'));
    if (!client || client.expiresAt <= this.#clock.now()) throw notice('No client of this client_id is registered.');
    const redirectUri = text(call, 'redirect_uri');
    if (!redirectUri || !client.redirectUris.some((registered) => isSameButPort(redirectUri, registered))) {
      throw notice('The redirect_uri is not one that the client has registered.');
    }
    const state = text(call, 'state');
    const fault = faultOf(call, client);
    if (fault || !state) return redirect(redirectUri, { error: fault ?? 'invalid_request', ...(state && { state }) });

    const id = opaque(16);
    const challenge = text(call, 'code_challenge') ?? '';
    this.#wishes.set(id, { client, redirectUri, state, challenge, expiresAt: this.#clock.now() + 600_000 });
    const question = `<p>${escaped(client.name)} asks to act for <b>${escaped(this.#settings.userName)}</b>:</p>
<ul>${client.scopes.map((scope) => `<li>${escaped(scope)}</li>`).join('')}</ul>`;
    return page(
      'Allow access to your data?',
      question + form('/authorize/decision', { request: id }, { allow: 'Allow access', deny: 'Deny' }),
    );
  }

  /** What a person decided. */
  decide(call: Call): Answer {
    const id = text(call, 'request') ?? '';
    const wish = this.#wishes.get(id);
    if (!wish || wish.expiresAt <= this.#clock.now()) throw notice('This request is over. Start again.');
    const { redirectUri, state } = wish;
    const decision = text(call, 'decision');
    if (decision !== 'allow' && decision !== 'deny') throw notice('A decision is allow or deny.');
    this.#wishes.delete(id);
    if (decision === 'deny') return redirect(redirectUri, { error: 'access_denied', state });
    const code = opaque(48);
    this.#codes.set(code, { ...wish, expiresAt: this.#clock.now() + this.#settings.codeSeconds * 1000 });
    return redirect(redirectUri, { code, state });
  }

  /** The session that a code stands for. A code that comes a second time ends the session of the first. */
  redeem(client: Client, call: Call): Session {
    const verifier = text(call, 'codeVerifier');
    if (!verifier || !/^[\w.~-]{43,128}$/.test(verifier)) throw invalidRequest('Invalid codeVerifier');
    const wish = this.#codes.get(text(call, 'code') ?? '');
    if (!wish || wish.client !== client) throw oidcRefusal('invalidGrant');
    if (wish.session) {
      this.#sessions.end(wish.session);
      throw oidcRefusal('invalidGrant');
    }
    if (wish.expiresAt <= this.#clock.now()) throw oidcRefusal('codeExpired');
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    if (text(call, 'redirectUri') !== wish.redirectUri || challenge !== wish.challenge) {
      throw oidcRefusal('invalidGrant');
    }
    wish.session = this.#sessions.open(client);
    return wish.session;
  }
}

/** A fault that is told to the client, as RFC 6749 names it. */
function faultOf(call: Call, client: Client): string | undefined {
  if (text(call, 'response_type') !== 'code') return 'unsupported_response_type';
  if (!client.grants.includes(codeGrant)) return 'unauthorized_client';
  if (text(call, 'code_challenge_method') !== 'S256') return 'invalid_request';
  if (!/^[\w-]{43}$/.test(text(call, 'code_challenge') ?? '')) return 'invalid_request';
  const scopes = text(call, 'scopes')?.split(' ') ?? [];
  return scopes.length > 0 && scopes.every((scope) => client.scopes.includes(scope)) ? undefined : 'invalid_scope';
}

function isSameButPort(given: string, registered: string): boolean {
  return given.replace(/^(http:\/\/127\.0\.0\.1):\d{1,5}(?=\/)/, '$1') === registered;
}

function redirect(uri: string, query: Record<string, string>): Answer {
  return { status: 302, headers: { location: `${uri}?${new URLSearchParams(query)}` }, body: '' };
}
