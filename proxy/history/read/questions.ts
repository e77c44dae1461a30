import type { DatabaseSync } from 'node:sqlite';
import type { Questions } from '../questions.ts';
import type { Live } from '../store/live.ts';
import { readCosts } from './costs.ts';
import { readDetail } from './detail.ts';
import { readDiff } from './diff/diff.ts';
import { exportPiece } from './export/export.ts';
import { readPage, rowsOf, Totals } from './pages.ts';
import { readSessions } from './sessions.ts';
import { eventsOf } from './wire.ts';

/** The questions that change nothing. */
export type Readers = Omit<Questions, 'remove' | 'pin' | 'health'>;

/**
 * Answers from an open store, which may be open for reading alone; `live` knows what of open requests is not in it yet.
 * Each answer is of one moment. Throws AditError for a search that cannot be read.
 */
export function createReaders(db: DatabaseSync, live: Live): Readers {
  const totals = new Totals(db);
  return {
    page: (query, before, limit) => readPage(db, query, before, limit, { version: live.version, totals }),
    rows: (ids) => rowsOf(db, ids),
    detail: (id) => readDetail(db, id, live),
    events: (id, after) => eventsOf(db, id, after, live),
    diff: (id, against) => readDiff(db, id, against),
    sessions: (query, limit) => readSessions(db, query, limit),
    costs: (by, query) => readCosts(db, by, query),
    export: (format, query, after) => exportPiece(db, format, query, after, live),
  };
}
