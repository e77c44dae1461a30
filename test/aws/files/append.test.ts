import {
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { appendProfile, type NewProfile } from '../../../proxy/aws/files/append.ts';
import { readSharedFiles } from '../../../proxy/aws/files/sections.ts';
import { sessionOf } from '../../../proxy/aws/sso/session.ts';
import { temporaryFolder } from '../../support/folder.ts';

const session = {
  name: 'mine',
  startUrl: 'https://example.awsapps.com/start',
  region: 'eu-west-1',
  scopes: ['sso:account:access'],
};
const work: NewProfile = {
  name: 'work',
  session,
  accountId: '111122223333',
  roleName: 'Developer',
  region: 'eu-central-1',
};
const SESSION = `[sso-session mine]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = sso:account:access
`;
const WORK = `[profile work]
sso_session = mine
sso_account_id = 111122223333
sso_role_name = Developer
region = eu-central-1
`;

describe('a profile is added at the end', () => {
  const windows = (text: string) => text.replaceAll('\n', '\r\n');
  test.each([
    ['of nothing', '', `${SESSION}\n${WORK}`],
    ['of a file that ends in a line', '[default]\nregion = x\n', `\n${SESSION}\n${WORK}`],
    ['of a file that ends in an empty line', '[default]\nregion = x\n\n', `${SESSION}\n${WORK}`],
    ['of a file whose last line has no end', '# note', `\n\n${SESSION}\n${WORK}`],
    ['of a file with the lines of Windows', '[a]\r\nb = c\r\n', windows(`\n${SESSION}\n${WORK}`)],
    ['of a file with a byte order mark', '\ufeff[default]\n', `\n${SESSION}\n${WORK}`],
    ['of a file that has the sign-in', `${SESSION}`, `\n${WORK}`],
    ['of a file that has the sign-in in quotes', SESSION.replace('mine', '"mine"'), `\n${WORK}`],
    ['of a file in which it is a comment', `#${WORK}`, `\n${SESSION}\n${WORK}`],
  ])('%s', async (_, before, added) => {
    const file = fileWith(before);
    await appendProfile(file, work);
    expect(readFileSync(file, 'utf8')).toBe(before + added);
  });

  test('of anything, byte for byte', async () => {
    const file = fileWith('');
    const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array.map((byte) => byte || 1)));
    await fc.assert(
      fc.asyncProperty(bytes, async (before) => {
        writeFileSync(file, before);
        await appendProfile(file, work);
        const after = readFileSync(file);
        expect(after.subarray(0, before.length).equals(before)).toBe(true);
        expect(after.subarray(before.length).toString()).toMatch(/\[profile work\]\r?\nsso_session = mine\r?\n/);
      }),
      { numRuns: 100 },
    );
  });
});

test('what is added is what the SDK reads, for a name of any kind', async () => {
  for (const name of ['work', 'default', 'a.b', 'me@example.com', 'constructor', '1']) {
    const file = fileWith('');
    await appendProfile(file, { ...work, name, session: { ...session, name: 'my.sso' } });
    const { sections } = await readSharedFiles({ AWS_CONFIG_FILE: file, AWS_SHARED_CREDENTIALS_FILE: `${file}.none` });
    expect(sessionOf(name, sections)).toEqual({ ...session, name: 'my.sso' });
    expect(sections[name]).toMatchObject({ sso_account_id: '111122223333', sso_role_name: 'Developer' });
  }
});

test('a file that is missing is made for the person alone, with its folder', async () => {
  const file = join(temporaryFolder(), '.aws', 'config');
  await appendProfile(file, work);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
});

test('the mode of a file stays, a link stays a link, and nothing else is left', async () => {
  const file = fileWith('[default]\n');
  chmodSync(file, 0o640);
  const link = join(temporaryFolder(), 'config');
  symlinkSync(file, link);
  await appendProfile(link, work);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(statSync(file).mode & 0o777).toBe(0o640);
  expect(readFileSync(file, 'utf8')).toContain('[profile work]');
  expect([...readdirSync(dirname(file)), ...readdirSync(dirname(link))]).toEqual(['config', 'config']);
});

test.each(['[profile work]\n', '  [ profile   "work" ]  # mine\n', "[profile 'work']\r\n", '\ufeff[profile work]\n'])(
  'a profile that is there already is refused, and the file stays as it is: %j',
  async (before) => {
    const file = fileWith(before);
    await expect(appendProfile(file, work)).rejects.toMatchObject({
      status: 400,
      message: expect.stringMatching(/already/),
    });
    expect(readFileSync(file, 'utf8')).toBe(before);
  },
);

test('the default profile is refused where there is one', async () => {
  const file = fileWith('[default]\n');
  await expect(appendProfile(file, { ...work, name: 'default' })).rejects.toMatchObject({ status: 400 });
});

test("a sign-in of the same name with another start URL or region is not taken for this one's", async () => {
  for (const before of [SESSION.replace('example', 'other'), SESSION.replace('eu-west-1', 'eu-west-2')]) {
    const file = fileWith(before);
    await expect(appendProfile(file, work)).rejects.toMatchObject({
      status: 400,
      message: expect.stringMatching(/Choose another name/),
    });
    expect(readFileSync(file, 'utf8')).toBe(before);
  }
});

test.each([
  { name: 'a\n[profile evil]' },
  { name: 'a b' },
  { name: 'a]' },
  { name: '' },
  { accountId: '1' },
  { roleName: 'a\r\nb' },
  { region: 'x\ny' },
  { session: { ...session, name: undefined } },
  { session: { ...session, name: 'a ; b' } },
  { session: { ...session, startUrl: 'https://x/\ny' } },
  { session: { ...session, startUrl: 'javascript:x' } },
  { session: { ...session, region: 'x ; y' } },
  { session: { ...session, scopes: ['a\nb'] } },
])('a value that would be read as something else is refused: %j', async (changes) => {
  const file = join(temporaryFolder(), 'config');
  await expect(appendProfile(file, { ...work, ...changes })).rejects.toMatchObject({ status: 400 });
  expect(existsSync(file)).toBe(false);
});

test('a file that is not UTF-8 text is left alone', async () => {
  const file = fileWith(Buffer.from('\ufeff[default]', 'utf16le'));
  await expect(appendProfile(file, work)).rejects.toMatchObject({ status: 400 });
});

test('of many that add at once, each adds its own, the sign-in is added once, and a name is given once', async () => {
  const file = fileWith('');
  const names = ['a', 'b', 'c', 'd', 'a'];
  const ends = await Promise.allSettled(names.map((name) => appendProfile(file, { ...work, name })));
  expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(1);
  const headers = readFileSync(file, 'utf8').match(/^\[.*\]$/gm) ?? [];
  expect(headers.sort()).toEqual([...'abcd'].map((name) => `[profile ${name}]`).concat('[sso-session mine]'));
});

test('a lock that a program has left behind is not waited for', async () => {
  const file = fileWith('');
  writeFileSync(`${file}.adit-lock`, '');
  utimesSync(`${file}.adit-lock`, 1, 1);
  await appendProfile(file, work);
  expect(readdirSync(dirname(file))).toEqual(['config']);
});

function fileWith(content: string | Buffer): string {
  const file = join(temporaryFolder(), 'config');
  writeFileSync(file, content);
  return file;
}
