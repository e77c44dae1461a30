import type { DatabaseSync } from 'node:sqlite';
import type { HistorySettings } from '../worker-messages.ts';
import { STEP } from './removal.ts';

const DAY_MS = 24 * 60 * 60_000;
const MEGABYTE = 1024 * 1024;

/** Milliseconds: how often it is looked for what is too old; between two steps; without news before a step is taken. */
const LOOK_MS = 5 * 60_000;
const STEP_MS = 100;
const QUIET_MS = 500;

/** Takes a few requests after the other, when nothing else happens. */
export class Retention {
  readonly #step: () => boolean;
  #timer: NodeJS.Timeout | undefined;
  #lastNews = Number.NEGATIVE_INFINITY;

  /** `step` deletes a few requests, and says whether there may be more. It must not throw. */
  constructor(step: () => boolean) {
    this.#step = step;
    this.start();
  }

  /** Looks soon, since there may be something to delete. */
  start(): void {
    this.#wait(STEP_MS);
  }

  /** Something has happened: deleting can wait. */
  postpone(): void {
    this.#lastNews = performance.now();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #wait(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#take(), ms).unref();
  }

  #take(): void {
    if (performance.now() - this.#lastNews < QUIET_MS) this.#wait(QUIET_MS);
    else this.#wait(this.#step() ? STEP_MS : LOOK_MS);
  }
}

/** The next few requests that are too old, or beyond the size that the store may have: the oldest first, never pinned ones. */
export function outlived(db: DatabaseSync, { days, megabytes }: HistorySettings, now: number): number[] {
  const oldest = "SELECT seq FROM requests WHERE pinned = 0 AND state <> 'open'";
  const order = `ORDER BY started_at, seq LIMIT ${STEP}`;
  const old = db.prepare(`${oldest} AND started_at < ? ${order}`).all(now - days * DAY_MS);
  const rows = old.length > 0 || usedBytes(db) <= megabytes * MEGABYTE ? old : db.prepare(`${oldest} ${order}`).all();
  return rows.map(({ seq }) => seq as number);
}

/** Bytes of the file that hold something. */
export function usedBytes(db: DatabaseSync): number {
  const value = (name: string) => Number(db.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0);
  return (value('page_count') - value('freelist_count')) * value('page_size');
}
