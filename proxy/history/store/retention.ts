import type { DatabaseSync } from 'node:sqlite';
import type { HistorySettings } from '../worker-messages.ts';
import { STEP } from './removal.ts';

const DAY_MS = 24 * 60 * 60_000;
const MEGABYTE = 1024 * 1024;

/** The next few requests that are too old, or beyond the size that the store may have: the oldest first, never pinned ones. */
export function outlived(db: DatabaseSync, { days, megabytes }: HistorySettings, now: number): number[] {
  const oldest = "FROM requests WHERE pinned = 0 AND state <> 'open'";
  const old = seqsOf(
    db,
    `SELECT seq ${oldest} AND started_at < ? ORDER BY started_at, seq LIMIT ${STEP}`,
    now - days * DAY_MS,
  );
  if (old.length > 0 || usedBytes(db) <= megabytes * MEGABYTE) return old;
  return seqsOf(db, `SELECT seq ${oldest} ORDER BY started_at, seq LIMIT ?`, STEP);
}

/** Bytes of the file that hold something. */
export function usedBytes(db: DatabaseSync): number {
  const value = (name: string) => Number(Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0] ?? 0);
  return (value('page_count') - value('freelist_count')) * value('page_size');
}

function seqsOf(db: DatabaseSync, sql: string, parameter: number): number[] {
  return db
    .prepare(sql)
    .all(parameter)
    .map(({ seq }) => seq as number);
}
