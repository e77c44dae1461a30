import { join } from 'node:path';
import type { MenuItemConstructorOptions } from 'electron';
import type { Electron, ShellTray } from '../electron.ts';
import type { ShellState } from '../state/state.ts';
import { type IconName, iconFor, toolTipFor } from './icon.ts';

type Parts = Pick<Electron, 'app' | 'Menu' | 'nativeImage' | 'screen' | 'Tray'>;

/** The icon in the menu bar, and the menu behind it. */
export class TrayIcon {
  readonly #electron: Parts;
  readonly #folder: string;
  readonly #platform: NodeJS.Platform;
  readonly #tray: ShellTray;
  #shown: IconName = 'off';

  constructor(electron: Parts, platform: NodeJS.Platform) {
    this.#electron = electron;
    this.#platform = platform;
    this.#folder = join(electron.app.getAppPath(), 'assets/icons/tray');
    this.#tray = new electron.Tray(this.#image(this.#shown));
  }

  /** Shows a state. Nothing is drawn anew that is shown already. */
  show(state: ShellState): void {
    const icon = iconFor(state);
    if (icon !== this.#shown) this.#tray.setImage(this.#image(icon));
    this.#shown = icon;
    this.#tray.setToolTip(toolTipFor(state));
  }

  showMenu(template: MenuItemConstructorOptions[]): void {
    this.#tray.setContextMenu(this.#electron.Menu.buildFromTemplate(template));
  }

  /** Whether macOS keeps the icon out of its menu bar: it is made without an error then, and put below the screen. */
  get isHidden(): boolean {
    if (this.#platform !== 'darwin') return false;
    const { screen } = this.#electron;
    return isBelow(this.#tray.getBounds(), screen.getPrimaryDisplay().bounds);
  }

  destroy(): void {
    this.#tray.destroy();
  }

  #image(icon: IconName) {
    // The name tells macOS that it may paint it: https://www.electronjs.org/docs/latest/api/native-image#template-image-macos
    const file = `${icon}${this.#platform === 'darwin' ? 'Template' : ''}.png`;
    return this.#electron.nativeImage.createFromPath(join(this.#folder, file));
  }
}

/** Where macOS 26 puts an icon that the person does not allow in the menu bar: at the height of the screen, or lower. */
export function isBelow(icon: { y: number }, screen: { y: number; height: number }): boolean {
  return icon.y >= screen.y + screen.height;
}
