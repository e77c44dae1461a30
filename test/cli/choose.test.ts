import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createSsoClients, namedEndpoints, ssoDoor } from '../../proxy/aws/sso/clients.ts';
import { hasBrowser } from '../../proxy/cli/browser.ts';
import { type Person, personAt } from '../../proxy/cli/choose.ts';
import { findTarget } from '../../proxy/cli/login-target.ts';
import { makeProfile } from '../../proxy/cli/new-profile.ts';
import { start } from '../aws/stand-in/drive.ts';
import { temporaryFolder } from '../support/folder.ts';

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const FRUIT = ['Apple', 'Pear', 'Pearl onion'].map((label) => ({ label, value: label.toLowerCase() }));

describe('a choice', () => {
  test.each([
    ['its number', ['2'], 'pear'],
    ['letters that it alone has', ['app'], 'apple'],
    ['its whole name, though another begins so', ['PEAR'], 'pear'],
    ['words in any order', ['onion pearl'], 'pearl onion'],
    ['letters, then the number in what is left', ['pea', '2'], 'pearl onion'],
    ['another try, after one that nothing has in it', ['x', '9', '', '1'], 'apple'],
  ])('is made by %s', async (_, answers, chosen) => {
    const { person } = terminal(answers);
    expect(await person.choose('Which?', FRUIT)).toBe(chosen);
  });

  test('of many shows as many as fit, and all can be searched', async () => {
    const many = Array.from({ length: 400 }, (_, at) => ({ label: `account ${at + 1000}`, value: at }));
    const { person, shown } = terminal(['1399']);
    expect(await person.choose('Which?', many)).toBe(399);
    expect(shown()).toContain('and 384 more');
    expect(shown().split('\n').length).toBeLessThan(24);
  });
});

describe('a question', () => {
  test('has a suggestion, and is asked until the answer is right', async () => {
    const check = (text: string) => (text === 'right' ? undefined : 'No.');
    const { person, shown } = terminal(['', 'wrong', ' right ']);
    expect(await person.ask('Name', { check })).toBe('right');
    expect(shown()).toContain('An answer is needed.');
    expect(shown()).toContain('No.');
    expect(await terminal(['']).person.ask('Name', { suggestion: 'this' })).toBe('this');
  });

  test('ends with Ctrl-C, and with the terminal', async () => {
    const ctrlC = terminal([CTRL_C]);
    await expect(ctrlC.person.ask('Name')).rejects.toThrow('interrupted');
    const ended = terminal([CTRL_D]);
    await expect(ended.person.ask('Name')).rejects.toMatchObject({ message: 'The terminal ended before an answer.' });
  });

  test('is for terminals alone', () => {
    const signal = new AbortController().signal;
    const person = personAt({ input: new PassThrough(), output: new PassThrough(), signal, onInterrupt: () => {} });
    expect(person.isThere).toBe(false);
  });
});

describe('what is signed in to, where it is not clear,', () => {
  const sections = {
    'sso-session.mine': { sso_start_url: 'https://mine.awsapps.com/start', sso_region: 'eu-west-1' },
    'sso-session.other': { sso_start_url: 'https://other.awsapps.com/start', sso_region: 'eu-west-1' },
    tokenOnly: { sso_session: 'mine' },
    work: { sso_session: 'mine', sso_account_id: '111122223333', sso_role_name: 'Developer' },
  };

  test('is chosen', async () => {
    const { person } = terminal(['mine']);
    expect(await findTarget({}, sections, person)).toMatchObject({
      session: { name: 'mine' },
      profile: 'work',
      wantsProfile: false,
    });
    expect(await findTarget({}, sections, terminal(['2']).person)).toMatchObject({
      session: { name: 'other' },
      wantsProfile: true,
    });
  });

  test('is typed where it is new, with the region that the address names as the suggestion', async () => {
    const { person, shown } = terminal(['another', 'nonsense', 'https://ssoins-1.portal.eu-west-3.app.aws/', '']);
    expect(await findTarget({}, sections, person)).toEqual({
      session: {
        name: 'ssoins-1',
        startUrl: 'https://ssoins-1.portal.eu-west-3.app.aws',
        region: 'eu-west-3',
        scopes: ['sso:account:access'],
      },
      profile: undefined,
      wantsProfile: true,
    });
    expect(shown()).toContain('Region of the sign-in (such as eu-west-1) [eu-west-3]: ');
  });

  test('is typed where nothing is set up', async () => {
    const { person } = terminal(['https://identitycenter.amazonaws.com/ssoins-7/', 'x', 'eu-west-1']);
    expect(await findTarget({}, {}, person)).toMatchObject({ session: { name: 'ssoins-7', region: 'eu-west-1' } });
  });
});

test('account, role, name and region of a new profile are asked for', async () => {
  const center = await start();
  const env = { ...center.env, HOME: temporaryFolder() };
  const door = ssoDoor([center.region], namedEndpoints(env, {}, ''), env);
  const { person, shown } = terminal(['play work', 'work', 'admin', 'taken', 'mine', 'eu-central-1']);
  const configFile = join(env.HOME, 'config');
  const { accessToken, startUrl, region } = center.signedIn();
  const session = { name: 'mine', startUrl, region, scopes: [] };
  const token = { accessToken, expiresAt: new Date(), startUrl, region };
  const access = { session, token, clients: createSsoClients(door, namedEndpoints(env, {}, '')) };
  const place = { access, person, sections: { taken: {} }, configFile, usualRegion: 'us-east-1' };
  expect(await makeProfile({}, place)).toMatchObject({ name: 'mine', role: 'Admin', isNew: true });
  door.close();
  expect(readFileSync(configFile, 'utf8')).toContain(
    '[profile mine]\nsso_session = mine\nsso_account_id = 111122223333\nsso_role_name = Admin\nregion = eu-central-1\n',
  );
  expect(shown()).toContain('Name of the new profile [work-admin]: ');
  expect(shown()).toContain('There is a profile named "taken" already.');
});

test.each([
  [{ DISPLAY: ':0' }, 'linux', true],
  [{ WAYLAND_DISPLAY: 'wayland-0' }, 'linux', true],
  [{}, 'linux', false],
  [{}, 'darwin', true],
  [{}, 'win32', true],
  [{ SSH_CONNECTION: 'x' }, 'darwin', false],
  [{ SSH_TTY: 'x', DISPLAY: ':0' }, 'linux', false],
  [{ SSH_TTY: 'x', BROWSER: 'w3m' }, 'linux', true],
] as const)('a browser can be seen with %j on %s: %s', (env, platform, expected) => {
  expect(hasBrowser(env, platform)).toBe(expected);
});

/** A terminal at which somebody types the next answer at each prompt. */
function terminal(answers: readonly string[]): { person: Person; shown: () => string } {
  const left = [...answers];
  const tty = () => Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 });
  const [input, output] = [tty(), tty()];
  const controller = new AbortController();
  let shown = '';
  output.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    if (!stripVTControlCharacters(text).endsWith(': ')) return;
    const answer = left.shift() ?? CTRL_D;
    setImmediate(() => input.write(answer === CTRL_C || answer === CTRL_D ? answer : `${answer}\r`));
  });
  const person = personAt({
    input,
    output,
    signal: controller.signal,
    onInterrupt: () => controller.abort(new Error('interrupted')),
  });
  return { person, shown: () => stripVTControlCharacters(shown) };
}
