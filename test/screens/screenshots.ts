import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import buildScreens from '../support/build-screens.ts';
import { launchChromium } from '../support/chromium.ts';
import { openMachine } from './stage/machine.ts';
import { holdPastDays, holdToday } from './stage/week.ts';

// Makes the pictures of the README: npm run screenshots. The programs, their requests and the answers are written; the
// way between them is Adit's own.

const FOLDER = join(import.meta.dirname, '../../assets/screenshots');
const SIZE = { width: 1280, height: 800 };

/** What is done before a picture is taken, by its name. */
const PICTURES: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  async requests(page) {
    await page.evaluate("location.hash = '#/requests'");
    await page.getByRole('row').nth(5).waitFor();
  },
  async conversation(page) {
    await page.evaluate("location.hash = '#/requests?q=session:b3a1&tab=conversation'");
    await page.getByText('9 requests').waitFor();
    await page.locator('[role="row"][id]').first().click();
    await page.locator('summary', { hasText: 'failed' }).click();
    await page.mouse.move(0, 0);
  },
  async diff(page) {
    await page.evaluate("location.hash = '#/requests?q=client:opencode since:today&tab=diff'");
    await page.getByText('3 requests').waitFor();
    await page.locator('[role="row"][id]').first().click();
    await page.getByText('broke the cache').waitFor();
    await page.mouse.move(0, 0);
  },
  async costs(page) {
    await page.evaluate("location.hash = '#/costs?by=model'");
    await page.getByRole('table').waitFor();
  },
};

buildScreens();
mkdirSync(FOLDER, { recursive: true });
await using machine = await openMachine({ port: 2348 });
machine.stage.slowness = 1;
await holdPastDays(machine.stage);
const { going } = await holdToday(machine.stage);
machine.stage.slowness = 20;
const browser = await launchChromium();
for (const colorScheme of ['light', 'dark'] as const) {
  const page = await browser.newPage({ viewport: SIZE, colorScheme, deviceScaleFactor: 1.5 });
  await page.goto(`${machine.adit.url}/console/#token=${machine.token}`);
  for (const [name, prepare] of Object.entries(PICTURES)) {
    await prepare(page);
    // Charts and lists have settled by then.
    await page.waitForTimeout(500);
    await page.screenshot({ path: join(FOLDER, `${name}-${colorScheme}.png`) });
  }
  await page.close();
}
await browser.close();
machine.stage.slowness = 0;
await going;
