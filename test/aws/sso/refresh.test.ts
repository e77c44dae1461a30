import { chmodSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { refreshToken } from '../../../proxy/aws/sso/refresh.ts';
import { cacheFile, deleteToken, readToken, type SsoToken, writeToken } from '../../../proxy/aws/sso/token-cache.ts';
import { portal } from '../stand-in/drive.ts';
import { allowing, clientsFor, type Setting, setUp } from './setting.ts';

test('a token is refreshed, its refresh token too, and both are kept', async () => {
  const setting = await signedIn();
  const { center, env, session, token } = setting;
  const fresh = await refresh(setting, token);
  expect(fresh.accessToken).not.toBe(token.accessToken);
  expect(fresh.refreshToken).not.toBe(token.refreshToken);
  expect(fresh).toMatchObject({ clientId: token.clientId, region: token.region, startUrl: token.startUrl });
  expect(readToken(session, env)).toEqual({ ...fresh, expiresAt: wholeSeconds(fresh.expiresAt) });
  expect((await portal(center, '/assignment/accounts', fresh.accessToken)).status).toBe(200);
  const next = await refresh(setting, fresh);
  expect(next.refreshToken).not.toBe(fresh.refreshToken);
});

test('of many calls at once one asks AWS', async () => {
  const setting = await signedIn();
  const { center, token } = setting;
  const before = center.count('CreateToken');
  const all = await Promise.all(Array.from({ length: 5 }, () => refresh(setting, token)));
  expect(new Set(all.map(({ accessToken }) => accessToken)).size).toBe(1);
  expect(center.count('CreateToken') - before).toBe(1);
});

test('a token that another program has refreshed already is taken from the file', async () => {
  const setting = await signedIn();
  const { center, env, session, token } = setting;
  const theirs = { ...token, accessToken: 'theirs' };
  writeToken(session, theirs, env);
  const before = center.calls.length;
  expect((await refresh(setting, token)).accessToken).toBe('theirs');
  expect(center.calls.length).toBe(before);
});

test('a token that another program writes during the refresh is not overwritten', async () => {
  const setting = await signedIn();
  const { center, env, session, token } = setting;
  const { promise: written, resolve } = Promise.withResolvers<void>();
  center.delayNext('CreateToken', written);
  const refreshed = refresh(setting, token);
  writeToken(session, { ...token, accessToken: 'theirs' }, env);
  resolve();
  expect((await refreshed).accessToken).toBe('theirs');
  expect(readToken(session, env)?.accessToken).toBe('theirs');
});

test('a refresh token that another program has spent a moment before is no reason to sign in again', async () => {
  const setting = await signedIn();
  const { center, env, session, token } = setting;
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  center.failNext('CreateToken', { status: 400, type: 'InvalidGrantException', message: '' });
  center.delayNext('CreateToken', asked);
  const refreshed = refresh(setting, token);
  writeToken(session, { ...token, accessToken: 'theirs' }, env);
  resolve();
  expect((await refreshed).accessToken).toBe('theirs');
});

test('a person who signs out during the refresh stays signed out', async () => {
  const setting = await signedIn();
  const { center, env, session, token } = setting;
  const { promise: gone, resolve } = Promise.withResolvers<void>();
  center.delayNext('CreateToken', gone);
  const refreshed = refresh(setting, token);
  const outcome = expect(refreshed).rejects.toMatchObject({ status: 401 });
  while (center.calls.at(-1)?.status !== 0) await new Promise(setImmediate);
  deleteToken(session, env);
  resolve();
  await outcome;
  expect(readToken(session, env)).toBeUndefined();
});

test('a file that another program is about to write is looked at again', async () => {
  const setting = await signedIn();
  const { env, session, token } = setting;
  writeFileSync(cacheFile(session, env), '{"accessTok');
  const refreshed = refresh(setting, token);
  setImmediate(() => writeToken(session, token, env));
  expect((await refreshed).accessToken).not.toBe(token.accessToken);
});

test.each([
  ['InvalidGrantException', 400],
  ['InvalidClientException', 401],
  ['UnauthorizedClientException', 400],
  ['ExpiredTokenException', 400],
])('a refresh that is refused with %s says to sign in again, and leaves the file', async (type, status) => {
  const setting = await signedIn();
  const { center, env, session, token } = setting;
  center.failNext('CreateToken', { status, type, message: '' });
  await expect(refresh(setting, token)).rejects.toMatchObject({
    status: 401,
    message: 'The sign-in to AWS mine (https://example.awsapps.com/start) is over. Sign in again with "adit login".',
  });
  expect(readToken(session, env)?.refreshToken).toBe(token.refreshToken);
});

test('sessions that an administrator has ended say so', async () => {
  const setting = await signedIn();
  setting.center.endSessions();
  await expect(refresh(setting, setting.token)).rejects.toMatchObject({ status: 401, shouldRetry: false });
});

test.each<[string, (token: SsoToken) => SsoToken]>([
  ['a registration that has expired', (token) => ({ ...token, registrationExpiresAt: new Date(0) })],
  ['no refresh token', ({ refreshToken: _, ...token }) => token],
  ['no client', ({ clientId: _, ...token }) => token],
  ['no secret', ({ clientSecret: _, ...token }) => token],
])('a token with %s is not refreshed, and AWS is not asked', async (_, change) => {
  const setting = await signedIn();
  const { center, env, session, token } = setting;
  writeToken(session, change(token), env);
  const before = center.calls.length;
  await expect(refresh(setting, change(token))).rejects.toMatchObject({ status: 401 });
  expect(center.calls.length).toBe(before);
});

test('a network that is down says so, and the same token can be refreshed later', async () => {
  const setting = await signedIn();
  const { center, token } = setting;
  center.failNext('CreateToken', 'drop', 3);
  await expect(refresh(setting, token)).rejects.toMatchObject({ status: 502 });
  await expect(refresh(setting, token)).resolves.toHaveProperty('accessToken');
});

test('a cache that nothing can be written to is told before the refresh token is spent', async () => {
  const setting = await signedIn();
  const { center, env, session, token } = setting;
  const before = center.calls.length;
  const folder = dirname(cacheFile(session, env));
  chmodSync(folder, 0o500);
  // Nothing is forbidden to root, who runs tests in containers.
  const isRoot = process.getuid?.() === 0;
  const refreshed = refresh(setting, token).finally(() => chmodSync(folder, 0o700));
  if (isRoot) await refreshed;
  else await expect(refreshed).rejects.toMatchObject({ message: expect.stringContaining('cannot write') });
  expect(center.calls.length - before).toBe(isRoot ? 1 : 0);
});

async function signedIn(): Promise<Setting & { token: SsoToken }> {
  const setting = await setUp();
  const token = await setting.signIn('browser', allowing(setting.center));
  return { ...setting, token };
}

function refresh({ session, env }: Setting, token: SsoToken): Promise<SsoToken> {
  return refreshToken(session, token, clientsFor(env), env);
}

function wholeSeconds(time: Date): Date {
  return new Date(Math.floor(time.getTime() / 1000) * 1000);
}
