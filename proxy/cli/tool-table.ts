import { styleText } from 'node:util';
import type { State, ToolRow } from '../clients/clients.ts';
import { wrap } from '../doctor/wrap.ts';

const WIDTH = 80;
const HEAD = ['TOOL', '', 'VERSION', 'STATE'];

const COLOURS: Readonly<Record<State, 'green' | 'yellow' | 'dim'>> = {
  'not set up': 'dim',
  'set up': 'green',
  'set up elsewhere': 'yellow',
  drifted: 'yellow',
};

/** The tools of this machine and how they stand; below, what Adit could set up besides, and what cannot be read. */
export function toolTable(tools: readonly ToolRow[], stream: NodeJS.WriteStream): string {
  const here = tools.filter(({ installed, state }) => installed !== null || state === 'set up' || state === 'drifted');
  const others = tools.filter((tool) => !here.includes(tool));
  const rows = here.map(({ id, title, installed, state }) => [
    id,
    title,
    installed?.version ?? '-',
    state ?? 'unreadable',
  ]);
  const widths = HEAD.map((head, at) => Math.max(head.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  const body = rows.map((row, at) => {
    const state = here[at]?.state;
    const text = line(row);
    const cell = row[3] ?? '';
    return text.slice(0, text.length - cell.length) + styleText(state ? COLOURS[state] : 'red', cell, { stream });
  });
  const problems = here.flatMap(({ problem }) => (problem === null ? [] : ['', ...wrap(problem, WIDTH)]));
  const missing =
    others.length === 0 ? [] : ['', ...wrap(`Not found here: ${others.map(({ id }) => id).join(', ')}.`, WIDTH)];
  const hint = here.length === 0 ? [] : ['', 'adit configure TOOL sets one up; --dry-run shows the change first.'];
  const head =
    rows.length === 0
      ? ['No tool that Adit can set up was found on this machine.']
      : [styleText('bold', line(HEAD), { stream })];
  return `${[...head, ...body, ...problems, ...missing, ...hint].join('\n')}\n`;
}
