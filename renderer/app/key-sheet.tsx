import './key-sheet.css';
import { Dialog } from '../ui/dialog.tsx';
import { Keys } from '../ui/keys.tsx';
import { allCommands, type Command } from './commands.ts';

/** All keys that do something here, by what they are about. */
export function KeySheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog title="Keyboard shortcuts" open={open} onClose={onClose} className="key-sheet">
      <Groups />
    </Dialog>
  );
}

function Groups() {
  const groups = Map.groupBy(
    allCommands().filter(({ keys }) => keys),
    ({ group }) => group,
  );
  return (
    <div className="key-groups">
      {[...groups].map(([group, commands]) => (
        <section key={group}>
          <h3>{group}</h3>
          <dl>
            {commands.map((command) => (
              <KeyRow key={command.id} command={command} />
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}

function KeyRow({ command: { title, keys = [] } }: { command: Command }) {
  return (
    <div className="key-row">
      <dt>{title}</dt>
      <dd>
        {keys.map((chord) => (
          <Keys key={chord} chord={chord} />
        ))}
      </dd>
    </div>
  );
}
