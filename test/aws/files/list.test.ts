import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { sourceChain } from '../../../proxy/aws/files/kinds.ts';
import { listProfiles } from '../../../proxy/aws/files/list.ts';
import { temporaryFolder } from '../../support/folder.ts';

const CONFIG = `
[default]
region = eu-west-1

[profile sso]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Developer
region = eu-central-1

[profile legacy]
sso_start_url = https://legacy.awsapps.com/start
sso_region = us-east-1
sso_account_id = 444455556666
sso_role_name = ReadOnly

[profile role]
role_arn = arn:aws:iam::777788889999:role/path/deploy
source_profile = middle
external_id = x
region = us-west-2

[profile middle]
role_arn = arn:aws:iam::444455556666:role/middle
source_profile = sso
mfa_serial = arn:aws:iam::111122223333:mfa/me

[profile self]
role_arn = arn:aws:iam::444455556666:role/self
source_profile = self
aws_access_key_id = A
aws_secret_access_key = S

[profile instance]
role_arn = arn:aws:iam::444455556666:role/instance
credential_source = Ec2InstanceMetadata

[profile round]
role_arn = arn:aws:iam::444455556666:role/round
source_profile = about

[profile about]
role_arn = arn:aws:iam::444455556666:role/about
source_profile = round

[profile program]
credential_process = /bin/true --with secret

[profile pod]
role_arn = arn:aws:iam::444455556666:role/pod
web_identity_token_file = /token

[profile login]
login_session = arn:aws:iam::111122223333:user/me

[profile constructor]
aws_access_key_id = A
aws_secret_access_key = hush

[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = us-east-1

[services local]
bedrock_runtime =
  endpoint_url = http://127.0.0.1:1
`;

test('every profile is listed with its kind, and where it leads', async () => {
  const profiles = await list(
    CONFIG,
    '[sso]\nregion = ap-south-1\n[keys]\naws_access_key_id = A\naws_secret_access_key = hush\n',
  );
  const found = profiles.map(({ name, kind, file, chain }) => [name, kind, file, chain.join(' ')].join('|'));
  expect(found).toEqual([
    'about|role|config|round about',
    'constructor|keys|config|',
    'default|none|config|',
    'instance|role|config|',
    'keys|keys|credentials|',
    'legacy|sso-legacy|config|',
    'login|login|config|',
    'middle|role|config|sso',
    'pod|web-identity|config|',
    'program|process|config|',
    'role|role|config|middle sso',
    'round|role|config|about round',
    'self|role|config|self',
    'sso|sso|both|',
  ]);
  const byName = new Map(profiles.map((profile) => [profile.name, profile]));
  expect(byName.get('sso')).toMatchObject({
    region: 'ap-south-1',
    accountId: '111122223333',
    roleName: 'Developer',
    ssoSession: 'corp',
    startUrl: 'https://example.awsapps.com/start',
  });
  expect(byName.get('role')).toMatchObject({
    region: 'us-west-2',
    accountId: '777788889999',
    roleName: 'deploy',
    roleArn: 'arn:aws:iam::777788889999:role/path/deploy',
    mfaSerial: 'arn:aws:iam::111122223333:mfa/me',
    startUrl: 'https://example.awsapps.com/start',
  });
  expect(byName.get('legacy')).toMatchObject({
    accountId: '444455556666',
    startUrl: 'https://legacy.awsapps.com/start',
  });
  expect(byName.get('instance')).toMatchObject({ credentialSource: 'Ec2InstanceMetadata' });
  expect(byName.get('login')).toMatchObject({ accountId: '111122223333' });
  expect(JSON.stringify(profiles)).not.toMatch(/hush|secret/);
});

test('the files are read anew each time, and missing ones have no profiles', async () => {
  const env = files('[profile a]\n', undefined);
  expect(await listProfiles(env)).toEqual([]);
  writeFileSync(String(env.AWS_CONFIG_FILE), '[profile a]\nregion = eu-west-1\n');
  expect(await listProfiles(env)).toMatchObject([{ name: 'a', region: 'eu-west-1' }]);
  expect(await listProfiles(files(undefined, undefined))).toEqual([]);
});

test('however profiles assume roles with each other, the chain has an end', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd', '__proto__', 'constructor', 'gone');
  const section = fc.record({
    role_arn: fc.constantFrom('r', undefined),
    source_profile: fc.option(name, { nil: undefined }),
    credential_source: fc.constantFrom(undefined, 'Environment'),
    aws_access_key_id: fc.constantFrom(undefined, 'A'),
    aws_secret_access_key: fc.constantFrom(undefined, 'S'),
  });
  fc.assert(
    fc.property(fc.dictionary(name, section), name, (sections, start) => {
      const chain = sourceChain(start, Object.assign(Object.create(null), sections));
      expect(new Set(chain).size).toBe(chain.length);
    }),
  );
});

function list(config: string, credentials: string) {
  return listProfiles(files(config, credentials));
}

function files(config: string | undefined, credentials: string | undefined): NodeJS.ProcessEnv {
  const folder = temporaryFolder();
  const env = { AWS_CONFIG_FILE: join(folder, 'config'), AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials') };
  if (config !== undefined) writeFileSync(env.AWS_CONFIG_FILE, config);
  if (credentials !== undefined) writeFileSync(env.AWS_SHARED_CREDENTIALS_FILE, credentials);
  return env;
}
