import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { CHROMIUM, WITHOUT } from '../support/chromium.ts';
import { LONG, NOTES, XCODE } from './stage/others.ts';
import { openRow, openTab, rowsOf, useWindows } from './window.ts';

describe.skipIf(!CHROMIUM)(`the live list${WITHOUT}`, () => {
  const open = useWindows();

  test('says what to do next while nothing was asked', async () => {
    const { machine, page } = await open();
    await page.getByRole('heading', { name: 'Waiting for the first request' }).waitFor();
    await page.getByText(`export ANTHROPIC_BASE_URL=${machine.adit.url}`).waitFor();
  });

  test('shows a stream as it runs, and what it became', async () => {
    const { machine, page } = await open();
    machine.stage.slowness = 8;
    const held = machine.stage.hold(LONG);
    const row = rowsOf(page).first();
    await row.filter({ hasText: 'open' }).waitFor();
    await row.click();
    await openTab(page, 'Conversation');
    const answer = page.getByRole('article', { name: 'assistant' });
    await answer.getByText('What has to survive a restart').first().waitFor();
    // The beginning is there, and the end is not.
    await answer.getByText('An upload that was interrupted').waitFor();
    expect(await answer.getByText('answering…').isVisible()).toBe(true);
    expect(await answer.textContent()).not.toContain('happens twice');
    const early = (await answer.textContent())?.length ?? 0;
    await expect.poll(async () => (await answer.textContent())?.length ?? 0).toBeGreaterThan(early + 100);
    machine.stage.slowness = 0;
    await held;
    await answer.getByText('the person is told only if that happens twice').waitFor();
    await row.filter({ hasText: '200' }).waitFor();
    await answer.getByText('the answer', { exact: true }).waitFor();
  });

  test('keeps its rows as high as they are, and the place of what is read, while rows come in', async () => {
    const { machine, page } = await open({ viewport: { width: 1280, height: 300 } });
    for (let index = 0; index < 6; index++) await machine.stage.hold(NOTES);
    await expect.poll(() => rowsOf(page).count()).toBeGreaterThan(10);
    const scroller = page.locator('.list-scroll');
    await scroller.evaluate((element) => element.scrollTo(0, 140));
    const read = rowsOf(page).nth(6);
    const id = await read.getAttribute('id');
    const before = await page.locator(`[id="${id}"]`).boundingBox();
    await machine.stage.hold(XCODE);
    await expect.poll(() => page.getByText('21 requests').isVisible()).toBe(true);
    const after = await page.locator(`[id="${id}"]`).boundingBox();
    expect(after).toEqual(before);
  });

  test('waits while it is paused, and says how many have come', async () => {
    const { machine, page } = await open();
    await machine.stage.hold(NOTES);
    await expect.poll(() => rowsOf(page).count()).toBe(3);
    await page.getByRole('button', { name: 'Pause the list' }).click();
    await machine.stage.hold(XCODE);
    await page.getByRole('button', { name: 'Show 3 new requests' }).click();
    await expect.poll(() => rowsOf(page).count()).toBe(6);
  });

  test('catches up with what came while the window was hidden', async () => {
    const { machine, page } = await open();
    await machine.stage.hold(NOTES);
    await expect.poll(() => rowsOf(page).count()).toBe(3);
    await setHidden(page, true);
    await machine.stage.hold(XCODE);
    await setHidden(page, false);
    await expect.poll(() => rowsOf(page).count()).toBe(6);
    await openRow(page, 'xcode');
  });
});

async function setHidden(page: Page, isHidden: boolean): Promise<void> {
  await page.evaluate(`Object.defineProperty(document, 'hidden', { configurable: true, value: ${isHidden} });
    document.dispatchEvent(new Event('visibilitychange'));`);
}
