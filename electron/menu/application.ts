import type { MenuItemConstructorOptions } from 'electron';
import type { Action } from './entry.ts';

/** The menu at the top of the screen while a window is open. Without its Edit roles, copying by keyboard does nothing. */
export function applicationMenu(perform: (action: Action) => void): MenuItemConstructorOptions[] {
  return [
    {
      label: 'Adit',
      role: 'appMenu',
      submenu: [
        { role: 'about' },
        { type: 'separator' },
        {
          label: 'Settings…',
          accelerator: 'CommandOrControl+,',
          click: () => perform({ do: 'open', screen: 'settings' }),
        },
        { type: 'separator' },
        { role: 'hide' },
        { role: 'hideOthers' },
        { role: 'unhide' },
        { type: 'separator' },
        { label: 'Quit Adit', accelerator: 'CommandOrControl+Q', click: () => perform({ do: 'quit' }) },
      ],
    },
    {
      label: 'Edit',
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        { type: 'separator' },
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'pasteAndMatchStyle' },
        { role: 'delete' },
        { role: 'selectAll' },
      ],
    },
    {
      label: 'View',
      submenu: [
        {
          label: 'History',
          accelerator: 'CommandOrControl+1',
          click: () => perform({ do: 'open', screen: 'history' }),
        },
        { label: 'Tools', accelerator: 'CommandOrControl+2', click: () => perform({ do: 'open', screen: 'tools' }) },
        { label: 'Doctor', accelerator: 'CommandOrControl+3', click: () => perform({ do: 'open', screen: 'doctor' }) },
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
      ],
    },
    { label: 'Window', submenu: [{ role: 'minimize' }, { role: 'zoom' }, { role: 'close' }, { role: 'front' }] },
  ];
}
