import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CHROMIUM, WITHOUT } from '../support/chromium.ts';
import { SSO_CONFIG } from '../support/signed-in-road.ts';
import { people } from './support/person.ts';

describe.skipIf(!CHROMIUM)(`the first run${WITHOUT}`, () => {
  const openPerson = people();

  const MINE = '{\n  // What I like.\n  "model": "opus"\n}\n';

  test('the first run leads from nothing to a Claude Code that asks Adit, and is not shown again', async () => {
    await using person = await openPerson({ isSignedIn: false, files: { '.claude/settings.json': MINE } });
    const { page, road } = person;
    const heading = page.getByRole('heading', { name: 'Set up Adit' });
    await heading.waitFor();

    const popup = page.context().waitForEvent('page');
    await page.getByRole('radio', { name: /work/ }).check();
    await page.getByRole('button', { name: 'Sign in with the browser' }).click();
    await fetch(await road.center.approve((await popup).url()));
    await page.getByText('Signed in', { exact: true }).first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Continue' }).click();

    await page.getByText('Claude Opus').waitFor();
    await page.getByRole('button', { name: 'Check with one real call' }).click();
    await page.getByText('Bedrock answers').waitFor();
    expect(road.bedrock.stats.calls.filter(({ model }) => model !== '')).toHaveLength(1);
    await page.getByRole('button', { name: 'Continue' }).click();

    await page.getByRole('button', { name: /^Claude Code/ }).click();
    const change = page.getByRole('region', { name: /^Change of .*settings\.json$/ });
    await change.getByText(/^\+.*ANTHROPIC_BASE_URL/).waitFor();
    expect(person.read('.claude/settings.json')).toBe(MINE);
    await page.getByRole('button', { name: 'Set up Claude Code' }).click();
    await page.getByText('Claude Code asks Adit.').waitFor();

    const text = person.read('.claude/settings.json');
    expect(text).toContain('// What I like.');
    expect(text).toContain('"model": "opus"');
    const url = /"ANTHROPIC_BASE_URL": "([^"]+)"/.exec(text)?.[1];
    const key = /"ANTHROPIC_AUTH_TOKEN": "([^"]+)"/.exec(text)?.[1];
    expect(url).toBe(road.adit.url);
    expect(key).toBe(await road.adit.keys.keyOf('claude-code'));
    const answer = await fetch(`${url}/v1/models`, { headers: { authorization: `Bearer ${key}` } });
    expect(answer.status).toBe(200);

    await page.getByRole('button', { name: 'Finish' }).click();
    await page.getByRole('main', { name: 'Requests' }).waitFor();
    await page.goto(`${road.adit.url}/console/`);
    await page.reload();
    await page.getByRole('main', { name: 'Requests' }).waitFor();
    await page.waitForTimeout(500);
    expect(await heading.isVisible()).toBe(false);
    expect(person.complaints).toEqual([]);
  }, 60_000);

  test('it can be skipped for good, and gone to again from the rail', async () => {
    await using person = await openPerson();
    const { page, road } = person;
    await page.getByRole('button', { name: 'Skip all' }).click();
    await page.getByRole('main', { name: 'Requests' }).waitFor();
    expect(road.home.read('setup-seen')).toMatch(/^\d{4}-/);
    await page.reload();
    await page.getByRole('main', { name: 'Requests' }).waitFor();
    await page.getByRole('link', { name: 'Set up' }).click();
    await page.getByRole('heading', { name: 'Set up Adit' }).waitFor();
  });

  test('it is not shown by itself to who asks for something else', async () => {
    await using person = await openPerson({ window: { at: 'settings/network' } });
    await person.page.getByRole('heading', { name: 'Network' }).waitFor();
    await person.page.waitForTimeout(500);
    expect(person.page.url()).toMatch(/#\/settings\/network$/);
  });

  test('without a profile it says how to make one, and shows it when it is there', async () => {
    await using person = await openPerson({ config: '', isSignedIn: false, settings: {}, profile: '' });
    const { page } = person;
    await page.getByText('There is no AWS profile on this machine yet').waitFor();
    await page.getByText('aws configure sso').waitFor();
    mkdirSync(person.at('.aws'), { recursive: true });
    writeFileSync(person.at('.aws/config'), SSO_CONFIG);
    await page.getByRole('radio', { name: /work/ }).waitFor();
    await page.getByText('Not signed in').waitFor();
  });

  test('a profile that is chosen is in the settings, and requests go with it from then on', async () => {
    await using person = await openPerson();
    const { page, road } = person;
    appendFileSync(
      person.at('.aws/config'),
      SSO_CONFIG.slice(0, SSO_CONFIG.indexOf('[sso-session')).replace('work', 'other'),
    );
    const other = page.getByRole('radio', { name: /other/ });
    await other.check();
    await expect.poll(() => road.adit.identity.profile).toBe('other');
    expect(JSON.parse(road.home.read('settings.json') ?? '{}')).toMatchObject({ profile: 'other' });
    expect((await road.post()).status).toBe(200);
  });

  test('a check that fails says what is wrong, and can be made again once it is mended', async () => {
    await using person = await openPerson();
    const { page, road } = person;
    road.endSession();
    await person.go('setup/check');
    await page.getByRole('button', { name: 'Check with one real call' }).click();
    await page.getByText(/Bedrock does not answer yet|The check could not be made/).waitFor();
    road.signInElsewhere();
    await page.getByRole('button', { name: 'Check again' }).click();
    await page.getByText('Bedrock answers').waitFor();
  });
});
