import type { Browser, Page } from 'playwright';
import type { Engine } from '../../../proxy/engine.ts';

export interface WindowOptions {
  /** A part of the window: `settings/budgets`. */
  at?: string;
  dark?: boolean;
  width?: number;
  height?: number;
}

/** The screens of an engine, open in a browser. */
export interface PersonWindow extends AsyncDisposable {
  readonly page: Page;
  /** What the page complained of: errors, and what its policy refused. */
  readonly complaints: string[];
}

/** Opens the screens, with nothing kept of windows before. `await using` closes them. */
export async function openWindow(browser: Browser, adit: Engine, options: WindowOptions = {}): Promise<PersonWindow> {
  const { at = '', dark = false, width = 1280, height = 800 } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    const isOurs = message.type() === 'error' && /Content Security Policy|Warning|Uncaught/.test(message.text());
    if (isOurs) complaints.push(message.text());
  });
  await page.goto(`${adit.url}/console/#token=${adit.console.token}`);
  await page.getByRole('navigation', { name: 'Screens' }).waitFor();
  if (at) await page.goto(`${adit.url}/console/#/${at}`);
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() };
}
