import type { Session } from 'electron';
import type { Electron, ShellWindow } from '../electron.ts';
import { ORIGIN } from '../security/scheme.ts';
import { SCREENS, type Screen, windowOptions } from './options.ts';

type Parts = Pick<Electron, 'app' | 'BrowserWindow' | 'nativeTheme'>;

/** The windows: one for each screen, made when it is first asked for. While one is open, the app is in the Dock. */
export class Windows {
  readonly #electron: Parts;
  readonly #session: Session;
  readonly #open = new Map<Screen, ShellWindow>();

  constructor(electron: Parts, session: Session) {
    this.#electron = electron;
    this.#session = session;
  }

  /** Shows a screen, `at` a part of it: a tool, a request's id. */
  async show(screen: Screen, at?: string): Promise<void> {
    await this.#electron.app.dock?.show();
    const shown = this.#open.get(screen);
    const window = shown ?? this.#create(screen);
    if (!shown || at !== undefined) await window.loadURL(addressOf(screen, at)).catch(ignoreReplaced);
    if (window.isDestroyed()) return;
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  /** Whether any window is open. */
  get any(): boolean {
    return this.#open.size > 0;
  }

  #create(screen: Screen): ShellWindow {
    const { BrowserWindow, nativeTheme, app } = this.#electron;
    const window = new BrowserWindow(windowOptions(screen, this.#session, nativeTheme.shouldUseDarkColors));
    this.#open.set(screen, window);
    window.on('closed', () => {
      this.#open.delete(screen);
      if (!this.any) app.dock?.hide();
    });
    return window;
  }
}

/** The address of a screen, as the screens' own router reads it. */
export function addressOf(screen: Screen, at?: string): string {
  const part = at === undefined ? '' : `?${new URLSearchParams({ id: at })}`;
  return `${ORIGIN}/console/#/${SCREENS[screen].route}${part}`;
}

/** A load that another one has replaced is no failure. */
function ignoreReplaced(error: unknown): void {
  if ((error as { code?: string }).code !== 'ERR_ABORTED') throw error;
}
