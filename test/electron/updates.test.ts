import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { type Updater, Updates } from '../../electron/desktop/updates.ts';
import type { UpdateState } from '../../electron/state/state.ts';
import { isUpdateFeed } from '../../proxy/aws/update-feed.ts';
import { until } from '../support/road.ts';
import { openShell } from './opened-shell.ts';

test('without a yes, nothing is asked and nothing is even loaded', async () => {
  const { updates, loaded } = updating({ allowed: false });
  updates.settingsChanged();
  await updates.check();
  expect([loaded(), updates.state]).toEqual([0, { state: 'off' }]);
});

test('with a yes, a release is looked for, fetched and installed', async () => {
  const { updates, states, updater } = updating({ allowed: true });
  updates.settingsChanged();
  await until('it has looked', () => updater.checks === 1);
  updater.events.emit('update-available', { version: '1.2.0' });
  updater.events.emit('update-downloaded', { version: '1.2.0' });
  expect(states.map(({ state }) => state)).toEqual(['checking', 'downloading', 'ready']);
  await updates.install();
  expect(updater.installs).toBe(1);
  updates.close();
});

test('a feed that cannot be reached is no more than a line in the menu', async () => {
  const { updates, states, updater } = updating({ allowed: true });
  updater.fails = true;
  await updates.check();
  expect(states.at(-1)).toMatchObject({ state: 'failed', why: 'net::ERR_INTERNET_DISCONNECTED' });
});

test.each([
  ['https://github.com/owner/adit/releases.atom', true],
  ['https://release-assets.githubusercontent.com/github-production-release-asset/1', true],
  ['http://github.com/', false],
  ['https://github.com.evil.example/', false],
  ['https://raw.githubusercontent.com/', false],
  ['https://example.com/', false],
])('the door lets the updater through to %s: %s', async (url, passes) => {
  const { updates, updater } = updating({ allowed: true });
  await updates.check();
  expect(updater.lets(url)).toBe(passes);
});

test('who takes the yes back is asked no more, not even by a fetch that has begun', async () => {
  const wish = { allowed: true };
  const { updates, updater } = updating(wish);
  await updates.check();
  expect(updater.lets('https://github.com/owner/adit/releases.atom')).toBe(true);
  wish.allowed = false;
  updates.settingsChanged();
  expect(updater.lets('https://github.com/owner/adit/releases.atom')).toBe(false);
});

test('the person is asked before the first look, and a no stays a no', async () => {
  const standIn = standInUpdater();
  await using shell = await openShell({ loadUpdater: async () => standIn.updater });
  shell.standIn.tray.choose('Check for Updates');
  await until('it is asked', () => shell.standIn.asked.length === 1);
  expect(shell.standIn.asked[0]?.message).toBe('Look for new releases on GitHub?');
  expect(shell.engine.settings.current.updates.check).toBe(false);
  expect(standIn.checks).toBe(0);
  shell.standIn.press = () => 0;
  shell.standIn.tray.choose('Check for Updates');
  await until('it has looked', () => standIn.checks > 0);
  expect(shell.engine.settings.current.updates.check).toBe(true);
});

function updating(wish: { allowed: boolean }) {
  const updater = standInUpdater();
  const states: UpdateState[] = [];
  let loads = 0;
  const updates = new Updates({
    allowed: () => wish.allowed,
    possible: true,
    passes: isUpdateFeed,
    onChange: (state) => state.state !== 'off' && states.push(state),
    load: async () => {
      loads++;
      return updater.updater;
    },
  });
  return { updates, states, updater, loaded: () => loads };
}

function standInUpdater() {
  const events = new EventEmitter();
  let listener: ((details: { url: string }, answer: (response: { cancel?: boolean }) => void) => void) | undefined;
  const standIn = {
    events,
    checks: 0,
    installs: 0,
    fails: false,
    lets(url: string) {
      let isCancelled = false;
      listener?.({ url }, ({ cancel }) => {
        isCancelled = cancel === true;
      });
      return !isCancelled;
    },
    updater: {
      autoDownload: false,
      autoInstallOnAppQuit: false,
      logger: undefined as unknown,
      netSession: {
        webRequest: {
          onBeforeRequest: (given: typeof listener) => {
            listener = given;
          },
        },
      } as unknown as Updater['netSession'],
      on: (event: string, told: (...args: never[]) => void) => events.on(event, told as () => void),
      async checkForUpdates() {
        standIn.checks++;
        if (standIn.fails) throw new Error('net::ERR_INTERNET_DISCONNECTED');
      },
      quitAndInstall() {
        standIn.installs++;
      },
    } satisfies Updater,
  };
  return standIn;
}
