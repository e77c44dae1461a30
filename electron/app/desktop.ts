import { join } from 'node:path';
import { isUpdateFeed } from '../../proxy/aws/update-feed.ts';
import type { Home } from '../../proxy/settings/home.ts';
import { loginItem, startAtLogin } from '../desktop/login-item.ts';
import { TrayIcon } from '../desktop/tray.ts';
import { type Updater, Updates } from '../desktop/updates.ts';
import type { Electron } from '../electron.ts';
import type { ConsoleEvent } from '../engine/events.ts';
import type { Flags } from '../engine/flags.ts';
import type { HostedEngine, HostOptions } from '../engine/host.ts';
import { applicationMenu } from '../menu/application.ts';
import type { Action } from '../menu/entry.ts';
import { menuFor } from '../menu/menu.ts';
import { toTemplate } from '../menu/template.ts';
import type { BudgetReached } from '../notices/budget.ts';
import { Notifier } from '../notices/notifier.ts';
import { createCarrier } from '../security/carrier.ts';
import { toExternal } from '../security/links.ts';
import { openSession } from '../security/session.ts';
import { type ShellState, STARTING } from '../state/state.ts';
import type { Screen } from '../windows/options.ts';
import { Windows } from '../windows/windows.ts';
import { performer } from './actions.ts';
import { EngineLife } from './engine-life.ts';
import { tellOfHiddenIcon } from './hidden-icon.ts';
import { keep, readKept } from './kept.ts';
import type { Log } from './log.ts';
import { Quit } from './quit.ts';
import { Tools } from './tools.ts';

export interface DesktopOptions {
  readonly home: Home;
  readonly flags: Flags;
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  readonly log: Log;
  readonly openEngine: (options: HostOptions) => Promise<HostedEngine>;
  readonly loadUpdater: () => Promise<Updater>;
}

/** What the person has of Adit: the icon and its menu, the windows, and what they are told; around the engine. */
export class Desktop {
  readonly quit: Quit;
  readonly #electron: Electron;
  readonly #options: DesktopOptions;
  readonly #life: EngineLife;
  readonly #windows: Windows;
  readonly #tools: Tools;
  readonly #tray: TrayIcon;
  readonly #notifier: Notifier;
  readonly #updates: Updates;
  readonly #perform: (action: Action) => void;
  #flags: Flags;
  #state: ShellState = STARTING;
  #shown = '';

  /** To be made when Electron is ready. */
  constructor(electron: Electron, options: DesktopOptions) {
    this.#electron = electron;
    this.#options = options;
    this.#flags = options.flags;
    this.#tools = new Tools({ ...options, engine: () => this.#life.running?.engine });
    this.#life = this.#createLife();
    this.#windows = new Windows(
      electron,
      openSession(
        electron,
        createCarrier(() => this.#life.running?.carry),
      ),
    );
    this.#updates = this.#createUpdates();
    this.quit = this.#createQuit();
    const perform = this.#createPerformer();
    this.#perform = (action) => void perform(action);
    this.#notifier = new Notifier(electron, {
      wanted: () => this.#settings?.notifications ?? NOTHING_WANTED,
      perform: this.#perform,
    });
    this.#tray = new TrayIcon(electron, options.platform);
  }

  /** Shows the icon, starts the engine, and at the very first time the window that helps to set up. */
  async start(): Promise<void> {
    const { Menu, app } = this.#electron;
    const { home, platform } = this.#options;
    app.dock?.hide();
    Menu.setApplicationMenu(Menu.buildFromTemplate(applicationMenu(this.#perform)));
    this.#change({ login: loginItem(this.#electron, platform) });
    await this.#life.start();
    this.#updates.settingsChanged();
    if (!this.#life.running || readKept(home).greeted) return;
    keep(home, { greeted: true });
    await this.#show('setup');
  }

  /** The person has opened the app again. */
  async open(): Promise<void> {
    await this.#show('history');
    if (this.#tray.isHidden) await tellOfHiddenIcon(this.#electron);
  }

  /** The machine has slept. */
  wake(): void {
    this.#life.wake();
  }

  get #settings() {
    return this.#life.running?.engine.settings.current;
  }

  async #show(screen: Screen, at?: string): Promise<void> {
    const { engine } = this.#state;
    // Without an engine there is nothing that a window could show.
    if (engine.state === 'failed') this.#electron.dialog.showErrorBox('Adit is not running', engine.why);
    else await this.#windows.show(screen, at);
  }

  #change(news: Partial<ShellState>): void {
    const before = this.#state;
    this.#state = { ...before, ...news };
    // A menu that is set anew closes under the person's hand.
    const entries = menuFor(this.#state, new Date());
    const shown = JSON.stringify(entries);
    if (shown !== this.#shown) this.#tray.showMenu(toTemplate(entries, this.#perform));
    this.#shown = shown;
    this.#tray.show(this.#state);
    this.#notifier.stateChanged(before, this.#state);
  }

  #told({ type, data }: ConsoleEvent): void {
    if (type === 'budget') this.#notifier.budgetReached(data as BudgetReached);
    if (type === 'settings') this.#updates.settingsChanged();
  }

  #createLife(): EngineLife {
    const { home, env, log, openEngine } = this.#options;
    const screens = join(this.#electron.app.getAppPath(), 'dist/renderer');
    const openPage = (url: string) => {
      const page = toExternal(url);
      if (page) void this.#electron.shell.openExternal(page).catch(() => {});
    };
    return new EngineLife({
      open: () => openEngine({ home, env, flags: this.#flags, screens, openPage, onExchange: log.exchange }),
      dailyUsd: () => this.#settings?.budgets.daily ?? null,
      tools: () => this.#tools.list(),
      onState: (state) => this.#change(state),
      onRows: (rows) => this.#notifier.requestsChanged(rows),
      onEvent: (event) => this.#told(event),
      note: log.note,
    });
  }

  #createUpdates(): Updates {
    const { app } = this.#electron;
    const { platform, env, loadUpdater } = this.#options;
    return new Updates({
      allowed: () => this.#settings?.updates.check ?? false,
      // On Linux, only an AppImage can replace itself.
      possible: app.isPackaged && (platform !== 'linux' || env.APPIMAGE !== undefined),
      load: loadUpdater,
      passes: isUpdateFeed,
      onChange: (update) => this.#change({ update }),
    });
  }

  #createQuit(): Quit {
    const { home, log } = this.#options;
    return new Quit(this.#electron, {
      tools: () => this.#state.tools,
      hasTold: () => readKept(home).toldOfTools,
      toldOfTools: () => keep(home, { toldOfTools: true }),
      undo: (tool) => this.#tools.undo(tool),
      close: async (graceMs) => {
        this.#updates.close();
        await this.#life.close(graceMs);
        log.flush();
      },
      note: log.note,
    });
  }

  #createPerformer() {
    const { env, platform } = this.#options;
    return performer({
      electron: this.#electron,
      life: this.#life,
      updates: this.#updates,
      env,
      show: (screen, at) => this.#show(screen, at),
      startAtLogin: (on) => this.#change({ login: startAtLogin(this.#electron, on, platform) }),
      useFreePort: () => {
        this.#flags = { ...this.#flags, port: 0 };
      },
      installUpdate: async () => {
        await this.quit.end();
        await this.#updates.install();
      },
    });
  }
}

const NOTHING_WANTED = { signIn: false, budget: false, errors: false };
