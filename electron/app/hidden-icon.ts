import type { MessageBoxOptions } from 'electron';
import type { Electron } from '../electron.ts';

/** Where macOS lets the person say which icons the menu bar shows. */
const MENU_BAR_PANE = 'x-apple.systempreferences:com.apple.ControlCenter-Settings.extension';

const TOLD: MessageBoxOptions = {
  type: 'info',
  message: "macOS hides Adit's icon",
  detail:
    'Adit runs, but its icon is not in the menu bar. In System Settings, under Menu Bar, allow Adit among "Allow in the ' +
    'Menu Bar". On a crowded menu bar, quitting other apps makes room. Until then, opening Adit again opens its window.',
  buttons: ['Open System Settings', 'Not Now'],
  defaultId: 0,
  cancelId: 1,
};

/** Says what to do where macOS keeps the icon out of the menu bar. */
export async function tellOfHiddenIcon({ dialog, shell }: Pick<Electron, 'dialog' | 'shell'>): Promise<void> {
  const { response } = await dialog.showMessageBox(TOLD);
  if (response === 0) await shell.openExternal(MENU_BAR_PANE);
}
