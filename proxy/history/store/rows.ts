import type { SQLOutputValue } from 'node:sqlite';
import type { PriceUsed, RequestRow } from '../shapes.ts';

type Row = Record<string, SQLOutputValue>;

const FLAGS: ReadonlySet<string> = new Set(['stream', 'pinned']);
const LISTS: ReadonlySet<string> = new Set(['tries', 'notes', 'tools']);

/** Columns of `requests` that are no field of RequestRow. */
const NOT_IN_ROW: ReadonlySet<string> = new Set(['price', 'previous']);

/** A row of `SELECT * FROM requests` as lists show it. */
export function rowOf(row: Row): RequestRow {
  const fields = Object.entries(row).filter(([column]) => !NOT_IN_ROW.has(column));
  return Object.fromEntries(fields.map(([column, value]) => [camel(column), read(column, value)])) as never;
}

/** The price that a row was reckoned by; null where there was none. */
export function priceOf({ price }: Row): PriceUsed | null {
  return typeof price === 'string' ? (JSON.parse(price) as PriceUsed) : null;
}

/** A field's value as its column has it. */
export function columnValue(value: unknown): string | number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'object' ? JSON.stringify(value) : (value as string | number);
}

function read(column: string, value: SQLOutputValue | undefined): unknown {
  if (FLAGS.has(column)) return value === 1;
  return LISTS.has(column) ? JSON.parse(String(value)) : value;
}

/** `cache_write_5m_tokens` is `cacheWrite5mTokens`. */
function camel(column: string): string {
  return column.replace(/_([a-z\d])/g, (_, letter: string) => letter.toUpperCase());
}
