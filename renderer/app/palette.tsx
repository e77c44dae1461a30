import './palette.css';
import { type KeyboardEvent, useState } from 'react';
import { Dialog } from '../ui/dialog.tsx';
import { Keys } from '../ui/keys.tsx';
import { allCommands, type Command } from './commands.ts';

/** Every action by its name: words narrow it down, Enter runs it. */
export function Palette({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog title="Find an action" open={open} onClose={onClose} className="palette" hideTitle>
      <Choices onClose={onClose} />
    </Dialog>
  );
}

function Choices({ onClose }: { onClose: () => void }) {
  const [words, setWords] = useState('');
  const [at, setAt] = useState(0);
  const commands = matching(words);
  const chosen = commands[Math.min(at, commands.length - 1)];
  const run = (command: Command | undefined) => {
    if (!command) return;
    onClose();
    // After the dialog has given the focus back: the command may move it.
    setTimeout(command.run);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setAt((now) => (Math.min(now, commands.length - 1) + step + commands.length) % commands.length);
    else if (event.key === 'Enter') run(chosen);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <input
        className="palette-input"
        role="combobox"
        aria-label="Action"
        aria-expanded
        aria-controls="palette-list"
        aria-activedescendant={chosen && `palette-${chosen.id}`}
        placeholder="What should be done?"
        value={words}
        onChange={(event) => {
          setWords(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div className="palette-list" id="palette-list" role="listbox" aria-label="Actions">
        {commands.map((command) => (
          // Keys come to the field; the option is for the pointer.
          <div
            key={command.id}
            id={`palette-${command.id}`}
            className="palette-item"
            role="option"
            aria-selected={command === chosen}
            onClick={() => run(command)}
            onMouseMove={() => setAt(commands.indexOf(command))}
            ref={(element) => {
              if (command === chosen) element?.scrollIntoView({ block: 'nearest' });
            }}
          >
            <span className="palette-group">{command.group}</span>
            <span className="cut">{command.title}</span>
            {command.keys?.[0] && <Keys chord={command.keys[0]} />}
          </div>
        ))}
      </div>
      {commands.length === 0 && <p className="palette-none">No action has these words.</p>}
    </>
  );
}

function matching(words: string): Command[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return allCommands().filter(({ title, group, isKeyOnly }) => {
    const text = `${group} ${title}`.toLowerCase();
    return !isKeyOnly && wanted.every((word) => text.includes(word));
  });
}
