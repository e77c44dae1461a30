import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright';

/** A Chromium of the system; Playwright's own download is not a part of the project. */
export const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

/** Why tests in a browser are skipped, for their names; empty where they are not. */
export const WITHOUT = CHROMIUM ? '' : ' (skipped: no Chromium is installed)';

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts it, without what it would ask the network by itself. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM ?? '', args: QUIET });
}
