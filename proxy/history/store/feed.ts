import type { HistoryChange } from '../changes.ts';
import type { RequestRow, StoreHealth } from '../shapes.ts';

/** The least time between two changes that are told, in milliseconds. */
const GAP_MS = 100;

/** More ids than these are told as `all`. */
const MAX_REMOVED = 1000;

/** Collects what changed and tells it at most ten times a second. */
export class ChangeFeed {
  readonly #tell: (change: HistoryChange) => void;
  readonly #rowOf: (seq: number) => RequestRow | undefined;
  readonly #changed = new Set<number>();
  #removed: string[] = [];
  #health: StoreHealth | undefined;
  #version = 0;
  #last = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  /** `rowOf` reads a row as it is when it is told. */
  constructor(rowOf: (seq: number) => RequestRow | undefined, tell: (change: HistoryChange) => void) {
    this.#rowOf = rowOf;
    this.#tell = tell;
  }

  /** The number of the last change. */
  get version(): number {
    return this.#version;
  }

  changed(seqs: Iterable<number>): void {
    for (const seq of seqs) this.#changed.add(seq);
    this.#wake();
  }

  removed(ids: readonly string[]): void {
    this.#removed.push(...ids);
    this.#wake();
  }

  health(health: StoreHealth): void {
    this.#health = health;
    this.#wake();
  }

  /** Tells what is left, and no more from now on. */
  close(): void {
    this.#send();
  }

  #wake(): void {
    const wait = Math.max(0, this.#last + GAP_MS - performance.now());
    this.#timer ??= setTimeout(() => this.#send(), wait);
  }

  #send(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#last = performance.now();
    const rows = [...this.#changed].sort((a, b) => a - b).flatMap((seq) => this.#rowOf(seq) ?? []);
    const removed: HistoryChange['removed'] = this.#removed.length > MAX_REMOVED ? 'all' : this.#removed;
    const isNews = rows.length > 0 || removed.length > 0 || this.#health !== undefined;
    const change: HistoryChange = {
      version: this.#version + 1,
      rows,
      removed,
      ...(this.#health ? { health: this.#health } : {}),
    };
    this.#changed.clear();
    this.#removed = [];
    this.#health = undefined;
    if (!isNews) return;
    this.#version++;
    this.#tell(change);
  }
}
