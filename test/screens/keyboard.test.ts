import { describe, expect, test } from 'vitest';
import { CHROMIUM, WITHOUT } from '../support/chromium.ts';
import { NOTES, XCODE } from './stage/others.ts';
import { rowsOf, useWindows } from './window.ts';

describe.skipIf(!CHROMIUM)(`the keyboard alone${WITHOUT}`, () => {
  const open = useWindows();

  test('finds, opens, reads, edits and closes a request', async () => {
    const { machine, page } = await open();
    await machine.stage.hold(NOTES);
    await machine.stage.hold(XCODE);
    await expect.poll(() => rowsOf(page).count()).toBe(6);
    const { keyboard } = page;
    const chosen = rowsOf(page).and(page.locator('[aria-selected="true"]'));

    await keyboard.press('/');
    await keyboard.type('client:open');
    await expect.poll(() => rowsOf(page).count()).toBe(3);
    await keyboard.press('Enter');
    await keyboard.press('j');
    await keyboard.press('ArrowDown');
    await expect.poll(() => chosen.getAttribute('aria-rowindex')).toBe('3');
    await keyboard.press('k');
    await expect.poll(() => chosen.getAttribute('aria-rowindex')).toBe('2');
    const list = page.getByRole('grid', { name: 'Requests' });
    expect(await list.getAttribute('aria-activedescendant')).toBe(await chosen.getAttribute('id'));

    await keyboard.press('Enter');
    await page.getByRole('region', { name: 'Request', exact: true }).waitFor();
    await keyboard.press('3');
    await page.getByText('The cache broke at system[0]').waitFor();
    await keyboard.press('e');
    await page.getByRole('dialog', { name: 'Edit and send again' }).waitFor();
    await keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.getByRole('region', { name: 'Request', exact: true }).waitFor();
    await keyboard.press('Escape');
    await page.getByRole('region', { name: 'Request', exact: true }).waitFor({ state: 'hidden' });
    await keyboard.press('ArrowDown');
    await expect.poll(() => chosen.getAttribute('aria-rowindex')).toBe('3');
  });

  test('completes what is searched for', async () => {
    const { machine, page } = await open();
    await machine.stage.hold(NOTES, 1);
    const { keyboard } = page;
    await keyboard.press('/');
    await keyboard.type('sta');
    await page.getByRole('option', { name: /^status:/ }).waitFor();
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await page.getByRole('option', { name: 'status:ok' }).waitFor();
    await keyboard.type('ok');
    await keyboard.press('Enter');
    await expect.poll(() => rowsOf(page).count()).toBe(1);
    expect(await page.getByRole('combobox', { name: 'Search requests' }).inputValue()).toBe('status:ok');
  });

  test('says what is wrong with a search, and what could be meant', async () => {
    const { page } = await open();
    await page.keyboard.press('/');
    await page.keyboard.type('cost>much');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toContain('cost');
  });

  test('finds every action by its words', async () => {
    const { page } = await open();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('go costs');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Costs', exact: true }).waitFor();
    await page.keyboard.press('Control+1');
    await page.getByRole('grid', { name: 'Requests' }).or(page.getByText('Waiting for the first request')).waitFor();
  });

  test('shows all keys', async () => {
    const { page } = await open();
    await page.keyboard.press('?');
    const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await sheet.getByText('Find an action').waitFor();
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'hidden' });
  });
});
