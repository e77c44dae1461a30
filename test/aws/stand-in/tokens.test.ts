import { expect, test } from 'vitest';
import { authorized, deviceClient, deviceGrant, type Heard, oidc, portal, start } from './drive.ts';
import type { IdentityCenter } from './start.ts';

/** A clock that stands until a test turns it. */
const stopped = { now: () => 1_800_000_000_000 };

async function startDevice(center: IdentityCenter, client: object = deviceClient) {
  const registered = (await oidc(center, '/client/register', client)).body;
  const asked = { ...registered, startUrl: center.startUrl };
  const { body } = await oidc(center, '/device_authorization', asked);
  const { clientId, clientSecret } = registered;
  const poll = (): Promise<Heard> =>
    oidc(center, '/token', { grantType: deviceGrant, clientId, clientSecret, deviceCode: body.deviceCode });
  return { ...body, clientId, clientSecret, poll };
}

test('a device shows a code, and gets a token when a person has confirmed it', async () => {
  const center = await start(stopped);
  const device = await startDevice(center);
  expect(device).toMatchObject({ expiresIn: 600, interval: 5, verificationUri: `${center.url}/device` });
  expect(device.userCode).toMatch(/^[A-Z]{4}-[A-Z]{4}$/);
  const page = await (await fetch(device.verificationUriComplete)).text();
  expect(page).toContain(`<b>${device.userCode}</b>`);
  expect(page).toContain('<button name="decision" value="confirm">Confirm and continue</button>');
  expect(await (await fetch(device.verificationUri)).text()).toContain('name="user_code"');

  expect(await device.poll()).toMatchObject({ status: 400, type: 'AuthorizationPendingException' });
  await center.approveDevice(device.userCode.toLowerCase());
  center.advance(5000);
  const { status, body } = await device.poll();
  expect(status).toBe(200);
  expect(body.refreshToken).toEqual(expect.any(String));
  center.advance(5000);
  expect(await device.poll()).toMatchObject({ type: 'InvalidGrantException' });
});

test('who polls faster than the interval is told to slow down, and has to', async () => {
  const center = await start(stopped);
  const device = await startDevice(center);
  await device.poll();
  center.advance(4999);
  expect(await device.poll()).toMatchObject({ type: 'SlowDownException', body: { error: 'slow_down' } });
  center.advance(9999);
  expect(await device.poll()).toMatchObject({ type: 'SlowDownException' });
  center.advance(15_000);
  expect(await device.poll()).toMatchObject({ type: 'AuthorizationPendingException' });
});

test('a device that was denied, or took too long, gets no token', async () => {
  const center = await start();
  const denied = await startDevice(center);
  await center.denyDevice(denied.userCode);
  expect(await denied.poll()).toMatchObject({ type: 'AccessDeniedException', body: { error: 'access_denied' } });
  await expect(center.approveDevice(denied.userCode)).rejects.toThrow('unknown, used or expired');

  const late = await startDevice(center);
  center.advance(600_000);
  expect(await late.poll()).toMatchObject({ type: 'ExpiredTokenException', body: { error: 'expired_token' } });
  await expect(center.approveDevice(late.userCode)).rejects.toThrow('unknown, used or expired');
});

test('a device starts at its own portal only; # and / at the end of the address are no matter', async () => {
  const center = await start();
  const client = (await oidc(center, '/client/register', deviceClient)).body;
  const at = (startUrl: string) => oidc(center, '/device_authorization', { ...client, startUrl });
  expect(await at(`${center.startUrl}/#/`)).toMatchObject({ status: 200 });
  expect(await at('https://other.awsapps.com/start')).toMatchObject({ status: 400, type: 'InvalidRequestException' });
});

test('a client without scopes gets a token for the whole session, and none to refresh it with', async () => {
  const center = await start(stopped);
  const device = await startDevice(center, { clientName: 'old', clientType: 'public' });
  await center.approveDevice(device.userCode);
  const { body } = await device.poll();
  expect(body).toEqual({ accessToken: expect.any(String), tokenType: 'Bearer', expiresIn: 28_800 });
});

test('a registration that has expired is worth nothing', async () => {
  const center = await start({ registrationSeconds: 60 });
  const asked = await authorized(center);
  center.advance(61_000);
  expect(await oidc(center, '/token', asked)).toMatchObject({ status: 401, type: 'InvalidClientException' });
});

test('a refresh token is used once; a second time ends the session, with all of its tokens', async () => {
  const center = await start();
  const asked = await authorized(center);
  const first = (await oidc(center, '/token', asked)).body;
  const refresh = (refreshToken: string) =>
    oidc(center, '/token', { ...asked, grantType: 'refresh_token', refreshToken });
  const second = (await refresh(first.refreshToken)).body;
  expect(second.refreshToken).not.toBe(first.refreshToken);
  expect(await portal(center, '/assignment/accounts', second.accessToken)).toMatchObject({ status: 200 });

  const reused = await refresh(first.refreshToken);
  expect(reused).toEqual({
    status: 400,
    type: 'InvalidGrantException',
    body: { error: 'invalid_grant', error_description: 'Invalid refresh token provided' },
  });
  expect(await refresh(second.refreshToken)).toMatchObject({ type: 'InvalidGrantException' });
  expect(await portal(center, '/assignment/accounts', second.accessToken)).toMatchObject({ status: 401 });
});

test('a refresh token of another client is refused, and stays good', async () => {
  const center = await start();
  const [one, two] = [await authorized(center), await authorized(center)];
  const { refreshToken } = (await oidc(center, '/token', one)).body;
  const asked = { grantType: 'refresh_token', refreshToken };
  expect(await oidc(center, '/token', { ...two, ...asked })).toMatchObject({ type: 'InvalidGrantException' });
  expect(await oidc(center, '/token', { ...one, ...asked })).toMatchObject({ status: 200 });
});

test('refreshing ends with the session, and the last token is as short as what is left of it', async () => {
  const center = await start({ ...stopped, sessionSeconds: 5400 });
  const asked = await authorized(center);
  const { refreshToken } = (await oidc(center, '/token', asked)).body;
  center.advance(3_600_000);
  const last = await oidc(center, '/token', { ...asked, grantType: 'refresh_token', refreshToken });
  expect(last.body.expiresIn).toBe(1800);
  center.advance(1_800_000);
  const { refreshToken: next } = last.body;
  const late = await oidc(center, '/token', { ...asked, grantType: 'refresh_token', refreshToken: next });
  expect(late).toMatchObject({ status: 400, type: 'InvalidGrantException' });
});
