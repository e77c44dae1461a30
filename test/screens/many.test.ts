import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { FilledStore } from '../history/read/filled.ts';
import { CHROMIUM, WITHOUT } from '../support/chromium.ts';
import { rowsOf, useWindows } from './window.ts';

const MANY = 50_000;

describe.skipIf(!CHROMIUM)(`a history of 50,000 requests${WITHOUT}`, () => {
  const open = useWindows();

  test('is scrolled through without a row that is missing, twice, or out of order', { timeout: 120_000 }, async () => {
    // A small window, since painting is most of the work; one as wide as is needed for the number of requests.
    const { page } = await open({ fill: fillWithMany, viewport: { width: 900, height: 420 } });
    await page.getByText('50,000 requests').waitFor();
    const seen = await scrollThrough(page);
    expect(seen.length).toBeGreaterThan(1000);
    // Each row at the place that is its own: one that was dropped or doubled would move all that follow.
    expect(seen.filter(([place, id]) => id !== `row-req_${MANY - place}`)).toEqual([]);
    expect(seen.at(-1)).toEqual([MANY - 1, 'row-req_1']);
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

/** Scrolls from the newest to the oldest row, 500 rows at a time; resolves to each row that was seen, and its place. */
function scrollThrough(page: Page): Promise<(readonly [place: number, id: string])[]> {
  return page.evaluate(`(async () => {
    const scroller = document.querySelector('.list-scroll');
    const seen = new Map();
    const shown = () => [...scroller.querySelectorAll('[role=row][id]')];
    const isWhole = () => !scroller.querySelector('.list-row-empty') && shown().length > 0;
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    const { scrollHeight, clientHeight } = scroller;
    for (let top = 0; ; top = Math.min(top + 500 * 28, scrollHeight - clientHeight)) {
      scroller.scrollTop = top;
      do await frame(); while (!isWhole());
      for (const row of shown()) seen.set(row.getAttribute('aria-rowindex') - 2, row.id);
      if (top + clientHeight >= scrollHeight) break;
    }
    return [...seen].sort(([a], [b]) => a - b);
  })()`);
}
