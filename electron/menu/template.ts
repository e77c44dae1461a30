import type { MenuItemConstructorOptions } from 'electron';
import type { Action, Entry } from './entry.ts';

/** A menu as Electron takes it; `perform` does what an entry says. */
export function toTemplate(entries: readonly Entry[], perform: (action: Action) => void): MenuItemConstructorOptions[] {
  return entries.map((entry) => toItem(entry, perform));
}

function toItem(entry: Entry, perform: (action: Action) => void): MenuItemConstructorOptions {
  switch (entry.kind) {
    case 'line':
      return { type: 'separator' };
    case 'text':
      return { label: plain(entry.label), enabled: false };
    case 'menu':
      return { label: plain(entry.label), submenu: toTemplate(entry.entries, perform) };
    case 'item':
      return { label: plain(entry.label), click: () => perform(entry.action) };
    case 'check':
    case 'radio':
      return {
        type: entry.kind === 'check' ? 'checkbox' : 'radio',
        label: plain(entry.label),
        checked: entry.checked,
        click: () => perform(entry.action),
      };
  }
}

/** An ampersand alone would underline the letter behind it, on systems that do so. */
function plain(label: string): string {
  return label.replaceAll('&', '&&');
}
