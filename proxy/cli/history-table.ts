import { cacheWrites, statusOf } from '../history/read/export/figures.ts';
import type { RequestRow } from '../history/shapes.ts';
import { type Column, tableLines, widthOf } from './table.ts';
import { ago, dollars, duration, short, time } from './units.ts';

/** Letters of an id that tell requests apart, as a rule; `show` says where they do not. */
const ID_LETTERS = 7;

/** A table for a terminal, newest first as the rows are; as wide as the terminal, 80 columns at least. */
export function historyTable(rows: readonly RequestRow[], now: Date, stream: NodeJS.WriteStream): string {
  const lines = tableLines(columns(now), rows, { stream, width: widthOf(stream), style });
  return lines.map((line) => `${line}\n`).join('');
}

function columns(now: Date): Column<RequestRow>[] {
  return [
    { head: 'ID', cell: ({ id }) => id.replace(/^req_/, '').slice(0, ID_LETTERS) },
    { head: 'TIME', rank: 7, cell: ({ startedAt }) => time(startedAt, now) },
    { head: 'AGO', isNumber: true, cell: ({ startedAt }) => ago(now.getTime() - startedAt) },
    { head: 'CLIENT', least: 8, cell: ({ client }) => client },
    { head: 'MODEL', least: 12, cell: modelOf },
    { head: 'REGION', rank: 3, cell: ({ region }) => region ?? '' },
    { head: 'HTTP', cell: (row) => statusWords(row) },
    { head: 'IN', isNumber: true, cell: (row) => tokens(promptOf(row)) },
    { head: 'HIT', isNumber: true, rank: 9, cell: cacheShare },
    { head: 'OUT', isNumber: true, cell: ({ outputTokens }) => tokens(outputTokens) },
    { head: 'COST', isNumber: true, cell: costOf },
    { head: 'FIRST', isNumber: true, rank: 5, cell: ({ firstEventMs }) => milliseconds(firstEventMs) },
    { head: 'TOOK', isNumber: true, rank: 8, cell: ({ durationMs }) => milliseconds(durationMs) },
    { head: 'ENDED BY', rank: 2, cell: ({ stopReason, error }) => error ?? stopReason ?? '' },
    { head: 'TOOLS', rank: 1, least: 10, cell: ({ tools }) => tools.join(' ') },
  ];
}

function style(row: RequestRow): 'red' | 'dim' | 'green' | undefined {
  if (row.state === 'open') return 'green';
  if (row.state === 'cut' || row.status >= 400 || row.error !== null) return 'red';
  return row.kind === 'answer' ? undefined : 'dim';
}

/** The client's word for the model; the path of a request that names none. */
function modelOf({ model, servedModel, method, path }: RequestRow): string {
  return model ?? servedModel ?? `${method} ${path}`;
}

function statusWords(row: RequestRow): string {
  const status = statusOf(row);
  return status === 499 ? 'left' : status === 0 ? '-' : String(status);
}

/** Tokens of the whole prompt, cached or not. */
function promptOf(row: RequestRow): number | null {
  return row.inputTokens === null ? null : row.inputTokens + (row.cacheReadTokens ?? 0) + (cacheWrites(row) ?? 0);
}

function cacheShare(row: RequestRow): string {
  const prompt = promptOf(row);
  return prompt ? `${Math.floor((100 * (row.cacheReadTokens ?? 0)) / prompt)}%` : '';
}

function costOf(row: RequestRow): string {
  if (row.costMicros !== null) return dollars(row.costMicros);
  return row.inputTokens === null || row.state === 'open' || row.kind === 'count' ? '' : 'unpriced';
}

function tokens(count: number | null): string {
  return count === null ? '' : short(count);
}

function milliseconds(ms: number | null): string {
  return ms === null ? '' : duration(ms);
}
