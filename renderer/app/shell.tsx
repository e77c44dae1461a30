import { useEffect, useState } from 'react';
import { useFirstRun } from '../setup/setup.ts';
import { StatusStrip } from '../status/status-strip.tsx';
import { Announcer } from '../ui/announcer.tsx';
import { Toasts } from '../ui/toasts.tsx';
import { listenForKeys, useCommands } from './commands.ts';
import { KeySheet } from './key-sheet.tsx';
import { Palette } from './palette.tsx';
import { Rail } from './rail.tsx';
import { go, useRoute } from './route.ts';
import { SCREENS, screenOf } from './screens.tsx';

/** The window: the rail of screens, the status on top, and the screen that is open. */
export function Shell() {
  const { id, title, component: Body } = screenOf(useRoute().screen);
  const [open, setOpen] = useState<'palette' | 'keys' | null>(null);
  const close = () => setOpen(null);
  useFirstRun();
  useEffect(listenForKeys, []);
  useEffect(() => {
    document.title = `${title} – Adit`;
  }, [title]);
  useCommands([
    {
      id: 'palette',
      title: 'Find an action',
      group: 'Window',
      keys: ['Mod+k'],
      run: () => setOpen('palette'),
      isKeyOnly: true,
    },
    { id: 'keys', title: 'Show all shortcuts', group: 'Window', keys: ['?'], run: () => setOpen('keys') },
    ...SCREENS.map((screen, index) => ({
      id: `go-${screen.id}`,
      title: `Go to ${screen.title}`,
      group: 'Window',
      keys: [`Mod+${index + 1}`],
      run: () => go(screen.id),
    })),
  ]);
  return (
    <div className="window">
      <Rail current={id} onKeys={() => setOpen('keys')} />
      <StatusStrip onPalette={() => setOpen('palette')} />
      <main className="screen" aria-label={title} key={id}>
        <Body />
      </main>
      <Palette open={open === 'palette'} onClose={close} />
      <KeySheet open={open === 'keys'} onClose={close} />
      <Toasts />
      <Announcer />
    </div>
  );
}
