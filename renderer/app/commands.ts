import { useEffect, useId } from 'react';
import { chordOf, isTyping } from './keys.ts';

/** Something that a person can have done: by its key, in the palette, and in the sheet of keys. */
export interface Command {
  readonly id: string;
  readonly title: string;
  /** Heading in the sheet of keys and in the palette. */
  readonly group: string;
  /** Chords that run it (see chordOf); the first is the one that is shown. */
  readonly keys?: readonly string[];
  readonly run: () => void;
  /** Left out of the palette: moving about, which only keys make sense for. */
  readonly isKeyOnly?: boolean;
}

const registry = new Map<string, readonly Command[]>();

/** Offers commands for as long as the component is there. */
export function useCommands(commands: readonly Command[]): void {
  const owner = useId();
  // With every render: commands close over what is shown.
  useEffect(() => void registry.set(owner, commands));
  useEffect(() => () => void registry.delete(owner), [owner]);
}

/** All commands there are now. */
export function allCommands(): Command[] {
  return [...registry.values()].flat();
}

/** Runs commands by their keys, until the function that is given back is called. What is open on top keeps its keys. */
export function listenForKeys(): () => void {
  const onKey = (event: KeyboardEvent) => {
    const chord = chordOf(event);
    if (!chord || event.defaultPrevented || event.isComposing) return;
    if (!chord.startsWith('Mod+') && (isTyping(event) || isSomethingOnTop())) return;
    // What has the focus has its own use for these: buttons, tabs, what scrolls.
    if (/^(?:Enter|Arrow|Home|End)/.test(chord) && event.target !== document.body) return;
    const command = allCommands()
      .reverse()
      .find(({ keys }) => keys?.includes(chord));
    if (!command) return;
    event.preventDefault();
    command.run();
  };
  document.addEventListener('keydown', onKey);
  return () => document.removeEventListener('keydown', onKey);
}

function isSomethingOnTop(): boolean {
  // Messages are dialogs, too, but nobody is asked anything there.
  return document.querySelector(':is([role="dialog"], [role="alertdialog"]):not(.toast), [role="menu"]') !== null;
}
