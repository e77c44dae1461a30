import { type Browser, chromium, type Page } from 'playwright';
import type { Engine } from '../../../proxy/engine.ts';

export interface WindowOptions {
  /** A part of the window: `settings/budgets`. */
  at?: string;
  dark?: boolean;
  width?: number;
  height?: number;
}

/** A browser with the screens of an engine open in it. */
export interface PersonWindow extends AsyncDisposable {
  readonly page: Page;
  /** What the page complained of: errors, and what its policy refused. */
  readonly complaints: string[];
}

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Opens the built screens. `await using` closes the browser. */
export async function openWindow(adit: Engine, options: WindowOptions = {}): Promise<PersonWindow> {
  const { at = '', dark = false, width = 1280, height = 800 } = options;
  const browser: Browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy|Warning|Uncaught/.test(message.text()))
      complaints.push(message.text());
  });
  await page.goto(`${adit.url}/console/#token=${adit.console.token}`);
  await page.getByRole('navigation', { name: 'Screens' }).waitFor();
  if (at) await page.goto(`${adit.url}/console/#/${at}`);
  return {
    page,
    complaints,
    [Symbol.asyncDispose]: () => browser.close(),
  };
}
