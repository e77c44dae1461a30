import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CHROMIUM, WITHOUT } from '../support/chromium.ts';
import { NOTES, XCODE } from './stage/others.ts';
import { clipboard, openRow, openTab, rowsOf, useWindows } from './window.ts';

describe.skipIf(!CHROMIUM)(`what can be done with requests${WITHOUT}`, () => {
  const open = useWindows();

  test('copies a request as curl, with the key as a variable', async () => {
    const { machine, page } = await open();
    await machine.stage.hold(XCODE, 1);
    await openRow(page, 'xcode');
    await page.getByRole('button', { name: 'Copy as curl' }).click();
    await page.getByText('The key is taken from $ADIT_KEY').waitFor();
    const text = await clipboard(page);
    expect(text).toContain(`${machine.adit.url}/v1/messages`);
    expect(text).toContain('$ADIT_KEY');
    expect(text).not.toContain(machine.adit.key);
  });

  test('sends a request again after it was edited, says before what it will cost, and streams the new one', async () => {
    const { machine, page } = await open();
    await machine.stage.hold(XCODE, 1);
    await openRow(page, 'xcode');
    const first = new URL(page.url()).hash;
    await page.getByRole('button', { name: 'Edit and send again' }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit and send again' });
    await dialog.getByText(/^About \$0\.\d+/).waitFor();
    const editor = dialog.getByRole('textbox', { name: 'Body of the request, JSON' });
    const body = await editor.inputValue();
    await editor.fill(body.replace('"max_tokens": 32000', '"max_tokens": 32000,,'));
    await dialog.getByText(/line 3, column/).waitFor();
    expect(await dialog.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true);
    await editor.fill(body.replace('"max_tokens": 32000', '"max_tokens": 4321'));
    await dialog.getByRole('button', { name: 'Send' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await expect.poll(() => rowsOf(page).count()).toBe(2);
    expect(new URL(page.url()).hash).not.toBe(first);
    await page.getByRole('article', { name: 'assistant' }).getByText('The labels keep their light colour').waitFor();
    await openTab(page, 'Raw');
    await page.getByRole('region', { name: 'Adit and Bedrock' }).getByText('"max_tokens": 4321').waitFor();
    await openTab(page, 'Overview');
    await page.getByText('Repeats').waitFor();
  });

  test('pins a request', async () => {
    const { machine, page } = await open();
    await machine.stage.hold(XCODE);
    await openRow(page, 'xcode');
    await page.getByRole('button', { name: 'Pin', exact: true }).click();
    await rowsOf(page).getByRole('img', { name: 'pinned' }).waitFor();
    await page.getByRole('button', { name: 'Pinned' }).click();
    await expect.poll(() => rowsOf(page).count()).toBe(1);
  });

  test('deletes a request after it has said what goes, and not when it is cancelled', async () => {
    const { machine, page } = await open();
    await machine.stage.hold(XCODE);
    await expect.poll(() => rowsOf(page).count()).toBe(3);
    await openRow(page, 'xcode');
    await page.keyboard.press('Delete');
    const confirm = page.getByRole('alertdialog', { name: 'Delete this request?' });
    await confirm.getByText('cannot be brought back').waitFor();
    await confirm.getByRole('button', { name: 'Cancel' }).click();
    expect(await rowsOf(page).count()).toBe(3);
    await page.keyboard.press('Delete');
    await confirm.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('Deleted 1 request').first().waitFor();
    await expect.poll(() => rowsOf(page).count()).toBe(2);
    expect((await machine.adit.history.ask('page', '', null, 10)).total).toBe(2);
  });

  test('deletes a session', async () => {
    const { machine, page } = await open();
    await machine.stage.hold(XCODE);
    await machine.stage.hold(NOTES);
    await page.getByRole('button', { name: /The settings look like this/ }).click();
    await expect.poll(() => rowsOf(page).count()).toBe(3);
    await page.getByRole('button', { name: 'Delete this session' }).click();
    const confirm = page.getByRole('alertdialog', { name: 'Delete this session?' });
    await confirm.getByRole('button', { name: 'Delete' }).click();
    await expect.poll(() => rowsOf(page).filter({ hasText: 'opencode' }).count()).toBe(3);
    await page.getByRole('button', { name: /The settings look like this/ }).waitFor({ state: 'hidden' });
  });

  test('exports what the search finds', async () => {
    const { machine, page } = await open();
    await machine.stage.hold(XCODE);
    await machine.stage.hold(NOTES, 1);
    await page.getByRole('combobox', { name: 'Search requests' }).fill('client:xcode');
    await expect.poll(() => rowsOf(page).count()).toBe(3);
    await page.getByRole('button', { name: 'More' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Export as JSON lines' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^adit-history-.*\.jsonl$/);
    const lines = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { client: string }).client)).toEqual(['xcode', 'xcode', 'xcode']);
  });

  test('switches Adit off and on', async () => {
    const { machine, page } = await open();
    await page.getByRole('switch', { name: 'Adit passes requests on' }).click();
    await page.getByText('requests are refused').waitFor();
    expect(machine.adit.isOn).toBe(false);
    await page.getByRole('switch', { name: 'Adit passes requests on' }).click();
    await page.getByText('requests are refused').waitFor({ state: 'hidden' });
    expect(machine.adit.isOn).toBe(true);
  });

  test('copies the address and the key', async () => {
    const { machine, page } = await open();
    await page.getByRole('button', { name: 'Copy the address' }).click();
    await expect.poll(() => clipboard(page)).toBe(machine.adit.url);
    await page.getByRole('button', { name: 'Copy the key' }).click();
    await expect.poll(() => clipboard(page)).toBe(machine.adit.key);
  });
});
