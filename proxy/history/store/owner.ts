import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isLocked } from './database.ts';

/** The right to write a store, which one program has at a time. */
export interface Ownership {
  release(): void;
}

/**
 * Takes the right to write the store `file`; undefined where another program has it. It is a lock on a file beside it,
 * which the system lets go of however its holder ends. Makes the folder. Throws where the file cannot be written.
 */
export function takeOwnership(file: string): Ownership | undefined {
  // Not with `recursive`, which never ends where a system refuses folders with ENOENT, as /proc does.
  if (!existsSync(dirname(file))) mkdirSync(dirname(file), { mode: 0o700 });
  const lock = `${file}.lock`;
  const db = new DatabaseSync(lock, { timeout: 0 });
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
