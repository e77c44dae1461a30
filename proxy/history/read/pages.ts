import type { DatabaseSync } from 'node:sqlite';
import type { RequestPage, RequestRow } from '../shapes.ts';
import { rowOf } from '../store/rows.ts';
import type { Condition } from './search/condition.ts';
import { readQuery } from './search/query.ts';

const MAX_PAGE = 1000;

/** Searches whose totals are remembered. */
const MAX_TOTALS = 50;

/** A page of what matches, newest first; `before` is the last page's `next`. At most 1000 rows. */
export function readPage(
  db: DatabaseSync,
  query: string,
  before: number | null,
  limit: number,
  { version, totals }: { version: number; totals: Totals },
): RequestPage {
  const found = readQuery(query, new Date());
  const size = Math.min(Math.max(Math.trunc(limit) || 1, 1), MAX_PAGE);
  const rows = db
    .prepare(`SELECT * FROM requests WHERE ${found.sql} AND seq < ? ORDER BY seq DESC LIMIT ?`)
    .all(...found.params, before ?? Number.MAX_SAFE_INTEGER, size + 1)
    .map(rowOf);
  const shown = rows.slice(0, size);
  const next = rows.length > size ? (shown.at(-1)?.seq ?? null) : null;
  return { rows: shown, next, total: totals.of(found), version };
}

/** How many requests match a search: counted once while nothing is written, since each page of a list asks for it. */
export class Totals {
  readonly #db: DatabaseSync;
  readonly #known = new Map<string, number>();
  #state = '';

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  of({ sql, params }: Condition): number {
    const state = this.#writes();
    if (state !== this.#state || this.#known.size >= MAX_TOTALS) this.#known.clear();
    this.#state = state;
    const key = JSON.stringify([sql, params]);
    const total = this.#known.get(key) ?? this.#count(sql, params);
    this.#known.set(key, total);
    return total;
  }

  #count(sql: string, params: Condition['params']): number {
    const record = this.#db.prepare(`SELECT count(*) AS total FROM requests WHERE ${sql}`).get(...params);
    return Number(record?.total);
  }

  /** Another text after each write: by this connection, or by others. */
  #writes(): string {
    const own = this.#db.prepare('SELECT total_changes() AS count').get()?.count;
    return `${own} ${this.#db.prepare('PRAGMA data_version').get()?.data_version}`;
  }
}

/** Of these requests those that are there, in the order of `ids`. */
export function rowsOf(db: DatabaseSync, ids: readonly string[]): RequestRow[] {
  const statement = db.prepare('SELECT * FROM requests WHERE id = ?');
  return ids.flatMap((id) => {
    const record = statement.get(id);
    return record ? [rowOf(record)] : [];
  });
}

/** The request of this id, where there is one. */
export function rowOfId(db: DatabaseSync, id: string): RequestRow | undefined {
  return rowsOf(db, [id])[0];
}

/** All that match, one by one, newest first or oldest first, from behind a `seq` on where one is given. */
export function* eachRow(
  db: DatabaseSync,
  query: string,
  { order = 'newest', after = null }: { order?: 'newest' | 'oldest'; after?: number | null } = {},
): Generator<RequestRow> {
  const found = readQuery(query, new Date());
  const isNewest = order === 'newest';
  const rest =
    after === null
      ? found
      : { sql: `${found.sql} AND seq ${isNewest ? '<' : '>'} ?`, params: [...found.params, after] };
  const statement = db.prepare(`SELECT * FROM requests WHERE ${rest.sql} ORDER BY seq ${isNewest ? 'DESC' : 'ASC'}`);
  for (const record of statement.iterate(...rest.params)) yield rowOf(record);
}
