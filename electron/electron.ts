/**
 * What the shell uses of Electron. It is handed in by `main.ts`, the one file that loads Electron itself, so that
 * everything else runs in plain Node, against a stand-in that has exactly these parts.
 */
export type Electron = Pick<
  typeof import('electron'),
  | 'app'
  | 'BrowserWindow'
  | 'clipboard'
  | 'dialog'
  | 'Menu'
  | 'nativeImage'
  | 'nativeTheme'
  | 'Notification'
  | 'powerMonitor'
  | 'protocol'
  | 'screen'
  | 'session'
  | 'shell'
  | 'Tray'
>;
