import type { ShellState, ToolView } from '../../state/state.ts';
import { type Entry, item, menu } from '../entry.ts';

/** What a menu says of a tool's state. */
const WORDS: Readonly<Record<ToolView['state'], string>> = {
  'not-found': 'not found',
  'not-set-up': 'not set up',
  'set-up': 'set up',
  elsewhere: 'set up elsewhere',
  drifted: 'changed since',
};

/** A tool each: choosing one opens the window that shows what would be changed. Nothing is changed from the menu. */
export function toolEntries({ tools }: ShellState): Entry[] {
  const found = tools.filter(({ state }) => state !== 'not-found');
  const entries = found.map(({ id, name, state }) =>
    item(`Configure ${name}… (${WORDS[state]})`, { do: 'open', screen: 'tools', at: id }),
  );
  return [menu('Tools', [...entries, item('All Tools…', { do: 'open', screen: 'tools' })])];
}
