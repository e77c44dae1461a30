import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { FilledStore } from '../history/read/filled.ts';
import { CHROMIUM, WITHOUT } from '../support/chromium.ts';
import { rowsOf, useWindows } from './window.ts';

const MANY = 50_000;

describe.skipIf(!CHROMIUM)(`a history of 50,000 requests${WITHOUT}`, () => {
  const open = useWindows();

  test('is scrolled through without a row that is missing, twice, or out of order', { timeout: 120_000 }, async () => {
    // A tall window has many rows at once, so that fewer steps show all of them.
    const { page } = await open({ fill: fillWithMany, viewport: { width: 900, height: 8000 } });
    await page.getByText('50,000 requests').waitFor();
    const seen = await scrollThrough(page);
    expect(seen).toHaveLength(MANY);
    expect(seen[0]).toBe(`row-req_${MANY}`);
    expect(seen.every((id, index) => id === `row-req_${MANY - index}`)).toBe(true);
  });

  test('is searched, and its end is one key away', { timeout: 60_000 }, async () => {
    const { page } = await open({ fill: fillWithMany });
    await page.getByText('50,000 requests').waitFor();
    await page.getByRole('grid', { name: 'Requests' }).press('End');
    await page.getByRole('combobox', { name: 'Search requests' }).fill('cost>0.0049 status:ok');
    await expect.poll(() => page.getByText(/^\d+ requests$/).isVisible()).toBe(true);
    await expect.poll(() => rowsOf(page).count()).toBeGreaterThan(10);
  });
});

function fillWithMany(file: string): void {
  using store = new FilledStore({ file });
  store.db.exec('BEGIN');
  const start = Date.now() - MANY * 1000;
  for (let index = 0; index < MANY; index++) {
    store.add({ startedAt: start + index * 1000, costMicros: index % 5000, outputTokens: index });
  }
  store.db.exec('COMMIT');
}

/** Scrolls from the newest to the oldest row; resolves to the ids of all rows in the order in which they were seen. */
function scrollThrough(page: Page): Promise<string[]> {
  return page.evaluate(`(async () => {
    const scroller = document.querySelector('.list-scroll');
    const seen = new Map();
    const shown = () => [...scroller.querySelectorAll('[role=row][id]')];
    const isWhole = () => !scroller.querySelector('.list-row-empty') && shown().length > 0;
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    for (let top = 0; ; top += scroller.clientHeight) {
      scroller.scrollTop = top;
      do await frame(); while (!isWhole());
      for (const row of shown()) seen.set(Number(row.getAttribute('aria-rowindex')), row.id);
      if (top + scroller.clientHeight >= scroller.scrollHeight) break;
    }
    return [...seen].sort(([a], [b]) => a - b).map(([, id]) => id);
  })()`);
}
