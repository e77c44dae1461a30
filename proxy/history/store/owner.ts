import { chmodSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** The right to write a store, which one program has at a time. */
export interface Ownership {
  release(): void;
}

/**
 * Takes the right to write the store `file`; undefined where another program has it. It is a lock on a file beside it,
 * which the system lets go of however its holder ends.
 */
export function takeOwnership(file: string): Ownership | undefined {
  const lock = `${file}.lock`;
  const db = new DatabaseSync(lock, { timeout: 0 });
  try {
    chmodSync(lock, 0o600);
    db.exec('PRAGMA journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
    return { release: () => db.close() };
  } catch {
    db.close();
    return undefined;
  }
}
