import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Browser } from 'playwright';
import { afterAll, afterEach, beforeAll, vi } from 'vitest';
import { launchChromium } from '../../support/chromium.ts';
import { HISTORY } from '../../support/kept-road.ts';
import { openSignedInRoad, type SignedInOptions, type SignedInRoad } from '../../support/signed-in-road.ts';
import { freePort } from './free-port.ts';
import { openWindow, type PersonWindow, type WindowOptions } from './person-window.ts';
import { pathWith } from './programs.ts';

export interface PersonOptions extends SignedInOptions {
  window?: WindowOptions;
  /** Programs on PATH, with their versions. */
  programs?: Record<string, string>;
  /** Files of the person's home folder. */
  files?: Record<string, string>;
}

/** A person at the screens: a home folder, an engine at a port of its own, a Bedrock behind it, and a window in front. */
export interface Person extends PersonWindow {
  readonly road: SignedInRoad;
  /** Goes to a part of the window. */
  go(at: string): Promise<void>;
  /** The text of a file of the home folder. */
  read(name: string): string;
  /** A path in the home folder. */
  at(name: string): string;
}

/** For the tests of a file: starts a browser before them, and gives what opens a person in each. */
export function people(): (options?: PersonOptions) => Promise<Person> {
  // A browser on a machine that is busy with other tests is slow.
  vi.setConfig({ testTimeout: 60_000 });
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  }, 60_000);
  afterEach(() => void vi.unstubAllEnvs());
  afterAll(() => browser.close());
  return (options = {}) => openPerson(browser, options);
}

async function openPerson(browser: Browser, options: PersonOptions): Promise<Person> {
  const { programs = { claude: '2.1.330' }, files = {} } = options;
  const road = await openSignedInRoad({
    ...options,
    settings: { port: await freePort(), profile: 'work', history: HISTORY, ...options.settings },
    env: { PATH: pathWith(programs), ...options.env },
  });
  const at = (name: string) => join(dirname(road.home.path), name);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(at(name)), { recursive: true });
    writeFileSync(at(name), text);
  }
  const window = await openWindow(browser, road.adit, options.window);
  return {
    ...window,
    road,
    at,
    go: async (part) => void (await window.page.goto(`${road.adit.url}/console/#/${part}`)),
    read: (name) => readFileSync(at(name), 'utf8'),
    async [Symbol.asyncDispose]() {
      await window[Symbol.asyncDispose]();
      await road[Symbol.asyncDispose]();
    },
  };
}
