import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Updater } from '../../electron/desktop/updates.ts';
import { type HostedEngine, type HostOptions, openEngine } from '../../electron/engine/host.ts';
import { startShell } from '../../electron/shell.ts';
import { until } from '../support/road.ts';
import { StandIn } from './stand-in.ts';

export interface OpenedShell extends AsyncDisposable {
  readonly standIn: StandIn;
  readonly home: string;
  readonly process: EventEmitter;
  /** The engine that the shell has started last. */
  readonly engine: HostedEngine['engine'];
  /** Resolves when the app stands. */
  readonly started: Promise<void>;
}

export interface ShellSetting {
  readonly argv?: readonly string[];
  readonly platform?: NodeJS.Platform;
  readonly settings?: object;
  /** What the person does before anything is started. */
  readonly before?: (standIn: StandIn) => void;
  /** What is in the home already, which is also the person's own folder here. */
  readonly prepare?: (home: string) => Promise<void>;
  readonly openEngine?: (options: HostOptions) => Promise<HostedEngine>;
  readonly loadUpdater?: () => Promise<Updater>;
  /** Whether Electron is ready at once. */
  readonly isReady?: boolean;
  /** Whether the window of the first run has been shown before. */
  readonly isGreeted?: boolean;
}

/** Starts the shell around a stand-in for Electron, with a real engine in demo mode and a home of its own. */
export async function openShell(setting: ShellSetting = {}): Promise<OpenedShell> {
  const { argv = ['--demo', '--port', '0'], platform = 'darwin', settings, before, isReady = true } = setting;
  const home = mkdtempSync(join(tmpdir(), 'adit-shell-'));
  if (settings) writeFileSync(join(home, 'settings.json'), JSON.stringify(settings));
  if (setting.isGreeted ?? true) writeFileSync(join(home, 'app.json'), '{"greeted":true}');
  await setting.prepare?.(home);
  const standIn = new StandIn();
  before?.(standIn);
  const hosted: HostedEngine[] = [];
  const open = setting.openEngine ?? openEngine;
  const process = new EventEmitter();
  const started = startShell(standIn.electron, {
    argv,
    platform,
    env: { ADIT_HOME: home, ADIT_SECRETS: 'file', HOME: home, AWS_EC2_METADATA_DISABLED: 'true' },
    process: process as unknown as NodeJS.Process,
    openEngine: async (options) => {
      const engine = await open(options);
      hosted.push(engine);
      return engine;
    },
    ...(setting.loadUpdater ? { loadUpdater: setting.loadUpdater } : {}),
  });
  if (isReady) {
    standIn.ready.resolve();
    await started;
  }
  return {
    standIn,
    home,
    process,
    started,
    get engine() {
      const last = hosted.at(-1);
      if (!last) throw new Error('No engine was started');
      return last.engine;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(hosted.map((engine) => engine.close(0)));
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Waits until the menu has an entry that begins so. */
export function menuSays(standIn: StandIn, label: string): Promise<void> {
  return until(`the menu says ${label}`, () => standIn.tray.labels.some((text) => text.startsWith(label)));
}
