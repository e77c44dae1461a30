import { expect, test } from 'vitest';
import { authorized, authorizeUrl, codeClient, deviceGrant, oidc, pkce, redirectUri, start } from './drive.ts';

const allGrants = ['authorization_code', deviceGrant, 'refresh_token'];

test('a client registers, and is told until when', async () => {
  const center = await start({ registrationSeconds: 60 });
  const { status, body } = await oidc(center, '/client/register', codeClient);
  expect(status).toBe(200);
  expect(body.clientSecretExpiresAt - body.clientIdIssuedAt).toBe(60);
  expect(body.clientId).not.toBe(body.clientSecret);
});

test.each([
  [{ clientName: undefined }, 400, 'InvalidRequestException'],
  [{ clientName: 7 }, 400, 'InvalidRequestException'],
  [{ clientType: 'confidential' }, 400, 'InvalidClientMetadataException'],
  [{ grantTypes: ['password'] }, 400, 'UnsupportedGrantTypeException'],
  [{ grantTypes: 'authorization_code' }, 400, 'InvalidRequestException'],
  [{ grantTypes: allGrants }, 500, 'InternalServerException'],
  [{ redirectUris: ['http://127.0.0.1:4242/oauth/callback'] }, 400, 'InvalidRedirectUriException'],
  [{ redirectUris: ['http://localhost/oauth/callback'] }, 400, 'InvalidRedirectUriException'],
  [{ redirectUris: ['https://example.com/oauth/callback'] }, 400, 'InvalidRedirectUriException'],
  [{ redirectUris: undefined }, 400, 'InvalidRedirectUriException'],
  [{ issuerUrl: undefined }, 400, 'InvalidRequestException'],
  [{ issuerUrl: 'https://other.awsapps.com/start' }, 400, 'InvalidRequestException'],
  [{ scopes: [] }, 400, 'InvalidScopeException'],
  [{ scopes: ['all of it'] }, 400, 'InvalidScopeException'],
])('a registration with %j is refused: %i %s', async (changes, status, type) => {
  const center = await start();
  expect(await oidc(center, '/client/register', { ...codeClient, ...changes })).toMatchObject({ status, type });
});

test('a body that is no JSON object is refused', async () => {
  const center = await start();
  for (const body of [[], 'text', null, 7]) {
    expect(await oidc(center, '/token', body)).toMatchObject({ status: 400, type: 'InvalidRequestException' });
  }
  const form = await fetch(`${center.url}/token`, { method: 'POST', body: new URLSearchParams({ clientId: 'x' }) });
  expect(await form.json()).toMatchObject({ error: 'invalid_request' });
});

test('a person who allows sends the browser back with a code and the state, and the code is worth a token', async () => {
  const center = await start();
  const asked = await authorized(center);
  const { status, body } = await oidc(center, '/token', asked);
  expect(status).toBe(200);
  expect(body).toEqual({
    accessToken: expect.any(String),
    tokenType: 'Bearer',
    expiresIn: 3600,
    refreshToken: expect.any(String),
  });
});

test('the page names the client as text, and has a button for each decision', async () => {
  const center = await start();
  const { body } = await oidc(center, '/client/register', { ...codeClient, clientName: '<b>"x"</b>' });
  const page = await (await fetch(authorizeUrl(center, body.clientId))).text();
  expect(page).toContain('&#60;b&#62;&#34;x&#34;&#60;/b&#62; asks to act for <b>example@example.com</b>');
  expect(page).toContain('<button name="decision" value="allow">Allow access</button>');
  expect(page).toContain('<button name="decision" value="deny">Deny</button>');
});

test('a person who denies sends the browser back with access_denied', async () => {
  const center = await start();
  const { body } = await oidc(center, '/client/register', codeClient);
  const location = await center.deny(authorizeUrl(center, body.clientId));
  expect(location).toBe(`${redirectUri}?error=access_denied&state=state-1`);
});

test.each([
  [{ response_type: 'token' }, 'unsupported_response_type'],
  [{ code_challenge_method: 'plain' }, 'invalid_request'],
  [{ code_challenge: `${pkce().challenge}=` }, 'invalid_request'],
  [{ code_challenge: undefined }, 'invalid_request'],
  [{ state: undefined }, 'invalid_request'],
  [{ scopes: undefined }, 'invalid_scope'],
  [{ scopes: 'sso:account:access codewhisperer:completions' }, 'invalid_scope'],
])('a request with %j is told to the client as %s', async (changes, error) => {
  const center = await start();
  const { body } = await oidc(center, '/client/register', codeClient);
  const location = new URL(await center.approve(authorizeUrl(center, body.clientId, changes)));
  expect(location.searchParams.get('error')).toBe(error);
  expect(location.searchParams.get('code')).toBeNull();
});

test.each([
  { client_id: 'nobody' },
  { redirect_uri: 'http://127.0.0.1:4242/other' },
  { redirect_uri: 'http://localhost:4242/oauth/callback' },
  { redirect_uri: 'http://127.0.0.1:4242@example.com/oauth/callback' },
  { redirect_uri: 'https://example.com/oauth/callback' },
])('a request with %j sends the browser nowhere', async (changes) => {
  const center = await start();
  const { body } = await oidc(center, '/client/register', codeClient);
  const response = await fetch(authorizeUrl(center, body.clientId, changes), { redirect: 'manual' });
  expect(response.status).toBe(400);
  expect(response.headers.get('location')).toBeNull();
});

test('an authorization request is decided once, within ten minutes', async () => {
  const center = await start();
  const { body } = await oidc(center, '/client/register', codeClient);
  const page = await (await fetch(authorizeUrl(center, body.clientId))).text();
  const request = page.match(/name="request" value="([^"]+)"/)?.[1] ?? '';
  const decide = async (decision: string) =>
    (
      await fetch(`${center.url}/authorize/decision`, {
        method: 'POST',
        body: new URLSearchParams({ request, decision }),
        redirect: 'manual',
      })
    ).status;
  expect(await decide('perhaps')).toBe(400);
  center.advance(600_001);
  expect(await decide('allow')).toBe(400);
});

test.each([
  ['a wrong verifier', { codeVerifier: pkce().verifier }, 400, 'InvalidGrantException'],
  ['a verifier that is too short', { codeVerifier: 'short' }, 400, 'InvalidRequestException'],
  ['another port', { redirectUri: 'http://127.0.0.1:4243/oauth/callback' }, 400, 'InvalidGrantException'],
  ['the registered address', { redirectUri: 'http://127.0.0.1/oauth/callback' }, 400, 'InvalidGrantException'],
  ['no address', { redirectUri: undefined }, 400, 'InvalidRequestException'],
  ['another code', { code: 'other' }, 400, 'InvalidGrantException'],
  ['a wrong secret', { clientSecret: 'other' }, 401, 'InvalidClientException'],
  ['another client', { clientId: 'other' }, 401, 'InvalidClientException'],
  ['another grant', { grantType: 'password' }, 400, 'UnsupportedGrantTypeException'],
  ['a grant it did not register', { grantType: deviceGrant }, 400, 'UnauthorizedClientException'],
  ['no grant', { grantType: undefined }, 400, 'InvalidRequestException'],
])('%s is worth no token, and the code is good still', async (_, changes, status, type) => {
  const center = await start();
  const asked = await authorized(center);
  expect(await oidc(center, '/token', { ...asked, ...changes })).toMatchObject({ status, type });
  expect(await oidc(center, '/token', asked)).toMatchObject({ status: 200 });
});

test('a code is good for a while', async () => {
  const center = await start({ codeSeconds: 60 });
  const asked = await authorized(center);
  center.advance(60_000);
  expect(await oidc(center, '/token', asked)).toMatchObject({ status: 400, type: 'ExpiredTokenException' });
});

test('a code that comes twice ends what came of it', async () => {
  const center = await start();
  const asked = await authorized(center);
  const { refreshToken } = (await oidc(center, '/token', asked)).body;
  expect(await oidc(center, '/token', asked)).toMatchObject({ type: 'InvalidGrantException' });
  const refreshed = await oidc(center, '/token', { ...asked, grantType: 'refresh_token', refreshToken });
  expect(refreshed).toMatchObject({ status: 400, type: 'InvalidGrantException' });
});

test('a code of another client is worth no token', async () => {
  const center = await start();
  const [one, two] = [await authorized(center), await authorized(center)];
  const stolen = { ...one, clientId: two.clientId, clientSecret: two.clientSecret };
  expect(await oidc(center, '/token', stolen)).toMatchObject({ type: 'InvalidGrantException' });
});
