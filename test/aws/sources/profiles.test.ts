import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { loginFile } from '../../../proxy/aws/sources/login.ts';
import { setUp, writeSignIn } from './setting.ts';

afterEach(() => void vi.unstubAllEnvs());

const USER = 'arn:aws:iam::111122223333:user/me';
const BASE = 'arn:aws:iam::111122223333:role/base';
const DEPLOY = 'arn:aws:iam::444455556666:role/deploy';
const USER_KEYS = { accessKeyId: 'AKIAEXAMPLEUSER00000', secretAccessKey: 'user/secret' };
const KEYS = `aws_access_key_id = ${USER_KEYS.accessKeyId}\naws_secret_access_key = ${USER_KEYS.secretAccessKey}`;
const SESSION = `
[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = us-east-1
sso_registration_scopes = sso:account:access
`;
const SSO = `sso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Developer`;
const ROLES = {
  users: [{ arn: USER, keys: USER_KEYS }],
  roles: [
    { arn: BASE, trusts: [USER, 'arn:aws:iam::111122223333:root'] },
    { arn: DEPLOY, trusts: [BASE], externalId: 'crossing' },
  ],
};

describe('credentials of a profile', () => {
  test('keys are what they are', async () => {
    const set = await setUp(`[profile work]\n${KEYS}\naws_session_token = T\n`);
    expect(await set.fetch({ profile: 'work' })).toEqual({ ...USER_KEYS, sessionToken: 'T' });
  });

  test('a permission set, by the sign-in of its session', async () => {
    const set = await setUp(`[profile work]\n${SSO}\n${SESSION}`);
    writeSignIn(set);
    const credentials = await set.fetch({ profile: 'work' });
    expect(credentials.expiration?.getTime()).toBeGreaterThan(Date.now());
    expect(set.principalOf(credentials)).toContain('Developer');
  });

  test('a permission set, by legacy settings', async () => {
    const startUrl = 'https://example.awsapps.com/start';
    const legacy = `sso_start_url = ${startUrl}\nsso_region = us-east-1\nsso_account_id = 444455556666\nsso_role_name = Developer`;
    const set = await setUp(`[profile work]\n${legacy}\n`);
    writeFileSync(set.tokenPath(startUrl), JSON.stringify({ ...set.center.signedIn(), refreshToken: undefined }));
    expect(set.principalOf(await set.fetch({ profile: 'work' }))).toContain('444455556666');
  });

  test('a role that is assumed through another, with external id and name of the session', async () => {
    const set = await setUp(
      `
[profile work]
role_arn = ${DEPLOY}
source_profile = base
external_id = crossing
role_session_name = me@example.com

[profile base]
role_arn = ${BASE}
source_profile = me

[profile me]
${KEYS}
`,
      ROLES,
    );
    const credentials = await set.fetch({ profile: 'work' });
    expect(set.principalOf(credentials)).toBe('arn:aws:sts::444455556666:assumed-role/deploy/me@example.com');
    expect(set.center.count('AssumeRole')).toBe(2);
  });

  test('a role that is assumed with a sign-in', async () => {
    const set = await setUp(
      `[profile work]\nrole_arn = ${BASE}\nsource_profile = sso\n[profile sso]\n${SSO}\n${SESSION}`,
      ROLES,
    );
    writeSignIn(set);
    expect(set.principalOf(await set.fetch({ profile: 'work' }))).toMatch(/assumed-role\/base\/adit-\d+$/);
  });

  test('a role that a profile assumes with its own keys', async () => {
    const set = await setUp(`[profile work]\nrole_arn = ${BASE}\nsource_profile = work\n${KEYS}\n`, ROLES);
    expect(set.principalOf(await set.fetch({ profile: 'work' }))).toContain('assumed-role/base/');
  });

  test('a role that is assumed with keys of the environment', async () => {
    const set = await setUp(`[profile work]\nrole_arn = ${BASE}\ncredential_source = Environment\n`, ROLES);
    vi.stubEnv('AWS_ACCESS_KEY_ID', USER_KEYS.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', USER_KEYS.secretAccessKey);
    // Other tests of this worker may have left one.
    vi.stubEnv('AWS_SESSION_TOKEN', undefined);
    expect(set.principalOf(await set.fetch({ profile: 'work' }))).toContain('assumed-role/base/');
  });

  test('a web identity, of a profile and of the environment', async () => {
    const set = await setUp('', { roles: [{ arn: BASE, webSubjects: ['pod'] }] });
    const file = join(set.path, 'token');
    writeFileSync(file, set.center.webIdentityToken({ sub: 'pod' }));
    writeFileSync(
      join(set.path, '.aws', 'config'),
      `[profile work]\nrole_arn = ${BASE}\nweb_identity_token_file = ${file}\n`,
    );
    expect(set.principalOf(await set.fetch({ profile: 'work' }))).toContain('assumed-role/base/');
    writeFileSync(join(set.path, '.aws', 'config'), '');
    const env = { AWS_WEB_IDENTITY_TOKEN_FILE: file, AWS_ROLE_ARN: BASE, AWS_ROLE_SESSION_NAME: 'pod-1' };
    expect(set.principalOf(await set.fetch({ env }))).toContain('assumed-role/base/pod-1');
  });

  test('a program', async () => {
    const printed = {
      Version: 1,
      AccessKeyId: 'A',
      SecretAccessKey: 'S',
      SessionToken: 'T',
      Expiration: '2999-01-01T00:00:00Z',
    };
    const set = await setUp(`[profile work]\ncredential_process = echo '${JSON.stringify(printed)}'\n`);
    const expiration = new Date(printed.Expiration);
    expect(await set.fetch({ profile: 'work' })).toEqual({
      accessKeyId: 'A',
      secretAccessKey: 'S',
      sessionToken: 'T',
      expiration,
    });
  });

  test('a sign-in with "aws login"', async () => {
    const session = 'arn:aws:iam::111122223333:user/me';
    const set = await setUp(`[profile work]\nlogin_session = ${session}\n`);
    const expiresAt = new Date(Date.now() + 600_000).toISOString();
    const accessToken = {
      accessKeyId: 'A',
      secretAccessKey: 'S',
      sessionToken: 'T',
      accountId: '111122223333',
      expiresAt,
    };
    const token = { accessToken, clientId: 'c', refreshToken: 'r', dpopKey: 'k' };
    vi.stubEnv('AWS_LOGIN_CACHE_DIRECTORY', set.path);
    writeFileSync(loginFile(session, { AWS_LOGIN_CACHE_DIRECTORY: set.path }), JSON.stringify(token));
    expect(await set.fetch({ profile: 'work' })).toMatchObject({ accessKeyId: 'A', expiration: new Date(expiresAt) });
  });

  test('what changes on disk is seen at once', async () => {
    const set = await setUp('[profile work]\naws_access_key_id = A\naws_secret_access_key = S\n');
    expect(await set.fetch({ profile: 'work' })).toMatchObject({ accessKeyId: 'A' });
    writeFileSync(
      join(set.path, '.aws', 'config'),
      '[profile work]\naws_access_key_id = B\naws_secret_access_key = S\n',
    );
    expect(await set.fetch({ profile: 'work' })).toMatchObject({ accessKeyId: 'B' });
    writeFileSync(join(set.path, '.aws', 'credentials'), '[work]\naws_access_key_id = C\naws_secret_access_key = S\n');
    expect(await set.fetch({ profile: 'work' })).toMatchObject({ accessKeyId: 'C' });
  });
});

describe('what is wrong is said, and nothing of it ends the program', () => {
  for (const [what, config, words] of [
    ['no source profile', `role_arn = ${BASE}\nsource_profile = gone`, 'no AWS profile is named "gone"'],
    [
      'a circle',
      `role_arn = ${BASE}\nsource_profile = b\n[profile b]\nrole_arn = ${BASE}\nsource_profile = work`,
      'work → b → work assume',
    ],
    ['a circle of one', `role_arn = ${BASE}\nsource_profile = work`, 'work → work assume'],
    ['an unknown credential_source', `role_arn = ${BASE}\ncredential_source = Moon`, 'is "Moon", and may be'],
    [
      'both sources',
      `role_arn = ${BASE}\ncredential_source = Environment\nsource_profile = work`,
      'no settings that lead',
    ],
    ['half of an SSO profile', `sso_session = corp\n${SESSION}`, 'lacks some of them'],
    ['an sso-session that is not there', SSO, 'lacks some of them'],
    [
      'a name of a session that is none',
      `role_arn = ${BASE}\nsource_profile = me\nrole_session_name = a b\n[profile me]\n${KEYS}`,
      'role_session_name is no name',
    ],
    [
      'a duration that is none',
      `role_arn = ${BASE}\nsource_profile = me\nduration_seconds = long\n[profile me]\n${KEYS}`,
      'duration_seconds is to be',
    ],
    [
      'a role that does not trust',
      `role_arn = ${DEPLOY}\nsource_profile = me\n[profile me]\n${KEYS}`,
      'is not authorized to perform: sts:AssumeRole',
    ],
    ['a token file that is not there', `role_arn = ${BASE}\nweb_identity_token_file = /nowhere`, 'ENOENT'],
    ['a program that fails', 'credential_process = echo hush-hush >&2; exit 3', 'failed with exit code 3; run in'],
    ['a program that prints no JSON', 'credential_process = echo hello', 'did not print JSON of Version 1'],
    ['a program that prints no keys', `credential_process = echo '{"Version":1}'`, 'printed no AccessKeyId'],
    [
      'a program that prints what has expired',
      `credential_process = echo '{"Version":1,"AccessKeyId":"A","SecretAccessKey":"S","Expiration":"2001-01-01T00:00:00Z"}'`,
      'printed credentials that have expired',
    ],
    ['a program that is not there', 'credential_process = /no/such/program', 'failed with exit code 127'],
  ] as const) {
    test(what, async () => {
      const set = await setUp(`[profile work]\n${config}\n`, ROLES);
      const error = await set.fetch({ profile: 'work' }).catch((reason: Error) => reason);
      expect((error as Error).message).toContain(words);
      expect((error as Error).message).not.toContain('hush-hush');
    });
  }

  test('no sign-in is a task for a person, also of the profile that a role is assumed with', async () => {
    const set = await setUp(
      `[profile work]\nrole_arn = ${BASE}\nsource_profile = sso\n[profile sso]\n${SSO}\n${SESSION}`,
      ROLES,
    );
    await expect(set.fetch({ profile: 'work' })).rejects.toMatchObject({
      name: 'PersonNeeded',
      task: 'sso',
      profile: 'sso',
      message: 'nobody has signed in to corp (https://example.awsapps.com/start)',
    });
  });

  test('neither is "aws login" without one', async () => {
    const set = await setUp('[profile work]\nlogin_session = arn:aws:iam::111122223333:user/me\n');
    await expect(set.fetch({ profile: 'work', env: { AWS_LOGIN_CACHE_DIRECTORY: set.path } })).rejects.toMatchObject({
      name: 'PersonNeeded',
      task: 'login',
      profile: 'work',
    });
  });
});
