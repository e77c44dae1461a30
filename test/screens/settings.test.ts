import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CHROMIUM, WITHOUT } from '../support/chromium.ts';
import { type Person, people } from './support/person.ts';

describe.skipIf(!CHROMIUM)(`the settings${WITHOUT}`, () => {
  const openPerson = people();

  const open = (at: string) => openPerson({ window: { at: `settings/${at}` } });

  function file({ road }: Person): unknown {
    return JSON.parse(road.home.read('settings.json') ?? '{}');
  }

  test('a setting that is changed is in the file and counts at once, and goes back to its default', async () => {
    await using person = await open('requests');
    const { page, road } = person;
    const field = page.getByRole('textbox', { name: 'Wait for a sign-in' });
    await field.fill('30');
    await field.press('Enter');
    await expect.poll(() => road.adit.settings.current.signInWaitSeconds).toBe(30);
    expect(file(person)).toEqual({ signInWaitSeconds: 30 });

    await page.getByRole('switch', { name: 'Automatic prompt caching' }).click();
    await expect.poll(() => road.adit.settings.current.autoCache).toBe(false);

    await page.getByRole('button', { name: 'Back to the default of Wait for a sign-in (120 seconds)' }).click();
    await expect.poll(() => file(person)).toEqual({ autoCache: false });
    await expect.poll(() => field.inputValue()).toBe('120');
    expect(person.complaints).toEqual([]);
  });

  test('a value that cannot be is told as it is typed, and is not saved', async () => {
    await using person = await open('history');
    const { page, road } = person;
    const days = page.getByRole('textbox', { name: 'Keep for' });
    await days.fill('0');
    await page.getByRole('alert').getByText('At least 1.').waitFor();
    await days.press('Enter');
    expect(await days.getAttribute('aria-invalid')).toBe('true');
    await days.press('Escape');
    expect(await days.inputValue()).toBe('30');

    await person.go('settings/network');
    const proxy = page.getByRole('textbox', { name: 'HTTP proxy' });
    await proxy.fill('proxy.example');
    await page.getByText('It is no address such as http://proxy.example:8080.').waitFor();
    await proxy.blur();
    await page.waitForTimeout(300);
    expect(file(person)).toEqual({});
    expect(road.adit.settings.current.proxy).toBeUndefined();
  });

  test('what another program sets is shown in the open window', async () => {
    await using person = await open('requests');
    const { page, road } = person;
    const field = page.getByRole('textbox', { name: 'Longest silence' });
    await field.waitFor();
    writeFileSync(road.home.file('settings.json'), '{ "silenceSeconds": 77 }');
    await expect.poll(() => field.inputValue(), { timeout: 5000 }).toBe('77');
  });

  test('a file that is damaged meanwhile is told of', async () => {
    await using person = await open('requests');
    writeFileSync(person.road.home.file('settings.json'), '{ "silenceSeconds": "long" }');
    await person.page.getByText('The settings file cannot be used as it is').waitFor();
  });

  test('an alias shows what it becomes as it is typed, and answers by its name', async () => {
    await using person = await open('models');
    const { page, road } = person;
    await page.getByRole('button', { name: 'Add an alias' }).click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('fast');
    const target = page.getByRole('combobox', { name: 'What fast stands for' });
    await target.fill('klaud');
    await page.getByText('No such model').waitFor();
    await target.fill('claude-haiku-4-5');
    await page.getByText('Claude Haiku 4.5').first().waitFor();
    await target.press('Enter');
    await expect.poll(() => road.adit.settings.current.aliases).toEqual({ fast: 'claude-haiku-4-5' });
    const answer = await road.post({ model: 'fast' });
    expect(answer.status).toBe(200);
    expect(road.exchanges.at(-1)?.served).toContain('claude-haiku-4-5');

    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Remove fast' }).click();
    await expect.poll(() => road.adit.settings.current.aliases).toEqual({});
  });

  test('regions for failover are an ordered list, and a word that is no region is refused in words', async () => {
    await using person = await open('connection');
    const { page, road } = person;
    const field = page.getByRole('combobox', { name: 'Add to Failover regions' });
    for (const region of ['us-west-2', 'eu-central-1']) {
      await field.fill(region);
      await field.press('Enter');
      await page.getByRole('button', { name: `Remove ${region}` }).waitFor();
    }
    await page.getByRole('button', { name: 'Move eu-central-1 up' }).click();
    await expect.poll(() => road.adit.settings.current.failoverRegions).toEqual(['eu-central-1', 'us-west-2']);
    await field.fill('moon');
    await field.press('Enter');
    await page.getByText('It is not the name of an AWS region, such as eu-central-1.').waitFor();
    expect(road.adit.settings.current.failoverRegions).toHaveLength(2);
  });

  test('a key is made, copied where the clipboard is denied, used and revoked', async () => {
    await using person = await open('clients');
    const { page, road } = person;
    await page.evaluate('navigator.clipboard.writeText = () => Promise.reject(new Error("denied"))');
    await page.context().grantPermissions(['clipboard-read']);
    await page.getByRole('textbox', { name: 'A key for another client' }).fill('my script');
    await page.getByRole('button', { name: 'Make a key' }).click();
    await page.getByText('"my script" is no name for a key').waitFor();
    await page.getByRole('textbox', { name: 'A key for another client' }).fill('my-script');
    await page.getByRole('button', { name: 'Make a key' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Copy Key' }).click();
    const key = await road.adit.keys.keyOf('my-script');
    await expect.poll(() => page.evaluate('navigator.clipboard.readText()')).toBe(key);
    await page.getByRole('button', { name: 'Done' }).click();

    const ask = () => fetch(`${road.adit.url}/v1/models`, { headers: { 'x-api-key': key } });
    expect((await ask()).status).toBe(200);
    await page.getByRole('button', { name: 'Revoke the key of my-script' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('row', { name: /my-script/ }).waitFor({ state: 'detached' });
    expect((await ask()).status).toBe(401);
  });

  test('budgets of all and of one client are set, and what is spent is shown', async () => {
    await using person = await open('budgets');
    const { page, road } = person;
    await page.getByRole('textbox', { name: 'A day', exact: true }).fill('10');
    await page.getByRole('textbox', { name: 'A day', exact: true }).press('Enter');
    await page.getByText('$0 of $10.00').waitFor();
    await page.getByRole('button', { name: 'Add a row' }).click();
    await page.getByRole('combobox', { name: 'Name' }).fill('claude-code');
    await page.getByRole('textbox', { name: 'A day of claude-code' }).fill('2.5');
    await page.getByRole('textbox', { name: 'A day of claude-code' }).press('Enter');
    await expect.poll(() => road.adit.settings.current.budgets.clients).toEqual({ 'claude-code': { daily: 2.5 } });
    await page.getByRole('list', { name: 'Budgets' }).getByText('claude-code, today').waitFor();
  });

  test('a budget that is spent is told on every screen', async () => {
    await using person = await open('connection');
    const { page, road } = person;
    expect((await road.post()).status).toBe(200);
    await road.adit.apply({ budgets: { daily: 0.000001 } });
    await page.getByRole('link', { name: 'Budget spent' }).click();
    await page.getByRole('heading', { name: 'Budgets' }).waitFor();
  });

  test('a listener without a key comes with a warning and its address', async () => {
    await using person = await openPerson({
      settings: { keyless: { enabled: false, port: 0, dailyBudgetUsd: 5 } },
      window: { at: 'settings/network' },
    });
    const { page, road } = person;
    await page.getByRole('switch', { name: 'Listen without a key' }).click();
    await page.getByText('Every program on this machine can ask without a key').waitFor();
    await expect.poll(() => road.adit.keylessUrl).toMatch(/^http:\/\/127/);
    await page.getByText(road.adit.keylessUrl ?? '-', { exact: true }).waitFor();
  });

  test('a new port is listened at, and the window goes on there', async () => {
    await using person = await open('network');
    const { page, road } = person;
    const before = road.adit.url;
    const port = Number(new URL(before).port) + 1;
    const field = page.getByRole('textbox', { name: 'Port', exact: true });
    await field.fill(String(port));
    await field.press('Enter');
    await page.waitForURL((url) => url.port === String(port));
    await page.getByRole('navigation', { name: 'Screens' }).waitFor();
    await page.getByText(`127.0.0.1:${port}`).first().waitFor();
  });

  test('the whole history is deleted after a question', async () => {
    await using person = await openPerson();
    const { page, road } = person;
    expect((await road.post()).status).toBe(200);
    await person.go('settings/history');
    await page.getByText('1', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Delete everything…' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete everything' }).click();
    await expect.poll(async () => (await road.adit.history.ask('health')).requests).toBe(0);
  });
});
