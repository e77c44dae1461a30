import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isLocked } from './database.ts';

/** The right to write a store, which one program has at a time. */
export interface Ownership {
  release(): void;
}

/** How long one who only looks may have the lock, in milliseconds. */
const LOOK_MS = 200;

/** Whether some program has the right to write the store `file` now. */
export function isOwned(file: string): boolean {
  const lock = `${file}.lock`;
  if (!existsSync(lock)) return false;
  const db = new DatabaseSync(lock, { readOnly: true, timeout: 0 });
  try {
    db.prepare('SELECT 1 FROM sqlite_schema').get();
    return false;
  } catch (error) {
    return isLocked(error);
  } finally {
    db.close();
  }
}

/**
 * Takes the right to write the store `file`; undefined where another program has it. It is a lock on a file beside it,
 * which the system lets go of however its holder ends. Makes the folder. Throws where the file cannot be written.
 */
export function takeOwnership(file: string): Ownership | undefined {
  // Not with `recursive`, which never ends where a system refuses folders with ENOENT, as /proc does.
  if (!existsSync(dirname(file))) mkdirSync(dirname(file), { mode: 0o700 });
  const lock = `${file}.lock`;
  const db = new DatabaseSync(lock, { timeout: LOOK_MS });
  try {
    chmodSync(lock, 0o600);
    db.exec('PRAGMA journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
    return { release: () => db.close() };
  } catch (error) {
    db.close();
    if (isLocked(error)) return undefined;
    throw error;
  }
}
