import { EventEmitter } from 'node:events';
import type {
  BrowserWindowConstructorOptions,
  Menu,
  MenuItemConstructorOptions,
  MessageBoxOptions,
  NativeImage,
  NotificationConstructorOptions,
  Session,
  WebContents,
} from 'electron';
import type { Electron, ShellNotification, ShellTray, ShellWindow } from '../../electron/electron.ts';

/** Electron's event listeners, whose types differ by event: what a test emits is typed where it does. */
type On = (event: string, listener: (...args: never[]) => unknown) => never;

type Carrier = (request: Request) => Response | Promise<Response>;

/** What the stand-in notes of a session. */
export class StandInSession extends EventEmitter {
  readonly partition: string;
  readonly options: unknown;
  readonly schemes = new Map<string, Carrier>();
  beforeRequest: ((details: { url: string }, answer: (response: { cancel?: boolean }) => void) => void) | undefined;
  permissionRequest: Parameters<Session['setPermissionRequestHandler']>[0] = null;
  permissionCheck: Parameters<Session['setPermissionCheckHandler']>[0] = null;
  devicePermission: Parameters<Session['setDevicePermissionHandler']>[0] = null;
  spellChecker: boolean | undefined;

  constructor(partition: string, options: unknown) {
    super();
    this.partition = partition;
    this.options = options;
  }

  /** Whether a request of this session would be sent. */
  lets(url: string): boolean {
    let isCancelled = false;
    this.beforeRequest?.({ url }, ({ cancel }) => {
      isCancelled = cancel === true;
    });
    return !isCancelled;
  }

  /** Fetches as a page of this session does. */
  async fetch(url: string, init?: RequestInit): Promise<Response> {
    const carrier = this.schemes.get(new URL(url).protocol.slice(0, -1));
    if (!carrier || !this.lets(url)) throw new TypeError('Failed to fetch');
    return carrier(new Request(url, init));
  }

  asElectron(): Session {
    const parts = {
      protocol: { handle: (scheme: string, carrier: Carrier) => void this.schemes.set(scheme, carrier) },
      webRequest: {
        onBeforeRequest: (listener: unknown) => {
          this.beforeRequest = listener as typeof this.beforeRequest;
        },
      },
      setPermissionRequestHandler: (handler) => {
        this.permissionRequest = handler;
      },
      setPermissionCheckHandler: (handler) => {
        this.permissionCheck = handler;
      },
      setDevicePermissionHandler: (handler) => {
        this.devicePermission = handler;
      },
      setSpellCheckerEnabled: (enable) => {
        this.spellChecker = enable;
      },
      on: this.on.bind(this) as On,
    } satisfies Pick<
      Session,
      | 'on'
      | 'setDevicePermissionHandler'
      | 'setPermissionCheckHandler'
      | 'setPermissionRequestHandler'
      | 'setSpellCheckerEnabled'
    > & {
      protocol: Pick<Session['protocol'], 'handle'>;
      webRequest: Pick<Session['webRequest'], 'onBeforeRequest'>;
    };
    return parts as unknown as Session;
  }
}

/** Electron, as far as the shell uses it: it notes what it is told, and lets a test do what a person would. */
export class StandIn {
  /** What was called, in order, where the order matters. */
  readonly calls: string[] = [];
  readonly appEvents = new EventEmitter();
  readonly powerEvents = new EventEmitter();
  readonly windows: StandInWindow[] = [];
  readonly sessions: StandInSession[] = [];
  readonly notifications: StandInNotification[] = [];
  readonly trays: StandInTray[] = [];
  readonly opened: string[] = [];
  readonly copied: string[] = [];
  readonly errors: string[] = [];
  readonly asked: MessageBoxOptions[] = [];
  readonly schemes: string[] = [];
  readonly paths = new Map<string, string>();
  applicationMenu: MenuItemConstructorOptions[] = [];
  loginStatus: 'not-registered' | 'enabled' | 'requires-approval' = 'not-registered';
  isDark = false;
  isPackaged = true;
  isFirst = true;
  appPath = '/app';
  trayBounds = { x: 0, y: 0, width: 22, height: 24 };
  exitCode: number | undefined;
  isDockShown = true;
  quitAsked = 0;
  /** Which button a person presses; the last one of a question that nothing is said for. */
  press: (options: MessageBoxOptions) => number = ({ buttons = [] }) => buttons.length - 1;
  readonly ready = Promise.withResolvers<void>();

  get tray(): StandInTray {
    const tray = this.trays.at(-1);
    if (!tray) throw new Error('There is no icon');
    return tray;
  }

  get session(): StandInSession {
    const session = this.sessions[0];
    if (!session) throw new Error('There is no session');
    return session;
  }

  /** The app is asked to end, by a menu, a key or the system. Resolves to whether it was held. */
  beforeQuit(): boolean {
    let isHeld = false;
    const event = {
      preventDefault: () => {
        isHeld = true;
      },
    };
    this.appEvents.emit('before-quit', event);
    return isHeld;
  }

  readonly electron: Electron = this.#build();

  #build(): Electron {
    const standIn = this;
    return {
      app: {
        get isPackaged() {
          return standIn.isPackaged;
        },
        dock: {
          show: async () => {
            standIn.isDockShown = true;
          },
          hide: () => {
            standIn.isDockShown = false;
          },
        },
        exit: (code) => {
          standIn.exitCode = code ?? 0;
        },
        getAppPath: () => standIn.appPath,
        getLoginItemSettings: () => {
          const openAtLogin = standIn.loginStatus === 'enabled';
          return { ...LOGIN, openAtLogin, status: standIn.loginStatus };
        },
        getPath: (name) => standIn.paths.get(name) ?? `/paths/${name}`,
        on: standIn.appEvents.on.bind(standIn.appEvents) as On,
        quit: () => {
          standIn.quitAsked++;
          if (!standIn.beforeQuit()) standIn.exitCode = 0;
        },
        requestSingleInstanceLock: () => {
          standIn.calls.push('lock');
          return standIn.isFirst;
        },
        setLoginItemSettings: ({ openAtLogin }) => {
          standIn.loginStatus = openAtLogin ? 'enabled' : 'not-registered';
        },
        setPath: (name, path) => void standIn.paths.set(name, path),
        whenReady: async () => {
          standIn.calls.push('whenReady');
          await standIn.ready.promise;
        },
      },
      BrowserWindow: class extends StandInWindow {
        constructor(options: BrowserWindowConstructorOptions) {
          super(options);
          standIn.windows.push(this);
        }
      },
      clipboard: {
        writeText: async (text) => {
          standIn.copied.push(text);
        },
      },
      dialog: {
        showErrorBox: (title, content) => void standIn.errors.push(`${title}: ${content}`),
        showMessageBox: async (options) => {
          standIn.asked.push(options);
          return { response: standIn.press(options), checkboxChecked: false };
        },
      },
      Menu: {
        buildFromTemplate: (template) => template as unknown as Menu,
        setApplicationMenu: (menu) => {
          standIn.applicationMenu = menu as unknown as MenuItemConstructorOptions[];
        },
      },
      nativeImage: { createFromPath: (path) => path as unknown as NativeImage },
      nativeTheme: {
        get shouldUseDarkColors() {
          return standIn.isDark;
        },
      },
      Notification: class extends StandInNotification {
        constructor(options?: NotificationConstructorOptions) {
          super(options);
          standIn.notifications.push(this);
        }
        static isSupported() {
          return true;
        }
      },
      powerMonitor: { on: standIn.powerEvents.on.bind(standIn.powerEvents) as On },
      protocol: {
        registerSchemesAsPrivileged: (schemes) => {
          standIn.calls.push('schemes');
          standIn.schemes.push(...schemes.map(({ scheme }) => scheme));
        },
      },
      screen: { getPrimaryDisplay: () => ({ bounds: { x: 0, y: 0, width: 1512, height: 982 } }) },
      session: {
        fromPartition: (partition, options) => {
          const session = new StandInSession(partition, options);
          standIn.sessions.push(session);
          return session.asElectron();
        },
      },
      shell: {
        openExternal: async (url) => {
          standIn.opened.push(url);
        },
      },
      Tray: class extends StandInTray {
        constructor(image: NativeImage) {
          super(image, () => standIn.trayBounds);
          standIn.trays.push(this);
        }
      },
    } satisfies Electron;
  }
}

const LOGIN = {
  openAtLogin: false,
  openAsHidden: false,
  wasOpenedAtLogin: false,
  wasOpenedAsHidden: false,
  restoreState: false,
  status: '',
  executableWillLaunchAtLogin: false,
  launchItems: [],
};

class StandInWindow implements ShellWindow {
  readonly events = new EventEmitter();
  readonly options: BrowserWindowConstructorOptions;
  readonly loaded: string[] = [];
  isShown = false;
  #isDestroyed = false;

  constructor(options: BrowserWindowConstructorOptions) {
    this.options = options;
  }

  readonly on = this.events.on.bind(this.events) as On;

  async loadURL(url: string): Promise<void> {
    this.loaded.push(url);
  }

  show(): void {
    this.isShown = true;
  }

  /** The person closes it. */
  close(): void {
    this.#isDestroyed = true;
    this.events.emit('closed');
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  isMinimized(): boolean {
    return false;
  }

  focus(): void {}
  restore(): void {}
}

class StandInNotification implements ShellNotification {
  readonly events = new EventEmitter();
  readonly title: string;
  readonly body: string;
  isShown = false;

  constructor({ title = '', body = '' }: NotificationConstructorOptions = {}) {
    this.title = title;
    this.body = body;
  }

  readonly on = this.events.on.bind(this.events) as On;

  show(): void {
    this.isShown = true;
  }
}

class StandInTray implements ShellTray {
  readonly images: string[];
  readonly #bounds: () => Electron.Rectangle;
  toolTip = '';
  menu: MenuItemConstructorOptions[] = [];
  isDestroyed = false;

  constructor(image: NativeImage, bounds: () => Electron.Rectangle) {
    this.images = [image as unknown as string];
    this.#bounds = bounds;
  }

  setImage(image: NativeImage | string): void {
    this.images.push(image as unknown as string);
  }

  setToolTip(text: string): void {
    this.toolTip = text;
  }

  setContextMenu(menu: Menu | null): void {
    this.menu = menu as unknown as MenuItemConstructorOptions[];
  }

  getBounds(): Electron.Rectangle {
    return this.#bounds();
  }

  destroy(): void {
    this.isDestroyed = true;
  }

  /** Chooses an entry, by what it begins with, in whichever submenu. */
  choose(label: string): void {
    const item = find(this.menu, label);
    if (!item?.click) throw new Error(`Nothing to choose: ${label}`);
    item.click(undefined as never, undefined, undefined as never);
  }

  get labels(): string[] {
    return this.menu.map(({ label, type }) => label ?? type ?? '');
  }
}

function find(items: readonly MenuItemConstructorOptions[], label: string): MenuItemConstructorOptions | undefined {
  for (const item of items) {
    if (item.label?.startsWith(label)) return item;
    const below = Array.isArray(item.submenu) ? find(item.submenu, label) : undefined;
    if (below) return below;
  }
  return undefined;
}

/** The contents of a window, as far as they are guarded. */
export class StandInContents {
  readonly events = new EventEmitter();
  openWindow: ((details: { url: string }) => { action: string }) | undefined;

  readonly on = this.events.on.bind(this.events) as On;

  setWindowOpenHandler(handler: (details: never) => { action: 'deny' } | { action: 'allow' }): void {
    this.openWindow = handler as unknown as typeof this.openWindow;
  }

  /** Emits an event that can be prevented; gives back whether it was. */
  prevents(event: string, url: string): boolean {
    let isPrevented = false;
    const preventDefault = () => {
      isPrevented = true;
    };
    this.events.emit(event, { url, preventDefault });
    return isPrevented;
  }

  asElectron(): WebContents {
    return this satisfies Pick<WebContents, 'on'> as unknown as WebContents;
  }
}
