import type { Session } from 'electron';
import type { UpdateState } from '../state/state.ts';

/** What is used of electron-updater. */
export interface Updater {
  autoDownload: boolean;
  autoInstallOnAppQuit: boolean;
  logger: unknown;
  readonly netSession: Pick<Session, 'webRequest'>;
  on(event: 'update-available' | 'update-downloaded', listener: (info: { version: string }) => void): unknown;
  on(event: 'update-not-available', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  checkForUpdates(): Promise<unknown>;
  quitAndInstall(): void;
}

export interface UpdatesOptions {
  /** Whether the person has said yes. Asked each time: without it, nothing is even loaded. */
  readonly allowed: () => boolean;
  /** Whether this is an app that can be replaced: a signed one that was installed. */
  readonly possible: boolean;
  readonly load: () => Promise<Updater>;
  /** Whether the door lets a request through. */
  readonly passes: (url: URL) => boolean;
  readonly onChange: (state: UpdateState) => void;
}

/** How often releases are looked for, in milliseconds. */
const EVERY_MS = 6 * 3600_000;

/** Looks for new releases, if the person has said yes, and fetches them; they are installed when the app is quit. */
export class Updates {
  readonly #options: UpdatesOptions;
  #updater: Promise<Updater> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #state: UpdateState = { state: 'off' };

  constructor(options: UpdatesOptions) {
    this.#options = options;
  }

  get state(): UpdateState {
    return this.#state;
  }

  /** Whether the person has said yes. */
  get isAllowed(): boolean {
    return this.#options.allowed();
  }

  /** Begins to look, or ends it, as the settings say now. */
  settingsChanged(): void {
    const on = this.#options.allowed() && this.#options.possible;
    clearInterval(this.#timer);
    this.#timer = on ? setInterval(() => void this.check(), EVERY_MS).unref() : undefined;
    if (!on) this.#set({ state: 'off' });
    else if (this.#state.state === 'off') void this.check();
  }

  /** Looks now. Nothing happens where the person has not said yes. */
  async check(): Promise<void> {
    const { allowed, possible } = this.#options;
    if (!allowed() || !possible || this.#state.state === 'ready' || this.#state.state === 'downloading') return;
    this.#set({ state: 'checking' });
    try {
      this.#updater ??= this.#start();
      await (await this.#updater).checkForUpdates();
    } catch (error) {
      this.#failed(error);
    }
  }

  async install(): Promise<void> {
    if (this.#state.state === 'ready') (await this.#updater)?.quitAndInstall();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #start(): Promise<Updater> {
    const updater = await this.#options.load();
    updater.autoDownload = true;
    updater.autoInstallOnAppQuit = true;
    updater.logger = null;
    // It has connections of its own; they go where the door lets them, for as long as the person says yes.
    updater.netSession.webRequest.onBeforeRequest(({ url }, answer) => {
      answer({ cancel: !this.#options.allowed() || !this.#options.passes(new URL(url)) });
    });
    updater.on('update-available', ({ version }) => this.#set({ state: 'downloading', version }));
    updater.on('update-not-available', () => this.#set({ state: 'none' }));
    updater.on('update-downloaded', ({ version }) => this.#set({ state: 'ready', version }));
    updater.on('error', (error) => this.#failed(error));
    return updater;
  }

  #failed(error: unknown): void {
    this.#set({ state: 'failed', why: error instanceof Error ? error.message.slice(0, 200) : 'unknown' });
  }

  #set(state: UpdateState): void {
    this.#state = state;
    this.#options.onChange(state);
  }
}
