import http from 'node:http';
import { expect, test } from 'vitest';
import { readToken } from '../../../proxy/aws/sso/token-cache.ts';
import { allowing, setUp, turning } from './setting.ts';

/** Where the browser is to be sent back to. */
const backOf = (url: string) => new URL(new URL(url).searchParams.get('redirect_uri') ?? '');

function back(url: string, query: Record<string, string>): Promise<Response> {
  const address = backOf(url);
  address.search = String(new URLSearchParams(query));
  return fetch(address);
}

const stateOf = (url: string) => new URL(url).searchParams.get('state') ?? '';

test('a person who denies access is told so on the page and by Adit', async () => {
  const { center, env, session, signIn } = await setUp();
  const { promise: page, resolve } = Promise.withResolvers<Response>();
  const signed = signIn('browser', async ({ url }) => resolve(await fetch(await center.deny(url))));
  await expect(signed).rejects.toMatchObject({ status: 403, message: expect.stringContaining('denied') });
  const shown = await page;
  expect(shown.status).toBe(400);
  expect(await shown.text()).toContain('Access was denied on the page of AWS.');
  expect(center.count('CreateToken')).toBe(0);
  expect(readToken(session, env)).toBeUndefined();
});

test.each([
  [{ error: 'server_error' }, 'The page of AWS refused the sign-in: server_error.'],
  [{ error: '<script>alert(1)</script>\u001b[31m' }, 'The page of AWS refused the sign-in: an unknown reason.'],
])('an error that the browser brings back ends the sign-in: %j', async (query, message) => {
  const { signIn } = await setUp();
  const { promise: page, resolve } = Promise.withResolvers<Response>();
  const signed = signIn('browser', async ({ url }) => resolve(await back(url, query)));
  await expect(signed).rejects.toMatchObject({ message: expect.stringContaining(message) });
  expect(await (await page).text()).not.toContain('<script');
});

test('an answer with a wrong state, or with none, is refused and waited past', async () => {
  const { center, signIn } = await setUp();
  const seen: number[] = [];
  const token = await signIn('browser', async ({ url }) => {
    const right = new URL(await center.approve(url));
    const code = right.searchParams.get('code') ?? '';
    seen.push((await back(url, { code, state: 'guessed' })).status);
    seen.push((await back(url, { code })).status);
    seen.push((await back(url, { error: 'access_denied', state: 'guessed' })).status);
    seen.push((await back(url, { state: stateOf(url) })).status);
    await fetch(right);
  });
  expect(seen).toEqual([400, 400, 400, 400]);
  expect(token.accessToken).toBeTruthy();
});

test('other pages, methods and names of the listener are refused and waited past', async () => {
  const { center, signIn } = await setUp();
  const seen: unknown[] = [];
  await signIn('browser', async ({ url }) => {
    const right = new URL(await center.approve(url));
    seen.push((await fetch(new URL('/', right))).status);
    seen.push((await fetch(right, { method: 'POST' })).status);
    seen.push(await statusWithHost(right, 'rebound.example'));
    await fetch(right);
  });
  expect(seen).toEqual([404, 404, 400]);
});

test('a browser that asks twice is told the same, and the code is used once', async () => {
  const { center, signIn } = await setUp();
  const { promise: pages, resolve } = Promise.withResolvers<Response[]>();
  await signIn('browser', async ({ url }) => {
    const right = await center.approve(url);
    resolve(await Promise.all([fetch(right), fetch(right)]));
  });
  expect((await pages).map(({ status }) => status)).toEqual([200, 200]);
  expect(center.count('CreateToken')).toBe(1);
});

test('the listener is gone after the sign-in, also where a connection to it stays open', async () => {
  const { center, signIn } = await setUp();
  let right = '';
  await signIn('browser', async ({ url }) => {
    right = await center.approve(url);
    // Browsers open a second connection in advance.
    const spare = http.request({ host: '127.0.0.1', port: new URL(right).port });
    spare.on('error', () => {}).flushHeaders();
    await fetch(right);
  });
  await expect(fetch(right)).rejects.toThrow();
});

test('it listens on the loopback address alone', async () => {
  const { center, signIn } = await setUp();
  let address = backOf('http://x/?redirect_uri=http://x/');
  await signIn('browser', ({ url }) => {
    address = backOf(url);
    return allowing(center)({ url });
  });
  expect(address.hostname).toBe('127.0.0.1');
  expect(Number(address.port)).toBeGreaterThan(1023);
  expect(address.pathname).toBe('/oauth/callback');
});

test('a person who does nothing for ten minutes is told to start again', async () => {
  const { center, signIn } = await setUp();
  const before = center.now();
  const signed = signIn('browser', () => {}, { clock: turning(center) });
  await expect(signed).rejects.toMatchObject({ status: 504, message: expect.stringContaining('in time') });
  expect(center.now() - before).toBeGreaterThanOrEqual(600_000);
});

test('a sign-in that is ended leaves nothing behind', async () => {
  const { env, session, signIn } = await setUp();
  const ending = new AbortController();
  let address = new URL('http://x/');
  const signed = signIn(
    'browser',
    ({ url }) => {
      address = backOf(url);
      ending.abort(new Error('Ctrl-C'));
    },
    { signal: ending.signal },
  );
  await expect(signed).rejects.toThrow('Ctrl-C');
  await expect(fetch(address)).rejects.toThrow();
  expect(readToken(session, env)).toBeUndefined();
});

test.each([
  ['InvalidGrantException', 400, 401, /did not take the answer of the browser/],
  ['ExpiredTokenException', 400, 504, /in time/],
  ['InvalidClientException', 401, 401, /registration of Adit any more/],
  ['UnauthorizedClientException', 400, 401, /registration of Adit/],
  ['UnsupportedGrantTypeException', 400, 500, /UnsupportedGrantTypeException/],
])('a code that is refused with %s is told to the person and on the page', async (type, status, told, message) => {
  const { center, signIn } = await setUp();
  const { promise: page, resolve } = Promise.withResolvers<Response>();
  center.failNext('CreateToken', { status, type, message: '' });
  const signed = signIn('browser', allowing(center, resolve));
  await expect(signed).rejects.toMatchObject({ status: told, message: expect.stringMatching(message) });
  expect(await (await page).text()).toContain('You are not signed in');
});

test('a registration that AWS has forgotten is made anew by the next sign-in', async () => {
  const { center, signIn } = await setUp();
  center.failNext('CreateToken', { status: 401, type: 'InvalidClientException', message: '' });
  await expect(signIn('browser', allowing(center))).rejects.toThrow(/Start the sign-in again/);
  await expect(signIn('browser', allowing(center))).resolves.toBeTruthy();
  expect(center.count('RegisterClient')).toBe(2);
});

test('the page loads nothing, runs nothing, and is kept by nobody', async () => {
  const { center, signIn } = await setUp();
  const { promise: page, resolve } = Promise.withResolvers<Response>();
  await signIn('browser', allowing(center, resolve));
  const { headers } = await page;
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
});

function statusWithHost(url: URL, host: string): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  http.get(url, { headers: { host } }, (response) => resolve(response.resume().statusCode)).on('error', reject);
  return promise;
}
