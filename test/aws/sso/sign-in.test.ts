import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { registrationFile } from '../../../proxy/aws/sso/registration.ts';
import { cacheFile, readToken } from '../../../proxy/aws/sso/token-cache.ts';
import { portal } from '../stand-in/drive.ts';
import { allowing, setUp, turning } from './setting.ts';

test('a person signs in in the browser, and the token is kept as the AWS CLI keeps it', async () => {
  const { center, env, session, signIn } = await setUp();
  const { promise: page, resolve } = Promise.withResolvers<Response>();
  const token = await signIn('browser', allowing(center, resolve));
  const shown = await page;
  expect(shown.status).toBe(200);
  expect(await shown.text()).toContain('You are signed in to AWS');
  const file = cacheFile(session, env);
  const kept = JSON.parse(readFileSync(file, 'utf8'));
  expect(Object.keys(kept)).toEqual([
    'startUrl',
    'region',
    'accessToken',
    'expiresAt',
    'clientId',
    'clientSecret',
    'registrationExpiresAt',
    'refreshToken',
  ]);
  expect(kept.expiresAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  expect(kept.registrationExpiresAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  expect(kept).toMatchObject({ startUrl: session.startUrl, region: session.region, accessToken: token.accessToken });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
  expect((await portal(center, '/assignment/accounts', token.accessToken)).status).toBe(200);
});

test('what is registered and asked for is what the AWS CLI asks for', async () => {
  const { center, env, session, signIn } = await setUp();
  let opened = '';
  await signIn('browser', (step) => {
    opened = step.url;
    return allowing(center)(step);
  });
  expect(center.calls[0]).toMatchObject({
    operation: 'RegisterClient',
    userAgent: expect.stringContaining('adit/'),
    details: {
      clientType: 'public',
      grantTypes: '["authorization_code","refresh_token"]',
      redirectUris: '["http://127.0.0.1/oauth/callback"]',
      issuerUrl: session.startUrl,
      scopes: '["sso:account:access"]',
    },
  });
  expect(opened.replace(/=[^&]*/g, '')).toBe(
    `${center.url}/authorize?response_type&client_id&redirect_uri&state&code_challenge_method&scopes&code_challenge`,
  );
  expect(opened).toMatch(/&redirect_uri=http%3A%2F%2F127\.0\.0\.1%3A\d+%2Foauth%2Fcallback&/);
  expect(opened).toContain('&scopes=sso%3Aaccount%3Aaccess&');
  const registration = JSON.parse(readFileSync(registrationFile(session, env), 'utf8'));
  expect(Object.keys(registration)).toEqual(['clientId', 'clientSecret', 'expiresAt', 'scopes', 'grantTypes']);
  expect(statSync(registrationFile(session, env)).mode & 0o777).toBe(0o600);
});

test('a second sign-in uses the registration of the first, unless it is about to expire', async () => {
  const { center, signIn } = await setUp({ registrationSeconds: 7200 });
  const clock = { now: () => center.now(), wait: turning(center).wait };
  const stay = { ...clock, wait: () => new Promise<void>(() => {}) };
  await signIn('browser', allowing(center), { clock: stay });
  await signIn('browser', allowing(center), { clock: stay });
  expect(center.count('RegisterClient')).toBe(1);
  center.advance(6600_000);
  await signIn('browser', allowing(center), { clock: stay });
  expect(center.count('RegisterClient')).toBe(2);
});

test('browser and device register apart, since AWS fails on a client of both', async () => {
  const { center, signIn } = await setUp();
  const clock = turning(center);
  await signIn('browser', allowing(center));
  await signIn('device', ({ userCode = '' }) => center.approveDevice(userCode), { clock });
  expect(center.count('RegisterClient')).toBe(2);
  expect(center.calls.filter(({ operation }) => operation === 'RegisterClient')[1]?.details).toEqual({
    clientName: 'adit-client-mine',
    clientType: 'public',
    scopes: '["sso:account:access"]',
  });
});

test('a session without scopes asks for access to accounts in the browser', async () => {
  const { center, signIn } = await setUp({}, { scopes: [] });
  expect(await signIn('browser', allowing(center))).toHaveProperty('refreshToken');
});

test('a sign-in with legacy settings takes a code, and its token cannot be refreshed', async () => {
  const { center, env, session, signIn } = await setUp({}, { name: undefined, scopes: [] });
  const token = await signIn('browser', ({ userCode = '' }) => center.approveDevice(userCode), {
    clock: turning(center),
  });
  expect(token).not.toHaveProperty('refreshToken');
  expect(readToken(session, env)).toEqual({ ...token, expiresAt: expect.any(Date) });
  expect(center.count('StartDeviceAuthorization')).toBe(1);
});

test('two sign-ins at once do not disturb each other', async () => {
  const { center, env, session, signIn, cached } = await setUp();
  const tokens = await Promise.all([signIn('browser', allowing(center)), signIn('browser', allowing(center))]);
  expect(new Set(tokens.map(({ accessToken }) => accessToken)).size).toBe(2);
  expect(tokens.map(({ accessToken }) => accessToken)).toContain(readToken(session, env)?.accessToken);
  expect(cached().filter((name) => !name.endsWith('.json'))).toEqual([]);
});

test('the token of an earlier sign-in is replaced, and what else is in its file stays', async () => {
  const { center, env, session, signIn } = await setUp();
  await signIn('browser', allowing(center));
  const file = cacheFile(session, env);
  const kept = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ theirs: { of: 'another program' }, ...kept }));
  await signIn('browser', allowing(center));
  const now = JSON.parse(readFileSync(file, 'utf8'));
  expect(now.theirs).toEqual({ of: 'another program' });
  expect(now.accessToken).not.toBe(kept.accessToken);
});

test('a start URL may end as people copy it', async () => {
  const { center, env, session, signIn } = await setUp({}, { startUrl: 'https://example.awsapps.com/start/#/' });
  const token = await signIn('browser', allowing(center));
  expect(token.startUrl).toBe('https://example.awsapps.com/start/#/');
  expect(readToken(session, env)?.startUrl).toBe(token.startUrl);
});

test.each([
  [{ startUrl: 'https://other.awsapps.com/start' }, 'browser', 400, /no sign-in with the start URL https:\/\/other/],
  [{ startUrl: 'https://other.awsapps.com/start' }, 'device', 400, /no sign-in with the start URL https:\/\/other/],
  [{ scopes: ['all of it'] }, 'browser', 400, /all of it\. Correct sso_registration_scopes/],
  [{ region: 'evil.example/' }, 'browser', 400, /"evil\.example\/" is not the name of an AWS region/],
] as const)('%j, by %s: %i', async (changes, method, status, message) => {
  const { env, session, signIn } = await setUp();
  const signed = signIn(method, () => {}, { session: { ...session, ...changes } });
  await expect(signed).rejects.toMatchObject({ status, message: expect.stringMatching(message) });
  expect(readToken(session, env)).toBeUndefined();
});

test('a sign-in that belongs to another region is told with that region', async () => {
  const { center, signIn } = await setUp();
  const type = 'InvalidRequestRegionException';
  center.failNext('RegisterClient', { status: 400, type, message: 'elsewhere' });
  await expect(signIn('browser', () => {})).rejects.toMatchObject({
    status: 400,
    message: 'This sign-in is not in region us-east-1. Correct sso_region.',
  });
});

test('an AWS that cannot be reached is told', async () => {
  const { center, signIn } = await setUp();
  center.failNext('RegisterClient', 'drop', 9);
  await expect(signIn('browser', () => {})).rejects.toMatchObject({
    status: 502,
    message: expect.stringMatching(/cannot be reached: .+\. Check the network/),
  });
});

test('a fault of AWS that passes is not told', async () => {
  const { center, signIn } = await setUp();
  center.failNext('RegisterClient', { status: 500, type: 'InternalServerException', message: '' });
  center.failNext('CreateToken', { status: 503, type: 'ServiceUnavailableException', message: '' });
  await expect(signIn('browser', allowing(center))).resolves.toHaveProperty('accessToken');
});

test.each(['constructor', '__proto__', 'toString', 'A\u0085B'])(
  'an error of the name %j is told as any other',
  async (type) => {
    const { center, signIn } = await setUp();
    const message = 'one\u001b[31m\ntwo';
    center.failNext('RegisterClient', { status: 400, type, message });
    await expect(signIn('browser', () => {})).rejects.toMatchObject({
      name: 'AditError',
      message: expect.stringMatching(/^AWS did not answer as it should: .* \(one [^\p{C}]*two\)\.$/u),
    });
  },
);
