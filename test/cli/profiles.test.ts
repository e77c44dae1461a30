import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import type { ListedProfile } from '../../proxy/aws/sign-in-state.ts';
import { profileTable, sourceLine } from '../../proxy/cli/profile-table.ts';
import { temporaryFolder } from '../support/folder.ts';
import { aditSays } from '../support/run-adit.ts';

const CONFIG = `
[profile work]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Developer
region = eu-central-1

[profile deploy]
role_arn = arn:aws:iam::444455556666:role/deploy
source_profile = work

[profile keys]
aws_access_key_id = AKIAEXAMPLE
aws_secret_access_key = hush

[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = us-east-1
`;

test('adit profiles lists every profile, what it is, and whether somebody is signed in', async () => {
  const env = person('2999-01-02T03:04:05Z');
  const { code, stdout, stderr } = await aditSays(['profiles'], { env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.replace(/2999-\d\d-\d\d \d\d:\d\d/g, 'TIME')).toBe(
    `
PROFILE  KIND  REGION        SIGN-IN
deploy   role  -             until TIME, renewed
  account 444455556666, role deploy, assumed with work
keys     keys  -
work     SSO   eu-central-1  until TIME, renewed
  account 111122223333, role Developer
`.slice(1),
  );
  expect((await aditSays(['profiles', '--json'], { env })).stdout).not.toContain('hush');
});

test('a sign-in that has expired, and one that never was, are told', async () => {
  const expired = JSON.parse((await aditSays(['profiles', '--json'], { env: person('2001-01-01T00:00:00Z') })).stdout);
  expect(expired.profiles).toMatchObject([
    { name: 'deploy', signIn: { state: 'expired', since: '2001-01-01T00:00:00.000Z', renewed: true } },
    { name: 'keys', signIn: { state: 'none' } },
    { name: 'work', signIn: { state: 'expired' } },
  ]);
  const nobody = await aditSays(['profiles'], { env: person(undefined) });
  expect(nobody.stdout).toMatch(/^work .* needed$/m);
});

test('what there is besides profiles is told, and how it is chosen', async () => {
  const env = { AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 'S' };
  expect(await aditSays(['profiles'], { env })).toMatchObject({
    code: 0,
    stdout: '',
    stderr:
      'There are no AWS profiles: "adit login" makes one.\n' +
      'Besides profiles: keys in the environment (--credentials environment)\n',
  });
});

test('no line is longer than a terminal is wide, and names do not colour it', () => {
  const long: ListedProfile = {
    name: `AdministratorAccess-with-\u001b[31m-${'x'.repeat(80)}`,
    kind: 'role',
    region: 'ap-southeast-2',
    accountId: '111122223333',
    roleName: 'r'.repeat(64),
    chain: ['a'.repeat(64), 'b'.repeat(64)],
    mfaSerial: 'arn:aws:iam::111122223333:mfa/me',
    file: 'config',
    signIn: { state: 'signed-in', until: '2999-01-02T03:04:05Z', renewed: true },
  };
  const table = profileTable([long], new Date(), process.stdout);
  expect(table).not.toContain('\u001b[31m');
  const lines = stripVTControlCharacters(table).split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  for (const source of ['bearer', 'environment', 'web-identity', 'container', 'instance'] as const) {
    expect(sourceLine(1, [source]).length).toBeLessThanOrEqual(80);
  }
});

/** The environment of somebody whose sign-in lasts until then, if they have one. */
function person(expiresAt: string | undefined): Record<string, string> {
  const home = temporaryFolder();
  const cache = join(home, '.aws', 'sso', 'cache');
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(home, '.aws', 'config'), CONFIG);
  const token = { accessToken: 'hush', refreshToken: 'hush', expiresAt };
  const file = `${createHash('sha1').update('corp').digest('hex')}.json`;
  if (expiresAt !== undefined) writeFileSync(join(cache, file), JSON.stringify(token));
  return { HOME: home };
}
