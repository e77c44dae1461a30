import { chmodSync, existsSync, renameSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { AditError, reason } from '../../errors.ts';
import { migrate, VERSION } from './migrations.ts';

/** Milliseconds that one who finds the file locked waits. */
export const BUSY_MS = 3000;

/** What SQLite has beside the file. */
const SUFFIXES = ['', '-wal', '-shm'] as const;

/** An opened store. */
export interface Opened {
  readonly db: DatabaseSync;
  /** Where a corrupt file was put; null where there was none. */
  readonly setAside: string | null;
}

/**
 * Opens the store for writing, new or old, and brings it to the newest version. A file that is damaged is moved aside and a
 * new one begun. Throws AditError where a newer program wrote it; else what the database throws.
 */
export function openStore(file: string): Opened {
  try {
    return { db: open(file), setAside: null };
  } catch (error) {
    if (!isCorrupt(error)) throw error;
    const setAside = moveAside(file);
    return { db: open(file), setAside };
  }
}

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
    if (version === VERSION) return db;
    // Begun, and nothing is in it yet; or of an earlier version, which the engine brings to this one.
    db.close();
    if (version === 0) return undefined;
    throw new Error('an earlier Adit has written it: start this one once');
  } catch (error) {
    if (db?.isOpen) db.close();
    throw new AditError('api_error', `The history (${file}) cannot be read: ${reason(error)}.`, { cause: error });
  }
}

/** The version of the tables; 0 of a new file. */
export function versionOf(db: DatabaseSync): number {
  return db.prepare('PRAGMA user_version').get()?.user_version as number;
}

/** SQLITE_CORRUPT and SQLITE_NOTADB, whatever further bits say (https://sqlite.org/rescode.html). */
export function isCorrupt(error: unknown): boolean {
  return codeOf(error) === 11 || codeOf(error) === 26;
}

/**
 * Whether an error is one of the file or the machine, which hits whatever is written: PERM, BUSY, LOCKED, NOMEM, READONLY,
 * IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB (https://sqlite.org/rescode.html). Any other is of what was written.
 */
export function isOfFile(error: unknown): boolean {
  return [3, 5, 6, 7, 8, 10, 11, 13, 14, 15, 26].includes(codeOf(error));
}

/** SQLITE_BUSY and SQLITE_LOCKED. */
export function isLocked(error: unknown): boolean {
  return codeOf(error) === 5 || codeOf(error) === 6;
}

/** SQLITE_FULL. */
export function isFull(error: unknown): boolean {
  return codeOf(error) === 13;
}

/** What tells a file from another one of its name; undefined where there is none. */
export function fileIdentity(file: string): string | undefined {
  const { dev, ino } = statSync(file, { throwIfNoEntry: false }) ?? {};
  return ino === undefined ? undefined : `${dev} ${ino}`;
}

/** Moves a store with all that belongs to it aside; gives back where it is now. */
export function moveAside(file: string): string {
  const aside = `${file}.corrupt-${new Date().toISOString().replace(/[:.]/g, '-')}`;
  for (const suffix of SUFFIXES) if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
  return aside;
}

/** Makes what SQLite writes readable for the person alone; it gives new files the rights of the first. */
function restrict(file: string): void {
  for (const suffix of SUFFIXES) if (existsSync(file + suffix)) chmodSync(file + suffix, 0o600);
}

function open(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { timeout: BUSY_MS });
  try {
    restrict(file);
    // Before there is a table; what is deleted gives its room back step by step.
    db.exec('PRAGMA auto_vacuum = INCREMENTAL');
    db.exec('PRAGMA journal_mode = WAL');
    // In WAL, a crash of the machine loses the last moments, and never damages the file.
    db.exec('PRAGMA synchronous = NORMAL');
    db.exec('PRAGMA secure_delete = ON');
    db.exec('PRAGMA foreign_keys = ON');
    const version = versionOf(db);
    if (version > VERSION) throw newer(file);
    if (statSync(file).size <= MAX_CHECKED) check(db);
    migrate(db, version);
    restrict(file);
    db.exec("UPDATE requests SET state = 'cut' WHERE state = 'open'");
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Bytes of a file that is read through when it is opened: a larger one would hold up the start. */
const MAX_CHECKED = 64 * 1024 * 1024;

/** Reads the whole file once. What is damaged in a larger one shows when it is read. */
function check(db: DatabaseSync): void {
  const problem = db.prepare('PRAGMA quick_check(1)').get()?.quick_check;
  if (problem !== 'ok') throw Object.assign(new Error(`The file is damaged: ${problem}`), { errcode: 11 });
}

function newer(file: string): AditError {
  return new AditError('api_error', `A newer Adit has written ${file}. It is left alone, and nothing is kept.`);
}

function codeOf(error: unknown): number {
  const code = (error as { errcode?: unknown }).errcode;
  return typeof code === 'number' ? code % 256 : 0;
}
