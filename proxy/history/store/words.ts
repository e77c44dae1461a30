import type { DatabaseSync } from 'node:sqlite';

/** Condition on `requests.seq` with one parameter, a query of FTS5: requests that were the first to bring the words. */
export const WITH_WORDS =
  'requests.seq IN (SELECT parts.first FROM words JOIN parts ON parts.id = words.rowid WHERE words MATCH ?)';

/**
 * The requests that were the first to bring words into the store, by `seq`. `query` is one of FTS5
 * (https://sqlite.org/fts5.html#full_text_query_syntax); throws where it is none.
 */
export function requestsWithWords(db: DatabaseSync, query: string): number[] {
  const rows = db.prepare(`SELECT seq FROM requests WHERE ${WITH_WORDS} ORDER BY seq`).all(query);
  return rows.map(({ seq }) => seq as number);
}
