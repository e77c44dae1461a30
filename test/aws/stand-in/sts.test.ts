import { expect, test } from 'vitest';
import { signedHeaders } from '../../bedrock/signed.ts';
import { element, portal, start, sts } from './drive.ts';
import type { IamRole, StandInOptions } from './options.ts';

const keys = { accessKeyId: 'AKIAEXAMPLESTANDIN00', secretAccessKey: 'stand-in/secret+key/of/forty+characters1' };
const userArn = 'arn:aws:iam::111122223333:user/example';
const mfaSerial = 'arn:aws:iam::111122223333:mfa/example';
const roleArn = 'arn:aws:iam::444455556666:role/team/Builder';
const withRole = (role: Partial<IamRole> = {}): StandInOptions => ({
  users: [{ arn: userArn, keys, mfaSerial }],
  roles: [{ arn: roleArn, trusts: [userArn], ...role }],
});
const whoAmI = { Action: 'GetCallerIdentity' };
const assume = { Action: 'AssumeRole', RoleArn: roleArn, RoleSessionName: 'me' };

test('a caller is told who they are', async () => {
  const center = await start(withRole());
  const { status, body } = await sts(center, whoAmI, keys);
  expect(status).toBe(200);
  expect(body).toContain('<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">');
  expect(element(body, 'Arn')).toBe(userArn);
  expect(element(body, 'Account')).toBe('111122223333');
  expect(element(body, 'UserId')).toMatch(/^AIDA/);
});

test('a signature must be right', async () => {
  const center = await start(withRole());
  const wrong = { ...keys, secretAccessKey: 'wrong' };
  const longAgo = { signingDate: new Date(Date.now() - 3_600_000) };
  expect(await sts(center, whoAmI, wrong)).toMatchObject({ status: 403, type: 'SignatureDoesNotMatch' });
  expect(await sts(center, whoAmI, keys, { region: 'eu-west-1' })).toMatchObject({ type: 'SignatureDoesNotMatch' });
  expect(await sts(center, whoAmI, keys, { service: 'iam' })).toMatchObject({ type: 'SignatureDoesNotMatch' });
  expect(await sts(center, whoAmI, keys, longAgo)).toMatchObject({ type: 'SignatureDoesNotMatch' });
  expect(await sts(center, whoAmI, { ...keys, accessKeyId: 'AKIAUNKNOWN' })).toMatchObject({
    status: 403,
    type: 'InvalidClientTokenId',
  });
  expect(await sts(center, whoAmI)).toMatchObject({ status: 403, type: 'MissingAuthenticationToken' });
});

test('a body that was changed after it was signed is refused', async () => {
  const center = await start(withRole());
  const url = `${center.url}/`;
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const body = 'Action=GetCallerIdentity&Version=2011-06-15';
  const headers = await signedHeaders({ url, headers: form, body }, keys, { service: 'sts' });
  const response = await fetch(url, { method: 'POST', headers, body: `${body}&x=1` });
  expect(await response.text()).toContain('<Code>SignatureDoesNotMatch</Code>');
});

test('an action or a version that STS does not have is refused', async () => {
  const center = await start(withRole());
  expect(await sts(center, { Action: 'Nothing' }, keys)).toMatchObject({ status: 400, type: 'InvalidAction' });
  expect(await sts(center, { ...whoAmI, Version: '2010-01-01' }, keys)).toMatchObject({ type: 'InvalidAction' });
});

test("a role that trusts the user, or the user's account, is assumed", async () => {
  for (const trusts of [[userArn], ['arn:aws:iam::111122223333:root']]) {
    const center = await start(withRole({ trusts }));
    const { status, body } = await sts(center, assume, keys);
    expect(status).toBe(200);
    expect(element(body, 'Arn')).toBe('arn:aws:sts::444455556666:assumed-role/Builder/me');
    expect(element(body, 'AssumedRoleId')).toMatch(/^AROA[A-Z2-7]{16}:me$/);
    const assumed = keysOf(body);
    expect(element((await sts(center, whoAmI, assumed)).body, 'Account')).toBe('444455556666');
    expect(Date.parse(element(body, 'Expiration'))).toBe(center.credentials().at(-1)?.expiresAt);
  }
});

test('credentials expire, and are told from unknown ones', async () => {
  const center = await start(withRole());
  const assumed = keysOf((await sts(center, { ...assume, DurationSeconds: '900' }, keys)).body);
  center.advance(900_000);
  expect(await sts(center, whoAmI, assumed)).toMatchObject({ status: 403, type: 'ExpiredToken' });
  const tampered = { ...assumed, sessionToken: 'other' };
  expect(await sts(center, whoAmI, tampered)).toMatchObject({ type: 'InvalidClientTokenId' });
});

test.each<[string, Partial<IamRole>, Record<string, string>]>([
  ['that trusts another', { trusts: ['arn:aws:iam::111122223333:user/other'] }, {}],
  ['that is not there', {}, { RoleArn: 'arn:aws:iam::444455556666:role/Other' }],
  ['without its external id', { externalId: 'their-id' }, {}],
  ['with another external id', { externalId: 'their-id' }, { ExternalId: 'other' }],
  ['without MFA', { mfa: true }, {}],
])('a role %s is denied', async (_, role, parameters) => {
  const center = await start(withRole(role));
  const asked = { ...assume, ...parameters };
  const refused = await sts(center, asked, keys);
  expect(refused).toMatchObject({ status: 403, type: 'AccessDenied' });
  const message = `User: ${userArn} is not authorized to perform: sts:AssumeRole on resource: ${asked.RoleArn}`;
  expect(element(refused.body, 'Message')).toBe(message);
});

test('with its external id a role is assumed', async () => {
  const center = await start(withRole({ externalId: 'their-id' }));
  expect(await sts(center, { ...assume, ExternalId: 'their-id' }, keys)).toMatchObject({ status: 200 });
});

test('a code of an MFA device is good once, for its half minute and the next', async () => {
  const center = await start(withRole({ mfa: true }));
  const prove = (TokenCode: string, SerialNumber = mfaSerial) =>
    sts(center, { ...assume, SerialNumber, TokenCode }, keys);
  const code = center.mfaCode(mfaSerial);
  const denied = { status: 403, type: 'AccessDenied' };
  expect(await prove(code, 'arn:aws:iam::111122223333:mfa/other')).toMatchObject(denied);
  expect(await prove(code === '000000' ? '111111' : '000000')).toMatchObject(denied);
  expect(await prove(code)).toMatchObject({ status: 200 });
  const again = await prove(code);
  expect(again).toMatchObject(denied);
  expect(again.body).toContain('MultiFactorAuthentication failed with invalid MFA one time pass code');
  center.advance(30_000);
  const next = center.mfaCode(mfaSerial);
  center.advance(60_000);
  expect(await prove(next)).toMatchObject(denied);
  expect(await prove(center.mfaCode(mfaSerial))).toMatchObject({ status: 200 });
});

test('a serial number without a code is refused', async () => {
  const center = await start(withRole({ mfa: true }));
  const refused = await sts(center, { ...assume, SerialNumber: mfaSerial }, keys);
  expect(refused).toMatchObject({ status: 403, type: 'AccessDenied' });
  expect(refused.body).toContain('must provide both MFA serial number and one time pass code');
});

test("a user's session with MFA serves for a role that wants MFA, and for no further session", async () => {
  const center = await start(withRole({ mfa: true }));
  const proof = { SerialNumber: mfaSerial, TokenCode: center.mfaCode(mfaSerial) };
  const { status, body } = await sts(center, { Action: 'GetSessionToken', ...proof }, keys);
  expect(status).toBe(200);
  const session = keysOf(body);
  expect(await sts(center, assume, session)).toMatchObject({ status: 200 });
  expect(await sts(center, { Action: 'GetSessionToken' }, session)).toMatchObject({
    status: 403,
    type: 'AccessDenied',
  });
  const plain = keysOf((await sts(center, { Action: 'GetSessionToken' }, keys)).body);
  expect(await sts(center, assume, plain)).toMatchObject({ status: 403, type: 'AccessDenied' });
});

test.each([
  [{ DurationSeconds: '899' }, 'greater than or equal to 900'],
  [{ DurationSeconds: '43201' }, 'less than or equal to 43200'],
  [{ DurationSeconds: 'long' }, 'must be a number'],
  [{ DurationSeconds: '3601' }, 'exceeds the MaxSessionDuration'],
  [{ RoleSessionName: 'x' }, 'length greater than or equal to 2'],
  [{ RoleSessionName: 'not a name' }, 'regular expression pattern'],
  [{ RoleSessionName: '' }, 'Member must not be null'],
  [{ RoleArn: 'short' }, 'length greater than or equal to 20'],
])('a request with %j is refused: %s', async (parameters, why) => {
  const center = await start(withRole());
  const refused = await sts(center, { ...assume, ...parameters }, keys);
  expect(refused).toMatchObject({ status: 400, type: 'ValidationError' });
  expect(refused.body).toContain(why);
});

test("with a session's credentials a role is assumed for an hour at most", async () => {
  const center = await start({
    roles: [{ arn: roleArn, trusts: ['arn:aws:iam::111122223333:root'], maxSessionSeconds: 7200 }],
  });
  const { accessToken } = center.signedIn();
  const path = '/federation/credentials?account_id=111122223333&role_name=Developer';
  const { roleCredentials } = (await portal(center, path, accessToken)).body;
  expect(element((await sts(center, whoAmI, roleCredentials)).body, 'Arn')).toMatch(
    /^arn:aws:sts::111122223333:assumed-role\/AWSReservedSSO_Developer_[0-9a-f]{16}\/example@example.com$/,
  );
  expect(await sts(center, { ...assume, DurationSeconds: '3600' }, roleCredentials)).toMatchObject({ status: 200 });
  const chained = await sts(center, { ...assume, DurationSeconds: '7200' }, roleCredentials);
  expect(chained).toMatchObject({ status: 400, type: 'ValidationError' });
  expect(chained.body).toContain('role chaining');
});

test('a web identity token assumes a role that trusts its subject', async () => {
  const center = await start(withRole({ webSubjects: ['pod'] }));
  const withToken = (WebIdentityToken: string) =>
    sts(center, { ...assume, Action: 'AssumeRoleWithWebIdentity', WebIdentityToken });
  const token = center.webIdentityToken({ sub: 'pod' });
  const { status, body } = await withToken(token);
  expect(status).toBe(200);
  expect(element(body, 'SubjectFromWebIdentityToken')).toBe('pod');
  expect(await sts(center, whoAmI, keysOf(body))).toMatchObject({ status: 200 });

  const seconds = Math.floor(center.now() / 1000);
  const invalid = { status: 400, type: 'InvalidIdentityToken' };
  expect(await withToken('no token')).toMatchObject(invalid);
  expect(await withToken(`${token.slice(0, -4)}AAAA`)).toMatchObject(invalid);
  expect(await withToken(center.webIdentityToken({ sub: 'pod', aud: 'other' }))).toMatchObject(invalid);
  expect(await withToken(center.webIdentityToken({ sub: 'pod', iss: 'https://other' }))).toMatchObject(invalid);
  expect(await withToken(center.webIdentityToken({ sub: 'pod', exp: seconds }))).toMatchObject({
    status: 400,
    type: 'ExpiredTokenException',
  });
  expect(await withToken(center.webIdentityToken({ sub: 'other' }))).toMatchObject({
    status: 403,
    type: 'AccessDenied',
  });
});

function keysOf(xml: string) {
  return {
    accessKeyId: element(xml, 'AccessKeyId'),
    secretAccessKey: element(xml, 'SecretAccessKey'),
    sessionToken: element(xml, 'SessionToken'),
  };
}
