import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { findIdentity, otherSources } from '../../proxy/aws/profiles.ts';
import type { AditError } from '../../proxy/errors.ts';
import { BEARER, DEFAULT, files, find, KEYS, NO_METADATA, SSO, TWO } from './shared-files.ts';

afterEach(() => void vi.unstubAllEnvs());

describe('who this machine is to AWS', () => {
  for (const [name, found, wish, env, config] of [
    [
      'a profile that is wished for, before all else',
      'profile work',
      'work',
      { ...KEYS, ...BEARER, AWS_PROFILE: 'play' },
      DEFAULT,
    ],
    ['a Bedrock API key', 'bearer', undefined, { ...KEYS, ...BEARER }, DEFAULT],
    [
      'AWS_PROFILE, before keys in the environment',
      'profile play',
      undefined,
      { ...KEYS, AWS_PROFILE: 'play' },
      DEFAULT,
    ],
    ['keys in the environment, before the files', 'environment', undefined, KEYS, DEFAULT],
    ['half of the keys, which are none', 'profile default', undefined, { AWS_ACCESS_KEY_ID: 'A' }, DEFAULT],
    ['the default profile, among several', 'profile default', undefined, {}, DEFAULT],
    ['the only profile, whatever its name, though it comes with an sso-session', 'profile work', undefined, {}, SSO],
    ['a web identity', 'web-identity', undefined, { AWS_WEB_IDENTITY_TOKEN_FILE: '/t', AWS_ROLE_ARN: 'arn' }, SSO],
    ['a container', 'container', undefined, { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1/c' }, SSO],
    ['a container of ECS', 'container', undefined, { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/c' }, ''],
    [
      'an instance',
      'instance',
      undefined,
      { AWS_EC2_METADATA_DISABLED: 'false', AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://127.0.0.1' },
      SSO,
    ],
    ['nobody, where there is no file', 'none', undefined, {}, undefined],
    [
      'nobody, where no profile leads to credentials',
      'none',
      undefined,
      {},
      '[default]\nregion = eu-west-1\n[profile x]\noutput = json\n',
    ],
    ['nobody, where an sso-session has no profile', 'none', undefined, {}, SSO.replace(/\[profile[^[]*/, '')],
  ] as const) {
    test(name, async () => {
      const identity = await find({ wish, env, config });
      expect(`${identity.kind} ${identity.kind === 'profile' ? identity.profile : ''}`.trim()).toBe(found);
    });
  }

  test('a source that is chosen in place of profiles goes before what is found, and a wished profile before it', async () => {
    const env = { ...KEYS, ...BEARER, AWS_PROFILE: 'play' };
    expect(await find({ source: 'environment', env, config: DEFAULT })).toMatchObject({ kind: 'environment' });
    expect(await find({ source: 'bearer', config: DEFAULT })).toMatchObject({ kind: 'bearer' });
    expect(await find({ wish: 'work', source: 'instance', config: DEFAULT })).toMatchObject({ profile: 'work' });
  });

  test('the sources besides profiles are those that this machine has', () => {
    expect(otherSources(NO_METADATA)).toEqual([]);
    expect(otherSources({ ...NO_METADATA, ...KEYS, ...BEARER })).toEqual(['bearer', 'environment']);
    const container = { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/c' };
    const web = { AWS_WEB_IDENTITY_TOKEN_FILE: '/t', AWS_ROLE_ARN: 'arn' };
    expect(otherSources({ ...NO_METADATA, ...container, ...web })).toEqual(['web-identity', 'container']);
  });

  for (const setting of [
    'aws_access_key_id = A',
    'sso_start_url = https://example.awsapps.com/start',
    'sso_session = s',
    'role_arn = arn:aws:iam::111122223333:role/r',
    'credential_process = /bin/true',
    'web_identity_token_file = /t',
    'login_session = arn:aws:iam::111122223333:user/u',
  ]) {
    test(`a profile with "${setting}" can give credentials`, async () => {
      expect(await find({ config: `[profile only]\n${setting}\n` })).toMatchObject({
        kind: 'profile',
        profile: 'only',
      });
    });
  }

  test('a profile of the credentials file is one as well, and both files make one profile', async () => {
    const identity = await find({
      config: '[profile mixed]\nregion = eu-north-1\n',
      credentials: '[mixed]\naws_access_key_id = A\naws_secret_access_key = S\n',
    });
    expect(identity).toMatchObject({ kind: 'profile', profile: 'mixed', region: 'eu-north-1' });
  });

  test('several profiles and none chosen: all are named, and how to choose', async () => {
    const error = await find({ config: TWO }).catch((reason: AditError) => reason);
    expect(error).toMatchObject({ type: 'authentication_error' });
    expect((error as AditError).message).toMatch(/none is chosen: (work, play|play, work)\. Choose one with --profile/);
  });

  for (const [how, options] of [
    ['wished for', { wish: 'wrok' }],
    ['in AWS_PROFILE', { env: { AWS_PROFILE: 'wrok' } }],
  ] as const) {
    test(`a profile ${how} that is not there: the others are named, and it never is the demo`, async () => {
      const error = (await find({ ...options, config: TWO }).catch((reason: AditError) => reason)) as AditError;
      expect(error.type).toBe('authentication_error');
      expect(error.message).toMatch(/^No AWS profile is named "wrok"\. There are: (work, play|play, work)\.$/);
      await expect(find({ ...options, config: undefined })).rejects.toThrow(/There are none: "adit login"/);
    });
  }

  test('a section that is no profile cannot be chosen as one', async () => {
    await expect(find({ wish: 'sso-session.my-sso', config: SSO })).rejects.toThrow(/No AWS profile is named/);
  });

  test('a profile that is there but leads to no credentials is used: its errors say what is wrong', async () => {
    expect(await find({ wish: 'bare', config: '[profile bare]\nregion = eu-west-1\n' })).toMatchObject({
      kind: 'profile',
    });
  });

  test('the files are read anew each time', async () => {
    const folder = files({ config: SSO });
    expect(await findIdentity({ profile: undefined, region: undefined }, NO_METADATA)).toMatchObject({
      profile: 'work',
    });
    writeFileSync(join(folder, 'config'), SSO.replace('[profile work]', '[profile new]'));
    expect(await findIdentity({ profile: undefined, region: undefined }, NO_METADATA)).toMatchObject({
      profile: 'new',
    });
  });
});
