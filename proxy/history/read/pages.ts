import type { DatabaseSync } from 'node:sqlite';
import type { RequestPage, RequestRow } from '../shapes.ts';
import { rowOf } from '../store/rows.ts';
import { type Condition, condition } from './search/condition.ts';
import { readQuery } from './search/query.ts';

const MAX_PAGE = 1000;

/** A page of what matches, newest first; `before` is the last page's `next`. At most 1000 rows. */
export function readPage(
  db: DatabaseSync,
  query: string,
  before: number | null,
  limit: number,
  version: number,
): RequestPage {
  const found = readQuery(query, new Date());
  const size = Math.min(Math.max(Math.trunc(limit) || 1, 1), MAX_PAGE);
  const rows = select(db, before === null ? found : earlier(found, before), size + 1);
  const shown = rows.slice(0, size);
  return {
    rows: shown,
    next: rows.length > size ? (shown.at(-1)?.seq ?? null) : null,
    total: count(db, found),
    version,
  };
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

/** How many match. */
export function count(db: DatabaseSync, { sql, params }: Condition): number {
  return Number(db.prepare(`SELECT count(*) AS count FROM requests WHERE ${sql}`).get(...params)?.count ?? 0);
}

function select(db: DatabaseSync, { sql, params }: Condition, limit: number): RequestRow[] {
  const statement = db.prepare(`SELECT * FROM requests WHERE ${sql} ORDER BY seq DESC LIMIT ?`);
  return statement.all(...params, limit).map(rowOf);
}

function earlier(found: Condition, before: number): Condition {
  return condition(`${found.sql} AND seq < ?`, ...found.params, before);
}
