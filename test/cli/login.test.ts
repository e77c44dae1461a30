import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cacheFile, readToken } from '../../proxy/aws/sso/token-cache.ts';
import { aditSays } from '../support/run-adit.ts';
import { CONFIGURED, type Machine, machine, NEW } from './sign-ins.ts';

const session = { name: 'mine', startUrl: 'https://example.awsapps.com/start', region: 'us-east-1', scopes: [] };

describe('adit login for a profile', () => {
  for (const [name, args, env] of [
    ['that is named', ['login', '--profile', 'work'], {}],
    ['that is the only one', ['login'], {}],
    ['of AWS_PROFILE', ['login'], { AWS_PROFILE: 'work' }],
  ] as const) {
    test(`${name}: signs in, and leaves the config file as it is`, async () => {
      const at = await machine(CONFIGURED, { env });
      const { code, stdout, stderr } = await at.adit(...args);
      expect(stdout).toBe('Signed in to mine (https://example.awsapps.com/start).\n\n  adit serve --profile work\n\n');
      expect(stderr).toContain('Waiting for you to allow access');
      expect(code).toBe(0);
      expect(at.config()).toBe(CONFIGURED);
      expectNoSecrets(at, stdout + stderr);
    });
  }

  test('of the settings goes before others', async () => {
    const at = await machine(`${CONFIGURED}${LEGACY}`, { env: { AWS_PROFILE: 'old' } });
    await at.adit('key');
    writeFileSync(join(at.home, '.adit', 'settings.json'), '{"profile":"work"}');
    expect((await at.adit('login')).stdout).toContain('--profile work');
  });

  test('that assumes a role with another one signs in for that', async () => {
    const at = await machine(
      `${CONFIGURED}\n[profile build]\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = work\n`,
    );
    expect(await at.adit('login', '--profile', 'build')).toMatchObject({ code: 0 });
    expect(readToken(session, at.env)).toBeDefined();
  });

  test('prints JSON of what was done, without secrets', async () => {
    const at = await machine(CONFIGURED);
    const { stdout } = await at.adit('login', '--json');
    expect(JSON.parse(stdout)).toEqual({
      sso_session: 'mine',
      start_url: 'https://example.awsapps.com/start',
      sso_region: 'us-east-1',
      expires_at: expect.stringMatching(/^\d{4}-.*Z$/),
      profile: 'work',
      profiles: ['work'],
      account: null,
      role: null,
      config_file: null,
    });
    expectNoSecrets(at, stdout);
  });

  test.each([
    ['nobody', /No AWS profile is named "nobody"\. Profiles that are signed in to: work\./],
    ['keys', /The AWS profile "keys" needs no sign-in\./],
    ['half', /The sso-session "gone" of profile "half" lacks sso_start_url or sso_region\./],
  ])('%s: says why it cannot', async (profile, message) => {
    const at = await machine(
      `${CONFIGURED}\n[profile keys]\naws_access_key_id = A\n[profile half]\nsso_session = gone\n`,
    );
    const { code, stdout, stderr } = await at.adit('login', '--profile', profile);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(message);
    expect(at.center.calls).toEqual([]);
  });

  test('says which profiles there are where several are and nobody can be asked', async () => {
    const at = await machine(`${CONFIGURED}${LEGACY}`);
    const { code, stderr } = await at.adit('login');
    expect(code).toBe(1);
    expect(stderr).toBe('adit: Several sign-ins are set up. Choose one with --profile: work, old.\n');
  });

  test('is refused where access is denied', async () => {
    const at = await machine(CONFIGURED, { decision: 'deny' });
    const { code, stderr } = await at.adit('login');
    expect(code).toBe(1);
    expect(stderr).toContain('adit: Access was denied on the page of AWS. Nothing was changed.\n');
    expect(readToken(session, at.env)).toBeUndefined();
  });
});

describe('adit login with a start URL', () => {
  test('adds the sign-in and a profile, and says what to do next', async () => {
    const at = await machine('[default]\nregion = x');
    const { code, stdout } = await at.adit(...NEW, '--account', '111122223333', '--role', 'Developer', '--name', 'new');
    expect(code).toBe(0);
    expect(at.config()).toBe(`[default]
region = x

[sso-session example]
sso_start_url = https://example.awsapps.com/start
sso_region = us-east-1
sso_registration_scopes = sso:account:access

[profile new]
sso_session = example
sso_account_id = 111122223333
sso_role_name = Developer
region = us-east-1
`);
    expect(stdout).toBe(`Signed in to example (https://example.awsapps.com/start).
Profile new, with account 111122223333 (work), role Developer, was added to ${join(at.home, '.aws', 'config')}.

  adit serve --profile new

`);
  });

  test('makes the files where there are none, with a name of its own and the region that is named', async () => {
    const at = await machine(undefined);
    const { stdout } = await at.adit(...NEW, '--account', 'play', '--region', 'eu-central-1', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      profile: 'play-developer',
      account: '444455556666',
      role: 'Developer',
      config_file: join(at.home, '.aws', 'config'),
    });
    expect(at.config()).toContain('[profile play-developer]\n');
    expect(at.config()).toContain('region = eu-central-1\n');
  });

  test('uses the sign-in that is set up already, and a profile that is there', async () => {
    const at = await machine(CONFIGURED);
    const { stdout } = await at.adit(...NEW, '--account', 'work', '--role', 'Developer');
    expect(stdout).toContain('Profile work, with account 111122223333 (work), role Developer, was there already.');
    expect(at.config()).toBe(CONFIGURED);
  });

  test('says what there is to choose from, and the next try needs no second sign-in', async () => {
    const at = await machine(undefined);
    const first = await at.adit(...NEW);
    expect(first).toMatchObject({ code: 1, stdout: '' });
    expect(first.stderr).toContain(
      'There are several accounts. Choose one with --account: 777788889999 log, 444455556666 play, 111122223333 work.',
    );
    const second = await at.adit(...NEW, '--account', 'work');
    expect(second.stderr).toContain('There are several roles. Choose one with --role: Admin, Developer, ReadOnly.');
    const wrong = await at.adit(...NEW, '--account', 'work', '--role', 'Owner');
    expect(wrong.stderr).toContain('There is no role "Owner" for whoever signed in.');
    expect((await at.adit(...NEW, '--account', 'work', '--role', 'Admin')).code).toBe(0);
    expect(at.center.count('Authorize')).toBe(1);
  });

  test('signs in again where the sign-in that is kept is over', async () => {
    const at = await machine(undefined);
    await at.adit(...NEW);
    at.center.endSessions();
    expect((await at.adit(...NEW, '--account', 'play')).code).toBe(0);
    expect(at.center.count('Authorize')).toBe(2);
  });

  test('refuses a name that is taken before it signs in', async () => {
    const at = await machine(CONFIGURED);
    const { code, stderr } = await at.adit(...NEW, '--name', 'work');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'adit: There is a profile named "work" already. Choose another name.\n',
    });
    expect(at.center.calls).toEqual([]);
  });

  test('does not take the name of another sign-in', async () => {
    const other = '[sso-session example]\nsso_start_url = https://example.example/start\nsso_region = us-east-1\n';
    const at = await machine(other);
    await at.adit(...NEW, '--account', 'play');
    expect(at.config()).toContain('[sso-session example-2]\n');
  });

  test.each([
    [['login'], /No sign-in is set up\. Name one: adit login --start-url URL --sso-region REGION/],
    [['login', '--start-url', 'https://example.awsapps.com/start'], /--sso-region REGION/],
    [['login', '--start-url', 'example', '--sso-region', 'us-east-1'], /--start-url: A start URL is an address/],
    [['login', '--start-url', 'file:///etc/passwd', '--sso-region', 'us-east-1'], /--start-url: A start URL/],
    [['login', '--start-url', 'https://example.awsapps.com/start', '--sso-region', 'x'], /--sso-region: A region has/],
    [['login', '--start-url', 'https://a.example/', '--profile', 'x'], /cannot be used with option/],
  ])('%j says what is wrong', async (args, message) => {
    const at = await machine(undefined);
    const { code, stderr } = await at.adit(...args);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(at.center.calls).toEqual([]);
    expect(existsSync(join(at.home, '.aws'))).toBe(false);
  });

  test('says that start URL or region are wrong where AWS does not know them', async () => {
    const at = await machine(undefined);
    const args = ['login', '--start-url', 'https://other.awsapps.com/start', '--sso-region', 'us-east-1'];
    expect((await at.adit(...args)).stderr).toContain('no sign-in with the start URL https://other.awsapps.com/start');
  });
});

describe('adit login without a browser', () => {
  const ssh = { ADIT_BROWSER: '', SSH_CONNECTION: '192.0.2.1 5 192.0.2.2 22' };

  for (const [name, args, env] of [
    ['over SSH', [], ssh],
    ['with --device', ['--device'], {}],
  ] as const) {
    test(`${name} shows a code, and goes on when it was confirmed`, async () => {
      const at = await machine(CONFIGURED, { env, interval: 1 });
      await using run = at.start('login', ...args);
      const printed = await run.printed(/Waiting for you/);
      const [code = ''] = /\b[A-Z]{4}-[A-Z]{4}\b/.exec(printed) ?? [];
      expect(printed).toContain(`Open this address on any device:\n\n  ${at.center.url}/device\n`);
      expect(printed).toContain(`${at.center.url}/device?user_code=${code}`);
      await at.center.approveDevice(code);
      expect(await run.ended).toEqual({ code: 0, signal: null });
      expect(at.center.count('Authorize')).toBe(0);
    });
  }

  test('--no-browser shows the address, and goes on when it was opened', async () => {
    const at = await machine(CONFIGURED, { env: { ADIT_BROWSER: '/nowhere' } });
    await using run = at.start('login', '--no-browser');
    const printed = await run.printed(/Waiting for you/);
    const [url = ''] = /http\S+\/authorize\?\S+/.exec(printed) ?? [];
    await fetch(await at.center.approve(url));
    expect(await run.ended).toEqual({ code: 0, signal: null });
    expect(printed).toContain('Open this address in a browser on this machine:');
  });

  test('a browser that cannot be opened is told', async () => {
    const at = await machine(CONFIGURED, { env: { ADIT_BROWSER: '/nowhere/browser %s' } });
    await using run = at.start('login');
    await run.printed(/No browser could be opened: open the address yourself\./);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('%s ends it cleanly', async (signal) => {
    const at = await machine(CONFIGURED, { env: { ADIT_BROWSER: process.platform === 'win32' ? 'cmd /c' : 'true' } });
    await using run = at.start('login');
    await run.printed(/Waiting for you/);
    run.child.kill(signal);
    expect(await run.ended).toEqual({ code: 130, signal: null });
    expect(run.stderr()).toMatch(/\nadit: ended before it was done\.\n$/);
    expect(existsSync(cacheFile(session, at.env))).toBe(false);
  });
});

test.each(['login', 'logout'])('adit %s --help fits on a terminal of 80 columns', async (command) => {
  const { code, stdout } = await aditSays([command, '--help']);
  expect(code).toBe(0);
  expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
});

const LEGACY = `
[profile old]
sso_start_url = https://old.awsapps.com/start
sso_region = us-east-1
sso_account_id = 444455556666
sso_role_name = Developer
`;

function expectNoSecrets(at: Machine, text: string): void {
  const kept = JSON.parse(readFileSync(cacheFile(session, at.env), 'utf8'));
  for (const name of ['accessToken', 'refreshToken', 'clientSecret']) expect(text).not.toContain(kept[name]);
}
