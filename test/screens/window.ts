import type { Browser, BrowserContextOptions, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { type Machine, type MachineOptions, openMachine } from './stage/machine.ts';

/** A machine with Adit on it, and its window in a browser. */
export interface Opened {
  readonly machine: Machine;
  readonly page: Page;
}

/**
 * Starts a browser for the tests of a file, and gives what opens a window. After each test its window and its machine are
 * closed, and nothing may have been complained of in the browser's console: a breach of the page's policy would be.
 */
export function useWindows(): (options?: MachineOptions & BrowserContextOptions) => Promise<Opened> {
  let browser: Browser;
  const closing: (() => PromiseLike<unknown>)[] = [];
  const complaints: string[] = [];
  beforeAll(async () => {
    browser = await launchChromium();
  }, 60_000);
  afterAll(() => browser.close());
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
    expect(complaints.splice(0)).toEqual([]);
  });
  return async (options = {}) => {
    const machine = await openMachine(options);
    closing.push(() => machine[Symbol.asyncDispose]());
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
    closing.push(() => context.close());
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    context.setDefaultTimeout(10_000);
    const page = await context.newPage();
    page.on('console', (message) => {
      // What the API refuses is told to the person, and by the browser as well.
      const isComplaint = message.type() === 'error' && !message.text().includes('status of 400');
      if (isComplaint) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${machine.adit.url}/console/#token=${machine.token}`);
    await page.getByRole('navigation', { name: 'Screens' }).waitFor();
    return { machine, page };
  };
}

/** The rows of the list, without its head. */
export function rowsOf(page: Page) {
  return page.getByRole('grid', { name: 'Requests' }).locator('[role="row"][id]');
}

/** Opens the first row that has these words. */
export async function openRow(page: Page, words: string): Promise<void> {
  await rowsOf(page).filter({ hasText: words }).first().click();
  await page.getByRole('tab', { selected: true }).waitFor();
}

/** Opens a part of the request that is open. */
export async function openTab(page: Page, name: string): Promise<void> {
  await page.getByRole('tab', { name }).click();
  await page.getByRole('tabpanel', { name }).waitFor();
}

/** What was copied last. */
export function clipboard(page: Page): Promise<string> {
  return page.evaluate('navigator.clipboard.readText()');
}
