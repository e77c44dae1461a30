import { existsSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CHROMIUM, WITHOUT } from '../support/chromium.ts';
import { type PersonOptions, people } from './support/person.ts';

describe.skipIf(!CHROMIUM)(`the tools${WITHOUT}`, () => {
  const openPerson = people();

  const SETTINGS = '.claude/settings.json';

  const open = (tool: string, options: Partial<PersonOptions> = {}) =>
    openPerson({ window: { at: `tools?id=${tool}` }, ...options });

  test('a change is seen before it is made, and undone to the byte', async () => {
    const mine = '{\n    // Mine.\n    "env": { "FOO": "1" }, "model": "opus"\n}';
    await using person = await open('claude-code', { files: { [SETTINGS]: mine } });
    const { page } = person;
    await page.getByRole('button', { name: /^Claude Code 2\.1\.330 .* Not set up$/ }).waitFor();
    await page
      .getByRole('region', { name: /^Change of/ })
      .getByText(/^\+.*ANTHROPIC_BASE_URL/)
      .waitFor();
    const shown = await page.getByRole('region', { name: /^Change of/ }).innerText();
    expect(shown).toContain('adit-…');
    expect(person.read(SETTINGS)).toBe(mine);

    await page.getByRole('button', { name: 'Set up Claude Code' }).click();
    await page.getByText('Claude Code asks Adit.').waitFor();
    expect(person.read(SETTINGS)).toContain(`"ANTHROPIC_BASE_URL": "${person.road.adit.url}"`);

    await page.getByRole('button', { name: 'Undo…' }).click();
    await page
      .getByRole('region', { name: /^Change of/ })
      .getByText(/^-.*ANTHROPIC_BASE_URL/)
      .waitFor();
    await page.getByRole('button', { name: 'Put it back' }).click();
    await page.getByRole('button', { name: 'Set up Claude Code' }).waitFor();
    expect(person.read(SETTINGS)).toBe(mine);
    expect(person.complaints).toEqual([]);
  });

  test('a file that was not there is gone again after undoing', async () => {
    await using person = await open('claude-code');
    const { page } = person;
    await page.getByRole('button', { name: 'Set up Claude Code' }).click();
    await page.getByText('Claude Code asks Adit.').waitFor();
    expect(existsSync(person.at(SETTINGS))).toBe(true);
    await page.getByRole('button', { name: 'Undo…' }).click();
    await page.getByRole('button', { name: 'Leave it as it is' }).click();
    await page.getByRole('button', { name: 'Undo…' }).click();
    await page.getByRole('button', { name: 'Put it back' }).click();
    await page.getByRole('button', { name: 'Set up Claude Code' }).waitFor();
    expect(existsSync(person.at(SETTINGS))).toBe(false);
  });

  test("somebody else's address is told before it is replaced, and comes back", async () => {
    const theirs = '{ "env": { "ANTHROPIC_BASE_URL": "https://gateway.example" } }\n';
    await using person = await open('claude-code', { files: { [SETTINGS]: theirs } });
    const { page } = person;
    await page.getByText('Claude Code is set up to ask somebody else').waitFor();
    await page.getByText('Replaced, and remembered:').waitFor();
    await page.getByRole('listitem').filter({ hasText: 'https://gateway.example' }).last().waitFor();
    expect(person.read(SETTINGS)).toBe(theirs);
    await page.getByRole('button', { name: 'Set up Claude Code' }).click();
    await page.getByText('Claude Code asks Adit.').waitFor();
    await page.getByRole('button', { name: 'Undo…' }).click();
    await page.getByRole('button', { name: 'Put it back' }).click();
    await page.getByText('Claude Code is set up to ask somebody else').waitFor();
    expect(person.read(SETTINGS)).toBe(theirs);
  });

  test('what somebody has changed since is seen by itself, and can be set up again', async () => {
    await using person = await open('claude-code');
    const { page, road } = person;
    await page.getByRole('button', { name: 'Set up Claude Code' }).click();
    await page.getByText('Claude Code asks Adit.').waitFor();
    writeFileSync(person.at(SETTINGS), person.read(SETTINGS).replace(road.adit.url, 'http://127.0.0.1:1'));
    await page.getByRole('button', { name: 'Set up Claude Code again' }).click({ timeout: 15_000 });
    await page.getByText('Claude Code asks Adit.').waitFor();
    expect(person.read(SETTINGS)).toContain(road.adit.url);
  }, 40_000);

  test('a file that cannot be read is left alone, and it is said why', async () => {
    await using person = await open('claude-code', { files: { [SETTINGS]: '{ "env": ' } });
    const { page } = person;
    await page.getByText('Its settings cannot be read, and were left alone').waitFor();
    await page.getByText(/settings\.json is not valid JSON/).waitFor();
    expect(person.read(SETTINGS)).toBe('{ "env": ');
  });

  test("Xcode's card gives each value to copy, and turns green when its first request arrives", async () => {
    await using person = await open('xcode');
    const { page, road } = person;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByText('Waiting for the first request of Xcode (chat)').waitFor();
    const copied = async (label: string) => {
      await page.getByRole('button', { name: `Copy ${label}`, exact: true }).click();
      return page.evaluate('navigator.clipboard.readText()');
    };
    expect(await copied('URL')).toBe(road.adit.url);
    expect(await copied('API Key Header')).toBe('x-api-key');
    const key = String(await copied('API Key'));
    expect(key).toBe(await road.adit.keys.keyOf('xcode'));
    expect(await page.getByText(key).count()).toBe(0);

    const headers = { 'x-api-key': key, 'user-agent': 'Xcode/24577 CFNetwork/3860.400.51 Darwin/25.3.0' };
    expect((await fetch(`${road.adit.url}/v1/models?`, { headers })).status).toBe(200);
    await page.getByText('Xcode (chat) asks Adit: its last request came just now.').waitFor();
  });

  test('tools are told apart by what is on this machine, and one that is not here can be set up all the same', async () => {
    await using person = await open('', { programs: { codex: '0.95.0' } });
    const { page } = person;
    const here = page.getByRole('region', { name: 'On this machine' });
    await here.getByRole('button', { name: /^Codex 0\.95\.0/ }).click();
    await page.getByRole('button', { name: 'Set up Codex' }).click();
    await page.getByText('Codex asks Adit.').waitFor();
    expect(person.read('.codex/config.toml')).toContain(person.road.adit.url);

    await page
      .getByRole('region', { name: 'Not found here' })
      .getByRole('button', { name: /^OpenCode/ })
      .click();
    await page.getByText('It was not found on this machine').waitFor();
    await page.getByRole('button', { name: 'Set up OpenCode' }).waitFor();
  });
});
