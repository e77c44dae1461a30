import { AxeBuilder } from '@axe-core/playwright';
import { describe, expect, test } from 'vitest';
import { CHROMIUM, WITHOUT } from '../support/chromium.ts';
import { type Person, people } from './support/person.ts';

describe.skipIf(!CHROMIUM)(`set-up and settings for everybody${WITHOUT}`, () => {
  const openPerson = people();

  const PARTS = [
    'setup/account',
    'setup/check',
    'setup/tools',
    'tools/claude-code',
    'tools/xcode',
    'doctor',
    'settings/connection',
    'settings/models',
    'settings/clients',
    'settings/requests',
    'settings/history',
    'settings/budgets',
    'settings/network',
    'settings/notifications',
    'settings/updates',
    'settings/advanced',
  ];

  const FILLED = {
    aliases: { fast: 'claude-haiku-4-5', wrong: 'klaud' },
    failoverRegions: ['us-west-2'],
    budgets: { daily: 10, clients: { 'claude-code': { daily: 5 } }, enforce: false },
  };

  for (const dark of [false, true]) {
    test(`set-up, tools, doctor and settings have no serious fault of accessibility (${dark ? 'dark' : 'light'})`, async () => {
      await using person = await openPerson({
        isSignedIn: false,
        settings: FILLED,
        window: { dark, width: 900 },
      });
      for (const part of PARTS) {
        await person.go(part);
        await person.page.getByRole('heading', { level: 1 }).waitFor();
        await person.page.waitForTimeout(400);
        expect(await faults(person), part).toEqual([]);
        // Nothing is wider than the window.
        expect(await person.page.evaluate('document.documentElement.scrollWidth'), part).toBe(900);
      }
    }, 120_000);
  }

  test('a tool is set up and undone with the keyboard alone', async () => {
    await using person = await openPerson({ window: { at: 'tools' } });
    const { page } = person;
    await page.getByRole('button', { name: /^Claude Code/ }).waitFor();
    const press = async (name: string | RegExp) => {
      for (let tries = 0; tries < 40; tries++) {
        await page.keyboard.press('Tab');
        const focused = page.locator(':focus');
        if ((await focused.count()) === 1 && matches(await focused.innerText(), name))
          return page.keyboard.press('Enter');
      }
      throw new Error(`The keyboard does not come to ${name}`);
    };
    await press(/^Claude Code/);
    await press('Set up Claude Code');
    await page.getByText('Claude Code asks Adit.').waitFor();
    await press('Undo…');
    await press('Put it back');
    await page.getByRole('button', { name: 'Set up Claude Code' }).waitFor();
  }, 40_000);

  function matches(text: string, name: string | RegExp): boolean {
    return typeof name === 'string' ? text.trim() === name : name.test(text.trim());
  }

  async function faults({ page }: Person): Promise<string[]> {
    const { violations } = await new AxeBuilder({ page }).analyze();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
  }
});
