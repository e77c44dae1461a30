import { createHash, randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { signedHeaders } from '../../bedrock/signed.ts';
import type { Keys } from '../../bedrock/sigv4.ts';
import type { StandInOptions } from './options.ts';
import { type IdentityCenter, startIdentityCenter } from './start.ts';

export const redirectUri = 'http://127.0.0.1:4242/oauth/callback';
export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

/** What a client that signs in with PKCE registers. */
export const codeClient = {
  clientName: 'test',
  clientType: 'public',
  grantTypes: ['authorization_code', 'refresh_token'],
  redirectUris: ['http://127.0.0.1/oauth/callback'],
  issuerUrl: 'https://example.awsapps.com/start',
  scopes: ['sso:account:access'],
};
export const deviceClient = { clientName: 'test', clientType: 'public', scopes: ['sso:account:access'] };

/** An answer, whatever it is. `type` is the error's name. */
export interface Heard {
  status: number;
  type: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes.
  body: any;
}

/** A stand-in that is gone when the test is over. */
export async function start(options?: StandInOptions): Promise<IdentityCenter> {
  const center = await startIdentityCenter(options);
  onTestFinished(() => center.close());
  return center;
}

/** Asks SSO OIDC. */
export async function oidc(center: IdentityCenter, path: string, body: unknown): Promise<Heard> {
  const headers = { 'content-type': 'application/json' };
  return heard(await fetch(center.url + path, { method: 'POST', headers, body: JSON.stringify(body) }));
}

/** Asks the portal. */
export async function portal(center: IdentityCenter, path: string, token?: string, method = 'GET'): Promise<Heard> {
  const headers: Record<string, string> = token === undefined ? {} : { 'x-amz-sso_bearer_token': token };
  return heard(await fetch(center.url + path, { method, headers }));
}

/** Asks STS, signed with these keys; unsigned without any. The body is text, in XML. */
export async function sts(
  center: IdentityCenter,
  parameters: Record<string, string>,
  keys?: Keys,
  signing: { region?: string; service?: string; signingDate?: Date } = {},
): Promise<Heard> {
  const body = new URLSearchParams({ Version: '2011-06-15', ...parameters }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const url = `${center.url}/`;
  const signed = keys && (await signedHeaders({ url, headers, body }, keys, { service: 'sts', ...signing }));
  const response = await fetch(url, { method: 'POST', headers: signed ?? headers, body });
  const text = await response.text();
  return { status: response.status, type: text.match(/<Code>(.*)<\/Code>/)?.[1], body: text };
}

/** A verifier and its challenge. */
export function pkce(): { verifier: string; challenge: string } {
  const verifier = randomBytes(48).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

/** What a client opens in a browser; undefined leaves a parameter out. */
export function authorizeUrl(
  center: IdentityCenter,
  clientId: string,
  changes: Record<string, string | undefined> = {},
): string {
  const query = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    state: 'state-1',
    code_challenge_method: 'S256',
    scopes: 'sso:account:access',
    code_challenge: pkce().challenge,
    ...changes,
  };
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return `${center.url}/authorize?${new URLSearchParams(given)}`;
}

/** Signs in with PKCE as far as the code: what CreateToken then wants. */
export async function authorized(center: IdentityCenter): Promise<Record<string, string>> {
  const { clientId, clientSecret } = (await oidc(center, '/client/register', codeClient)).body;
  const { verifier, challenge } = pkce();
  const location = await center.approve(authorizeUrl(center, clientId, { code_challenge: challenge }));
  const code = new URL(location).searchParams.get('code') ?? '';
  return { grantType: 'authorization_code', clientId, clientSecret, code, codeVerifier: verifier, redirectUri };
}

/** Element of an XML answer. */
export function element(xml: string, name: string): string {
  return xml.match(new RegExp(`<${name}>([^<]*)</${name}>`))?.[1] ?? '';
}

async function heard(response: Response): Promise<Heard> {
  const text = await response.text();
  const type = response.headers.get('x-amzn-errortype')?.split(':')[0];
  return { status: response.status, type, body: text === '' ? undefined : JSON.parse(text) };
}
