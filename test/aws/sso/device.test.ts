import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { registrationFile } from '../../../proxy/aws/sso/registration.ts';
import { readToken } from '../../../proxy/aws/sso/token-cache.ts';
import type { SignInStep } from '../../../proxy/aws/sso/work.ts';
import { setUp, turning } from './setting.ts';

test('a person confirms the code on any device, and the token can be refreshed', async () => {
  const { center, env, session, signIn } = await setUp();
  let step: SignInStep | undefined;
  const token = await signIn(
    'device',
    (open) => {
      step = open;
      return center.approveDevice(open.userCode ?? '');
    },
    { clock: turning(center) },
  );
  expect(step).toMatchObject({
    url: `${center.url}/device?user_code=${(step as { userCode: string }).userCode}`,
    shortUrl: `${center.url}/device`,
    userCode: expect.stringMatching(/^[A-Z]{4}-[A-Z]{4}$/),
  });
  expect(token).toHaveProperty('refreshToken');
  expect(readToken(session, env)?.accessToken).toBe(token.accessToken);
});

test('it asks no faster than AWS wishes, and slower once AWS says so', async () => {
  const { center, signIn } = await setUp({ interval: 7 });
  center.failNext('CreateToken', { status: 400, type: 'AuthorizationPendingException', message: '' });
  center.failNext('CreateToken', { status: 400, type: 'SlowDownException', message: '' });
  await signIn('device', ({ userCode = '' }) => center.approveDevice(userCode), { clock: turning(center) });
  const times = center.calls.filter(({ operation }) => operation === 'CreateToken').map(({ at }) => at);
  const [first = 0, second = 0, third = 0] = times;
  expect(times).toHaveLength(3);
  expect(second - first).toBeGreaterThanOrEqual(7000);
  expect(third - second).toBeGreaterThanOrEqual(12_000);
});

test('a person who denies is told so', async () => {
  const { center, signIn } = await setUp();
  const signed = signIn('device', ({ userCode = '' }) => center.denyDevice(userCode), { clock: turning(center) });
  await expect(signed).rejects.toMatchObject({ status: 403, message: expect.stringContaining('denied') });
});

test('a code that nobody confirms expires', async () => {
  const { center, env, session, signIn } = await setUp({ deviceCodeSeconds: 30 });
  const signed = signIn('device', () => {}, { clock: turning(center) });
  await expect(signed).rejects.toMatchObject({ status: 504, message: expect.stringContaining('in time') });
  expect(readToken(session, env)).toBeUndefined();
});

test('a network that fails for a while is borne', async () => {
  const { center, signIn } = await setUp();
  center.failNext('CreateToken', 'drop', 7);
  const signed = signIn('device', ({ userCode = '' }) => center.approveDevice(userCode), { clock: turning(center) });
  await expect(signed).resolves.toHaveProperty('accessToken');
});

test('a network that fails until the code has expired is told', async () => {
  const { center, signIn } = await setUp({ deviceCodeSeconds: 11 });
  center.failNext('CreateToken', 'drop', 99);
  const signed = signIn('device', ({ userCode = '' }) => center.approveDevice(userCode), { clock: turning(center) });
  await expect(signed).rejects.toMatchObject({ status: 502 });
});

test('a registration in the cache that AWS has forgotten is made anew at once', async () => {
  const { center, env, session, signIn } = await setUp();
  const clock = turning(center);
  await signIn('device', ({ userCode = '' }) => center.approveDevice(userCode), { clock });
  const stale = { clientId: 'gone', clientSecret: 'gone', expiresAt: '2099-01-01T00:00:00Z' };
  writeFileSync(registrationFile(session, env), JSON.stringify(stale));
  await signIn('device', ({ userCode = '' }) => center.approveDevice(userCode), { clock });
  expect(center.count('RegisterClient')).toBe(2);
});

test('a sign-in that is ended while it waits stops asking', async () => {
  const { center, signIn } = await setUp();
  const ending = new AbortController();
  const signed = signIn('device', () => ending.abort(new Error('Ctrl-C')), { signal: ending.signal });
  await expect(signed).rejects.toThrow('Ctrl-C');
  expect(center.count('CreateToken')).toBe(0);
});
