import type {
  App,
  BrowserWindow,
  BrowserWindowConstructorOptions,
  Clipboard,
  Dialog,
  Display,
  Dock,
  Menu,
  MessageBoxOptions,
  MessageBoxReturnValue,
  NativeImage,
  NativeTheme,
  Notification,
  NotificationConstructorOptions,
  PowerMonitor,
  Protocol,
  Shell,
  Tray,
} from 'electron';

/**
 * What the shell uses of Electron, and nothing more. It is handed in by `main.ts`, the one file that loads Electron
 * itself, so that everything else runs in plain Node against a stand-in, which the compiler holds to the same shape.
 */
export interface Electron {
  readonly app: Pick<
    App,
    | 'exit'
    | 'getAppPath'
    | 'getLoginItemSettings'
    | 'getPath'
    | 'isPackaged'
    | 'on'
    | 'quit'
    | 'requestSingleInstanceLock'
    | 'setLoginItemSettings'
    | 'setPath'
    | 'whenReady'
  > & {
    /** On macOS alone. */
    readonly dock?: Pick<Dock, 'hide' | 'show'> | undefined;
  };
  readonly BrowserWindow: new (options: BrowserWindowConstructorOptions) => ShellWindow;
  readonly clipboard: Pick<Clipboard, 'writeText'>;
  readonly dialog: Pick<Dialog, 'showErrorBox'> & {
    showMessageBox(options: MessageBoxOptions): Promise<MessageBoxReturnValue>;
  };
  readonly Menu: Pick<typeof Menu, 'buildFromTemplate' | 'setApplicationMenu'>;
  readonly nativeImage: { createFromPath(path: string): NativeImage };
  readonly nativeTheme: Pick<NativeTheme, 'shouldUseDarkColors'>;
  readonly Notification: (new (
    options?: NotificationConstructorOptions,
  ) => ShellNotification) &
    Pick<typeof Notification, 'isSupported'>;
  readonly powerMonitor: Pick<PowerMonitor, 'on'>;
  readonly protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>;
  readonly screen: { getPrimaryDisplay(): Pick<Display, 'bounds'> };
  readonly session: Pick<typeof import('electron').session, 'fromPartition'>;
  readonly shell: Pick<Shell, 'openExternal'>;
  readonly Tray: new (image: NativeImage) => ShellTray;
}

export type ShellWindow = Pick<
  BrowserWindow,
  'focus' | 'isDestroyed' | 'isMinimized' | 'loadURL' | 'on' | 'restore' | 'show'
>;
export type ShellNotification = Pick<Notification, 'on' | 'show'>;
export type ShellTray = Pick<Tray, 'destroy' | 'getBounds' | 'setContextMenu' | 'setImage' | 'setToolTip'>;
