import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { AditError, reason } from '../../errors.ts';
import { VERSION } from './migrations.ts';

/** Milliseconds that one who finds the file locked waits. */
export const BUSY_MS = 3000;

/**
 * Opens the store for reading, beside an engine that may write it; undefined where there is none. Throws AditError where
 * it cannot be read.
 */
export function openReadOnly(file: string): DatabaseSync | undefined {
  if (!existsSync(file)) return undefined;
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, { readOnly: true, timeout: BUSY_MS });
    const version = versionOf(db);
    if (version > VERSION) throw new Error('a newer Adit has written it');
    // Begun, and nothing is in it yet.
    if (version === 0) {
      db.close();
      return undefined;
    }
    return db;
  } catch (error) {
    db?.close();
    throw new AditError('api_error', `The history (${file}) cannot be read: ${reason(error)}.`, { cause: error });
  }
}

/** The version of the tables; 0 of a new file. */
export function versionOf(db: DatabaseSync): number {
  return db.prepare('PRAGMA user_version').get()?.user_version as number;
}
