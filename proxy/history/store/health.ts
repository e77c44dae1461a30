import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { AditError, reason } from '../../errors.ts';
import { isCorrupt, isFull, isLocked } from './database.ts';

/** What a person is told of an error of the store: what is wrong, what is lost, and what helps. */
export function problemOf(error: unknown, file: string): string {
  if (error instanceof AditError) return error.message;
  if (isFull(error))
    return `The disk is full: requests are not kept until there is room again. Requests go on as ever.`;
  if (isLocked(error)) return `Another program has locked ${file}: requests are not kept until it lets go of it.`;
  if (isCorrupt(error)) return `${file} is damaged.`;
  return `The history cannot be written to ${file} (${reason(error)}): requests are not kept until it can.`;
}

export function notOwned(file: string): string {
  return `Another Adit writes the history in ${file}: this one shows it, and keeps nothing of its own requests until the other ends.`;
}

/** How many requests are in the store; 0 where it cannot be read. */
export function countRequests(db: DatabaseSync | undefined): number {
  try {
    return Number(db?.prepare('SELECT count(*) AS count FROM requests').get()?.count ?? 0);
  } catch {
    return 0;
  }
}

/** Bytes of the store on disk. */
export function sizeOnDisk(file: string): number {
  return ['', '-wal'].reduce((sum, suffix) => sum + (statSync(file + suffix, { throwIfNoEntry: false })?.size ?? 0), 0);
}
