import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cacheFile } from '../../proxy/aws/sso/token-cache.ts';
import { CONFIGURED, machine } from './sign-ins.ts';

const session = { name: 'mine', startUrl: 'https://example.awsapps.com/start', region: 'us-east-1', scopes: [] };

test('adit logout ends the sign-in here and at AWS, and leaves the registration', async () => {
  const at = await machine(CONFIGURED);
  await at.adit('login');
  expect(await at.adit('logout')).toMatchObject({
    code: 0,
    stdout: 'Signed out of mine (https://example.awsapps.com/start).\n',
    stderr: '',
  });
  expect(at.center.calls.at(-1)).toMatchObject({ operation: 'Logout', status: 200 });
  expect(existsSync(cacheFile(session, at.env))).toBe(false);
  expect(readdirSync(join(at.home, '.aws', 'sso', 'cache'))).toHaveLength(1);
  expect((await at.adit('logout', '--profile', 'work')).stdout).toBe(
    'Nobody was signed in to mine (https://example.awsapps.com/start).\n',
  );
});

test('adit logout --all ends all, and tells it as JSON', async () => {
  const other = '[sso-session other]\nsso_start_url = https://other.awsapps.com/start\nsso_region = us-east-1\n';
  const at = await machine(`${CONFIGURED}\n${other}`);
  await at.adit('login', '--profile', 'work');
  const { stderr, code } = await at.adit('logout');
  expect({ stderr, code }).toEqual({
    code: 1,
    stderr: 'adit: Several sign-ins are set up. Choose one with --profile NAME, or end them with --all.\n',
  });
  const { stdout } = await at.adit('logout', '--all', '--json');
  expect(JSON.parse(stdout)).toEqual([
    { ...describe('mine', 'example'), was_signed_in: true, ended_at_aws: true },
    { ...describe('other', 'other'), was_signed_in: false, ended_at_aws: false },
  ]);
});

test('a sign-in that AWS cannot be told of is ended here all the same', async () => {
  const at = await machine(CONFIGURED);
  await at.adit('login');
  at.center.failNext('Logout', 'drop', 9);
  const { code, stdout } = await at.adit('logout');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Signed out of mine \(.*\) here; AWS was not told\. .*cannot be reached/);
  expect(existsSync(cacheFile(session, at.env))).toBe(false);
});

test('without any sign-in there is nothing to end', async () => {
  const at = await machine('');
  expect(await at.adit('logout')).toMatchObject({ code: 1, stderr: 'adit: No sign-in is set up in the AWS files.\n' });
  expect(await at.adit('logout', '--all')).toMatchObject({
    code: 0,
    stdout: 'No sign-in is set up in the AWS files.\n',
  });
});

function describe(name: string, host: string) {
  return { sso_session: name, start_url: `https://${host}.awsapps.com/start`, sso_region: 'us-east-1' };
}
