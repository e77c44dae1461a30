import { openHome } from '../proxy/settings/home.ts';
import { Desktop } from './app/desktop.ts';
import { openLog } from './app/log.ts';
import { surviveMishaps } from './app/mishaps.ts';
import type { Updater } from './desktop/updates.ts';
import type { Electron } from './electron.ts';
import { parseFlags } from './engine/flags.ts';
import { type HostedEngine, type HostOptions, openEngine } from './engine/host.ts';
import { guardContents } from './security/contents.ts';
import { PRIVILEGED } from './security/scheme.ts';

export interface ShellOptions {
  /** Arguments, without the program's own name. */
  readonly argv: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  readonly process: Pick<NodeJS.Process, 'on'>;
  /** Others than the real ones, in tests. */
  readonly openEngine?: (options: HostOptions) => Promise<HostedEngine>;
  readonly loadUpdater?: () => Promise<Updater>;
}

/**
 * Starts the app. What has to be said before Electron is ready is said at once; the rest waits for it. Resolves when the
 * app stands. A second start of the same home ends at once, and opens the window of the first.
 */
export async function startShell(electron: Electron, options: ShellOptions): Promise<void> {
  const { app, powerMonitor, protocol } = electron;
  const { argv, env } = options;
  const flags = parseFlags(argv);
  const home = openHome(flags.home, env);
  // Each home has an app of its own, with its own lock.
  if (flags.home ?? env.ADIT_HOME) app.setPath('userData', home.file('desktop'));
  if (!app.requestSingleInstanceLock()) return app.quit();
  protocol.registerSchemesAsPrivileged([PRIVILEGED]);
  const log = openLog(home.file('log'));
  surviveMishaps(options.process, log.note);
  guardContents(electron);
  // Windows come and go; the app is in the menu bar.
  app.on('window-all-closed', () => {});

  await app.whenReady();
  const desktop = new Desktop(electron, { openEngine, loadUpdater, ...options, home, flags, log });
  app.on('second-instance', () => void desktop.open());
  app.on('activate', () => void desktop.open());
  app.on('before-quit', (event) => desktop.quit.requested(event));
  powerMonitor.on('resume', () => desktop.wake());
  powerMonitor.on('shutdown', () => desktop.quit.shutdown());
  await desktop.start();
}

/** Loaded only when somebody has said yes to updates. */
async function loadUpdater(): Promise<Updater> {
  const { default: updater } = await import('electron-updater');
  return updater.autoUpdater;
}
