import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateTokenCommand, SSOOIDCClient } from '@aws-sdk/client-sso-oidc';
import { fromIni, fromSSO, fromTemporaryCredentials, fromTokenFile } from '@aws-sdk/credential-providers';
import { afterEach, expect, test, vi } from 'vitest';
import { authorized, start } from './drive.ts';
import { makeHome } from './home.ts';
import type { IdentityCenter } from './start.ts';

afterEach(() => vi.unstubAllEnvs());

const keys = { accessKeyId: 'AKIAEXAMPLESTANDIN00', secretAccessKey: 'stand-in/secret+key/of/forty+characters1' };
const userArn = 'arn:aws:iam::111122223333:user/example';
const mfaSerial = 'arn:aws:iam::111122223333:mfa/example';
const roleArn = 'arn:aws:iam::444455556666:role/Builder';
const clientConfig = { region: 'us-east-1' };

/** What `aws configure sso` writes. The SDK remembers refreshes by the session's name: each test has its own. */
const profileOf = (session: string, role = 'Developer') => `
[profile work]
sso_session = ${session}
sso_account_id = 111122223333
sso_role_name = ${role}

[sso-session ${session}]
sso_start_url = https://example.awsapps.com/start
sso_region = us-east-1
sso_registration_scopes = sso:account:access
`;

test('the SDK turns a token into credentials', async () => {
  const center = await start();
  makeHome(center, { config: profileOf('one'), tokens: { one: center.signedIn() } });
  const credentials = await fromSSO({ profile: 'work' })();
  expect(center.credentials()).toMatchObject([
    {
      keys: {
        accessKeyId: credentials.accessKeyId,
        secretAccessKey: credentials.secretAccessKey,
        sessionToken: credentials.sessionToken,
      },
      expiresAt: credentials.expiration?.getTime(),
    },
  ]);
});

test('the SDK takes a token of the legacy configuration', async () => {
  const center = await start();
  const config = `[profile old]
sso_start_url = ${center.startUrl}
sso_region = us-east-1
sso_account_id = 444455556666
sso_role_name = Developer
`;
  makeHome(center, { config, tokens: { [center.startUrl]: center.signedIn() } });
  expect(await fromSSO({ profile: 'old' })()).toMatchObject({ accessKeyId: center.credentials()[0]?.keys.accessKeyId });
});

test('the SDK refreshes a token that is about to expire, and keeps the new one', async () => {
  const center = await start();
  const token = { ...center.signedIn(), expiresAt: new Date(Date.now() + 60_000).toISOString() };
  const home = makeHome(center, { config: profileOf('two'), tokens: { two: token } });
  await fromSSO({ profile: 'work' })();
  expect(center.calls.map(({ operation }) => operation)).toEqual(['CreateToken', 'GetRoleCredentials']);
  const kept = JSON.parse(readFileSync(home.tokenPath('two'), 'utf8'));
  expect(kept.refreshToken).not.toBe(token.refreshToken);
  expect(kept.accessToken).not.toBe(token.accessToken);
});

test('the SDK says that a token has expired where its refresh is refused', async () => {
  const center = await start();
  const token = { ...center.signedIn(), expiresAt: new Date(Date.now() - 1000).toISOString() };
  makeHome(center, { config: profileOf('three'), tokens: { three: token } });
  center.endSessions();
  await expect(fromSSO({ profile: 'work' })()).rejects.toThrow('Token is expired');
  expect(center.calls).toMatchObject([{ operation: 'CreateToken', status: 400, error: 'InvalidGrantException' }]);
});

test('the SDK reads the refusals of the portal', async () => {
  const center = await start();
  makeHome(center, { config: profileOf('four', 'Owner'), tokens: { four: center.signedIn() } });
  await expect(fromSSO({ profile: 'work' })()).rejects.toThrow('No access');
  center.endSessions();
  await expect(fromSSO({ profile: 'work' })()).rejects.toThrow('Session token not found or invalid');
});

test('the SDK tries again where the portal is busy', async () => {
  const center = await start();
  makeHome(center, { config: profileOf('five'), tokens: { five: center.signedIn() } });
  center.failNext('GetRoleCredentials', { status: 429, type: 'TooManyRequestsException', message: 'HTTP 429' });
  await fromSSO({ profile: 'work' })();
  expect(center.calls.map(({ status }) => status)).toEqual([429, 200]);
});

test('the SDK reads the refusals of SSO OIDC as its own exceptions', async () => {
  const center = await start();
  const client = new SSOOIDCClient({ ...clientConfig, endpoint: center.url });
  const { clientId = '', clientSecret = '', code = '', codeVerifier = '', redirectUri = '' } = await authorized(center);
  const asked = { clientId, clientSecret, code, codeVerifier, redirectUri, grantType: 'authorization_code' };
  await expect(client.send(new CreateTokenCommand({ ...asked, code: 'other' }))).rejects.toMatchObject({
    name: 'InvalidGrantException',
    error: 'invalid_grant',
    error_description: 'Invalid grant provided',
  });
  await expect(client.send(new CreateTokenCommand({ ...asked, clientSecret: 'other' }))).rejects.toMatchObject({
    name: 'InvalidClientException',
    $metadata: { httpStatusCode: 401 },
  });
  expect(await client.send(new CreateTokenCommand(asked))).toMatchObject({ tokenType: 'Bearer', expiresIn: 3600 });
});

test('the SDK assumes a role with MFA and an external id', async () => {
  const center = await startWithRole();
  makeHome(center, { config: '' });
  const params = { RoleArn: roleArn, ExternalId: 'their-id', SerialNumber: mfaSerial };
  const provider = (code: string) =>
    fromTemporaryCredentials({ masterCredentials: keys, params, clientConfig, mfaCodeProvider: async () => code });
  const code = center.mfaCode(mfaSerial);
  expect(await provider(code)()).toMatchObject({ accessKeyId: center.credentials().at(-1)?.keys.accessKeyId });
  await expect(provider(code)()).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('the SDK assumes a role that a profile names, with the credentials of another', async () => {
  const center = await startWithRole();
  const config = `[profile base]
aws_access_key_id = ${keys.accessKeyId}
aws_secret_access_key = ${keys.secretAccessKey}
[profile build]
role_arn = ${roleArn}
source_profile = base
external_id = their-id
mfa_serial = ${mfaSerial}
region = us-east-1
`;
  makeHome(center, { config });
  const mfaCodeProvider = async (serial: string) => center.mfaCode(serial);
  const credentials = await fromIni({ profile: 'build', mfaCodeProvider, clientConfig })();
  expect(credentials.accessKeyId).toBe(center.credentials().at(-1)?.keys.accessKeyId);
  const wrong = { ...keys, secretAccessKey: 'wrong' };
  const refused = fromTemporaryCredentials({ masterCredentials: wrong, params: { RoleArn: roleArn }, clientConfig });
  await expect(refused()).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
});

test('the SDK assumes a role with the token in a file, and reads the file each time', async () => {
  const center = await startWithRole();
  const { path } = makeHome(center, { config: '' });
  const webIdentityTokenFile = join(path, 'token');
  const provider = fromTokenFile({ roleArn, webIdentityTokenFile, roleSessionName: 'pod', clientConfig });
  writeFileSync(webIdentityTokenFile, center.webIdentityToken({ sub: 'pod' }));
  expect(await provider()).toMatchObject({ accessKeyId: center.credentials().at(-1)?.keys.accessKeyId });
  writeFileSync(webIdentityTokenFile, center.webIdentityToken({ sub: 'pod', exp: 1 }));
  await expect(provider()).rejects.toMatchObject({ name: 'ExpiredTokenException' });
});

function startWithRole(): Promise<IdentityCenter> {
  return start({
    users: [{ arn: userArn, keys, mfaSerial }],
    roles: [{ arn: roleArn, trusts: [userArn], externalId: 'their-id', mfa: true, webSubjects: ['pod'] }],
  });
}
