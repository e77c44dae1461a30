import fc from 'fast-check';
import { expect, test } from 'vitest';
import { authorized, codeClient, oidc, portal, start, sts } from './drive.ts';

const busy = { status: 429, type: 'TooManyRequestsException', message: 'HTTP 429 Unknown Code' };

test('an operation fails as often as a test wishes, in the shape of its service', async () => {
  const center = await start();
  const { accessToken } = center.signedIn();
  center.failNext('ListAccounts', busy, 2);
  const refused = {
    status: 429,
    type: 'TooManyRequestsException',
    body: { message: busy.message, __type: 'com.amazonaws.switchboard.portal#TooManyRequestsException' },
  };
  expect(await portal(center, '/assignment/accounts', accessToken)).toEqual(refused);
  expect(await portal(center, '/assignment/accounts', accessToken)).toEqual(refused);
  expect(await portal(center, '/assignment/accounts', accessToken)).toMatchObject({ status: 200 });

  center.failNext('CreateToken', { status: 500, type: 'InternalServerException', message: '' });
  expect((await oidc(center, '/token', {})).body).toEqual({ error: 'server_error', error_description: '' });
  center.failNext('GetCallerIdentity', { status: 503, type: 'ServiceUnavailable', message: 'a < b' });
  const { body } = await sts(center, { Action: 'GetCallerIdentity' });
  expect(body).toContain('<Type>Receiver</Type><Code>ServiceUnavailable</Code><Message>a &#60; b</Message>');
});

test('a connection is dropped where a test wishes it', async () => {
  const center = await start();
  center.failNext('CreateToken', 'drop');
  await expect(oidc(center, '/token', {})).rejects.toThrow();
  expect(await oidc(center, '/token', {})).toMatchObject({ status: 400 });
});

test('an answer waits for a promise, and others pass it', async () => {
  const center = await start();
  const { accessToken } = center.signedIn();
  const { promise, resolve } = Promise.withResolvers<void>();
  const order: string[] = [];
  center.delayNext('ListAccounts', promise);
  const held = portal(center, '/assignment/accounts', accessToken).then(() => order.push('held'));
  while (center.count('ListAccounts') === 0) await new Promise((turn) => setImmediate(turn));
  await portal(center, '/assignment/accounts', accessToken).then(() => order.push('second'));
  resolve();
  await held;
  expect(order).toEqual(['second', 'held']);
});

test('an answer is late by so many milliseconds', async () => {
  const center = await start();
  center.delayNext('CreateToken', 30);
  const before = performance.now();
  await oidc(center, '/token', {});
  expect(performance.now() - before).toBeGreaterThanOrEqual(29);
});

test('what was asked is counted and told, without anything secret', async () => {
  const center = await start();
  const asked = await authorized(center);
  const { accessToken, refreshToken } = (await oidc(center, '/token', asked)).body;
  await portal(center, '/federation/credentials?account_id=111122223333&role_name=Developer', accessToken);
  await portal(center, '/federation/credentials?account_id=111122223333&role_name=Owner', accessToken);
  expect(center.calls.map(({ operation, status, error }) => [operation, status, error])).toEqual([
    ['RegisterClient', 200, undefined],
    ['Authorize', 200, undefined],
    ['DecideAuthorization', 302, undefined],
    ['CreateToken', 200, undefined],
    ['GetRoleCredentials', 200, undefined],
    ['GetRoleCredentials', 403, 'ForbiddenException'],
  ]);
  expect(center.count('GetRoleCredentials')).toBe(2);
  expect(center.calls.at(-1)?.details).toEqual({ account_id: '111122223333', role_name: 'Owner' });
  const log = JSON.stringify(center.calls);
  const { clientSecret = '', code = '', codeVerifier = '' } = asked;
  for (const secret of [clientSecret, code, codeVerifier, accessToken, refreshToken]) expect(log).not.toContain(secret);
});

test('what is no operation is unknown', async () => {
  const center = await start();
  expect(await portal(center, '/nothing')).toMatchObject({ status: 404, type: 'UnknownOperationException' });
});

test('whatever is sent, there is an answer', async () => {
  const center = await start();
  const path = fc.constantFrom('/client/register', '/token', '/device_authorization');
  const name = fc.constantFrom(...Object.keys(codeClient), 'grantType', 'clientId', '__proto__');
  const body = fc.oneof(
    fc.json(),
    fc.dictionary(name, fc.jsonValue()).map((fields) => JSON.stringify(fields)),
  );
  await fc.assert(
    fc.asyncProperty(path, body, async (to, sent) => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(center.url + to, { method: 'POST', headers, body: sent });
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(await response.json()).toEqual({ error: expect.any(String), error_description: expect.any(String) });
    }),
    { numRuns: 60 },
  );
});

test('the clock starts where a test says', async () => {
  const center = await start({ now: () => 1_800_000_000_000 });
  center.advance(1000);
  expect(center.now()).toBe(1_800_000_001_000);
  expect(center.signedIn().expiresAt).toBe('2027-01-15T09:00:01Z');
});
