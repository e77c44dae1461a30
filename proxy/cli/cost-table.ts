import { styleText } from 'node:util';
import { addCosts } from '../history/read/costs.ts';
import type { CostGroup, CostRow } from '../history/shapes.ts';
import { type Column, tableLines, widthOf } from './table.ts';
import { dollars, full, short } from './units.ts';

/** What stands where a request has no such thing. */
const NONE: Readonly<Record<CostGroup, string>> = {
  day: '-',
  model: 'no model',
  client: 'unknown',
  session: 'no session',
  project: 'unknown',
};

/** A table with the sum of all rows below it. */
export function costTable(by: CostGroup, rows: readonly CostRow[], stream: NodeJS.WriteStream): string {
  if (rows.length === 0) return '';
  const total = { ...rows.reduce(addCosts), group: 'total', title: null };
  const lines = tableLines(columns(by), [...rows, total], { stream, width: widthOf(stream) });
  const last = styleText('bold', lines.pop() ?? '', { stream });
  return `${[...lines, last, ...notes(total)].join('\n')}\n`;
}

function columns(by: CostGroup): Column<CostRow>[] {
  return [
    { head: by.toUpperCase(), least: 10, cell: (row) => row.title ?? (row.group || NONE[by]) },
    { head: 'REQUESTS', isNumber: true, cell: ({ requests }) => full(requests) },
    { head: 'FRESH', isNumber: true, cell: ({ inputTokens }) => short(inputTokens) },
    { head: 'CACHED', isNumber: true, rank: 2, cell: ({ cacheReadTokens }) => short(cacheReadTokens) },
    { head: 'WRITTEN', isNumber: true, rank: 1, cell: ({ cacheWriteTokens }) => short(cacheWriteTokens) },
    { head: 'OUT', isNumber: true, cell: ({ outputTokens }) => short(outputTokens) },
    { head: 'COST', isNumber: true, cell: costOf },
    { head: 'SAVED', isNumber: true, cell: ({ savedMicros }) => (savedMicros === 0 ? '' : dollars(savedMicros)) },
  ];
}

/** A plus says that there is more, which nobody knows the price of. */
function costOf({ costMicros, requests, unpriced }: CostRow): string {
  if (unpriced === requests) return 'unpriced';
  return unpriced > 0 ? `${dollars(costMicros)} +` : dollars(costMicros);
}

function notes({ unpriced, savedMicros }: CostRow): string[] {
  const unknown = `${full(unpriced)} ${unpriced === 1 ? 'request is' : 'requests are'} unpriced: nobody knows what the model costs.`;
  const saved = `The cache breakpoints that Adit set saved ${dollars(savedMicros)}.`;
  return [
    ...(unpriced > 0 || savedMicros > 0 ? [''] : []),
    ...(unpriced > 0 ? [unknown, 'A price of your own goes into the settings: "prices".'] : []),
    ...(savedMicros > 0 ? [saved] : []),
  ];
}
