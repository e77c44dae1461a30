import type { SSOOIDCClient } from '@aws-sdk/client-sso-oidc';
import { AditError } from '../../errors.ts';
import type { SsoClients } from './clients.ts';
import type { Clock } from './clock.ts';
import type { SsoSession } from './session.ts';
import { cachePath, formatTime, parseTime, readFields, removeFile, writeFields } from './token-cache.ts';

/** What a program is known by to IAM Identity Center of a region. */
export interface Registration {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly expiresAt: Date;
}

/** How the person signs in: on a page that leads back to this machine, or with a code on any device. */
export type SignInMethod = 'browser' | 'device';

export interface RegistrationOptions {
  readonly method: SignInMethod;
  readonly env: NodeJS.ProcessEnv;
  readonly clients: SsoClients;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Registered without a port: RFC 8252 (7.3) lets any be used with a loopback address. */
const REDIRECT_URI = 'http://127.0.0.1/oauth/callback';
const DEFAULT_SCOPES = ['sso:account:access'];

/** AWS answers 500 to a client that registers these and the device grant: https://github.com/sorah/mairu/pull/18 */
const CODE_GRANTS = ['authorization_code', 'refresh_token'];

/** A registration that is about to expire is not used for a new sign-in. As the AWS CLI does. */
const EXPIRY_WINDOW_MS = 15 * 60_000;

/** The scopes to ask a person for. Empty where a device is to get a token that cannot be refreshed. */
export function scopesFor({ scopes }: SsoSession, method: SignInMethod): readonly string[] {
  return method === 'browser' && scopes.length === 0 ? DEFAULT_SCOPES : scopes;
}

/**
 * The registration to sign in with: the one that the AWS CLI or Adit has kept, else a new one, which is kept.
 * Source: SSOTokenFetcher and SSOTokenFetcherAuth in https://github.com/aws/aws-cli (branch v2). Rejects with the error of
 * the SDK, or an AditError for the file.
 */
export async function findRegistration(session: SsoSession, options: RegistrationOptions): Promise<Registration> {
  const file = registrationFile(session, options.env);
  const kept = readRegistration(file, options);
  if (kept) return kept;
  const { method, clients, clock, signal } = options;
  const scopes = scopesFor(session, method);
  const client = await clients.oidc(session.region);
  const { clientId, clientSecret, clientSecretExpiresAt } = await register(client, session, options, signal);
  const expiresAt = new Date((clientSecretExpiresAt ?? 0) * 1000);
  if (!clientId || !clientSecret || !(expiresAt.getTime() > clock.now())) {
    throw new AditError('api_error', 'AWS answered the registration of Adit with nothing to sign in with.');
  }
  const fields = {
    clientId,
    clientSecret,
    expiresAt: formatTime(expiresAt),
    scopes: scopes.length > 0 ? scopes : undefined,
    grantTypes: method === 'browser' ? CODE_GRANTS : undefined,
  };
  writeFields(file, fields);
  return { clientId, clientSecret, expiresAt };
}

/** Removes a registration that AWS does not take any more. */
export function forgetRegistration(session: SsoSession, env: NodeJS.ProcessEnv): void {
  removeFile(registrationFile(session, env));
}

/** Where the AWS CLI keeps the registration for a sign-in: named for a text as Python's `json.dumps` writes it. */
export function registrationFile({ name, startUrl, region, scopes }: SsoSession, env: NodeJS.ProcessEnv): string {
  const list = scopes.length > 0 ? `[${scopes.map(python).join(', ')}]` : 'null';
  const fields = {
    region: python(region),
    scopes: list,
    session_name: name === undefined ? 'null' : python(name),
    startUrl: python(startUrl),
    tool: '"botocore"',
  };
  const text = Object.entries(fields).map(([field, value]) => `"${field}": ${value}`);
  return cachePath(`{${text.join(', ')}}`, env);
}

/** A client of one method is of no use for the other. */
function readRegistration(file: string, { method, clock }: RegistrationOptions): Registration | undefined {
  const { clientId, clientSecret, expiresAt: time, grantTypes } = readFields(file) ?? {};
  const expiresAt = parseTime(time);
  const isForCode = Array.isArray(grantTypes) && grantTypes.includes('authorization_code');
  if (typeof clientId !== 'string' || typeof clientSecret !== 'string' || !expiresAt) return undefined;
  if (isForCode !== (method === 'browser') || expiresAt.getTime() - clock.now() < EXPIRY_WINDOW_MS) return undefined;
  return { clientId, clientSecret, expiresAt };
}

async function register(
  client: SSOOIDCClient,
  session: SsoSession,
  { method, clock }: RegistrationOptions,
  signal: AbortSignal,
) {
  const { RegisterClientCommand } = await import('@aws-sdk/client-sso-oidc');
  const scopes = [...scopesFor(session, method)];
  const command = new RegisterClientCommand({
    clientName: `adit-client-${session.name ?? Math.floor(clock.now() / 1000)}`,
    clientType: 'public',
    ...(scopes.length > 0 ? { scopes } : {}),
    ...(method === 'browser'
      ? { grantTypes: CODE_GRANTS, redirectUris: [REDIRECT_URI], issuerUrl: session.startUrl }
      : {}),
  });
  return client.send(command, { abortSignal: signal });
}

/** A string in JSON, in ASCII alone. */
function python(text: string): string {
  const inAscii = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(text).replace(/[^ -~]/g, inAscii);
}
