import type { RequestRow, StoreHealth } from './shapes.ts';

/** What changed in the store since the last change; told at most ten times a second. */
export interface HistoryChange {
  /** Grows by one with each change of this run. */
  readonly version: number;
  /** Requests that are new or changed, as they are now. */
  readonly rows: readonly RequestRow[];
  /** Requests that are gone; `all` where more went than are named. */
  readonly removed: readonly string[] | 'all';
  /** Where it has changed. */
  readonly health?: StoreHealth;
}
