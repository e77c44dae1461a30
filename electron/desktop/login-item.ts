import type { Electron } from '../electron.ts';
import type { LoginItem } from '../state/state.ts';

/** Where macOS lets the person allow what starts at login. */
export const LOGIN_ITEMS_PANE = 'x-apple.systempreferences:com.apple.LoginItems-Settings.extension';

/** Whether Adit is started at login. macOS may want the person's leave, and takes it back where they say so. */
export function loginItem({ app }: Pick<Electron, 'app'>, platform: NodeJS.Platform): LoginItem {
  if (platform !== 'darwin' && platform !== 'win32') return 'unavailable';
  // An app that is run from its sources would have Electron itself started.
  if (!app.isPackaged) return 'unavailable';
  const { status, openAtLogin } = app.getLoginItemSettings();
  if (status === 'requires-approval') return 'requires-approval';
  return openAtLogin ? 'on' : 'off';
}

/** Says whether Adit is to be started at login, and gives back how it is then. */
export function startAtLogin(electron: Pick<Electron, 'app'>, on: boolean, platform: NodeJS.Platform): LoginItem {
  electron.app.setLoginItemSettings({ openAtLogin: on });
  return loginItem(electron, platform);
}
