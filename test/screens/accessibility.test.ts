import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { CHROMIUM, WITHOUT } from '../support/chromium.ts';
import { NOTES, REFUSED, XCODE } from './stage/others.ts';
import { UPLOADER } from './stage/uploader.ts';
import { openRow, openTab, rowsOf, useWindows } from './window.ts';

describe.skipIf(!CHROMIUM)(`axe finds no serious fault${WITHOUT}`, { timeout: 90_000 }, () => {
  const open = useWindows();

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`on an empty ${colorScheme} window`, async () => {
      const { page } = await open({ colorScheme });
      await page.getByText('Waiting for the first request').waitFor();
      await expectNoFaults(page, colorScheme);
    });

    test(`on any part of a ${colorScheme} request`, async () => {
      const { machine, page } = await open({ colorScheme });
      await Promise.all([machine.stage.hold(NOTES), machine.stage.hold(XCODE), machine.stage.hold(REFUSED)]);
      await machine.stage.hold(UPLOADER, 4);
      await expect.poll(() => rowsOf(page).count()).toBe(11);
      await openRow(page, 'claude-opus');
      for (const tab of ['Overview', 'Conversation', 'Diff', 'Events', 'Raw']) {
        await openTab(page, tab);
        await expectNoFaults(page, colorScheme);
      }
      await openRow(page, '400');
      await openTab(page, 'Overview');
      await page.getByText('prompt is too long').waitFor();
      await expectNoFaults(page, colorScheme);
    });

    test(`on ${colorScheme} costs and dialogs`, async () => {
      const { machine, page } = await open({ colorScheme });
      await machine.stage.hold(XCODE);
      await openRow(page, 'xcode');
      for (const key of ['e', 'Delete', '?', 'Control+k']) {
        await page.keyboard.press(key);
        await page.locator('.dialog').waitFor();
        await expectNoFaults(page, colorScheme);
        await page.keyboard.press('Escape');
        await page.locator('.dialog').waitFor({ state: 'hidden' });
      }
      await page.keyboard.press('Control+2');
      await page.getByRole('table').waitFor();
      await expectNoFaults(page, colorScheme);
    });
  }
});

/** In the dark only the colours are other ones. */
async function expectNoFaults(page: Page, scheme: 'light' | 'dark'): Promise<void> {
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] });
  const { violations } = await (scheme === 'light' ? axe : axe.withRules('color-contrast')).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html.slice(0, 200))])).toEqual([]);
}
