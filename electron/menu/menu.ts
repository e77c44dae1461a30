import type { ShellState } from '../state/state.ts';
import { type Entry, item, line } from './entry.ts';
import { appEntries } from './sections/app.ts';
import { awsEntries } from './sections/aws.ts';
import { engineEntries } from './sections/engine.ts';
import { requestEntries } from './sections/requests.ts';
import { toolEntries } from './sections/tools.ts';

/** The menu of the icon for a state: sections, with a line between them. */
export function menuFor(state: ShellState, now: Date): Entry[] {
  const sections = [
    engineEntries(state),
    awsEntries(state, now),
    requestEntries(state),
    toolEntries(state),
    [
      item('History…', { do: 'open', screen: 'history' }),
      item('Settings…', { do: 'open', screen: 'settings' }),
      item('Doctor…', { do: 'open', screen: 'doctor' }),
    ],
    appEntries(state),
    [item('Quit Adit', { do: 'quit' })],
  ];
  return sections
    .filter((entries) => entries.length > 0)
    .flatMap((entries, at) => (at === 0 ? entries : [line, ...entries]));
}
