import type { DatabaseSync } from 'node:sqlite';
import { SCHEMA } from './schema.ts';

/**
 * What makes each version of the tables out of the one before it. A step that was once published never changes: a new
 * version is a new step, and SCHEMA always that of the newest.
 */
export const STEPS: readonly ((db: DatabaseSync) => void)[] = [(db) => db.exec(SCHEMA)];

/** The version that this program reads and writes. */
export const VERSION = STEPS.length;

/** Brings a store from any earlier version to this one: all of it or nothing. */
export function migrate(db: DatabaseSync, from: number): void {
  if (from === VERSION) return;
  db.exec('BEGIN IMMEDIATE');
  try {
    for (const step of STEPS.slice(from)) step(db);
    db.exec(`PRAGMA user_version = ${VERSION}`);
    db.exec('COMMIT');
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}
