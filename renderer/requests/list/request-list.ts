import type { Change } from '../../../proxy/control/change-feed.ts';
import type { RequestRow } from '../../../proxy/history/shapes.ts';
import { answerOf, api } from '../../api/client.ts';
import { listenToFeed } from '../../api/feed.ts';

/** What the list shows. */
export interface ListState {
  /** Newest first, as far as they are loaded. */
  readonly rows: readonly RequestRow[];
  /** All that match, loaded or not; those that wait are not counted. */
  readonly total: number;
  /** Rows that have come since the list was paused. */
  readonly waiting: number;
  readonly phase: 'loading' | 'ready' | 'failed';
  readonly error: unknown;
}

const FIRST_PAGE = 100;
/** As many as the API gives at once. */
const NEXT_PAGE = 1000;
/** How often a search is asked anew at most while requests come in, in milliseconds. */
const AGAIN_MS = 500;

/** The requests that a search finds: loaded page by page, and kept true as requests come, change and go. */
export class RequestList {
  readonly #query: string;
  readonly #listeners = new Set<() => void>();
  #rows: readonly RequestRow[] = [];
  #total = 0;
  /** Where the next page begins; null at the end. */
  #next: number | null = null;
  #isLoading = false;
  /** Newest row that is shown while the list is paused. */
  #pausedAt: number | null = null;
  #again: ReturnType<typeof setTimeout> | undefined;
  #state: ListState = { rows: [], total: 0, waiting: 0, phase: 'loading', error: null };

  constructor(query: string) {
    this.#query = query;
  }

  get state(): ListState {
    return this.#state;
  }

  /** Loads and follows, until the function that is given back is called. */
  start(): () => void {
    void this.#renew();
    const silence = listenToFeed((event) => {
      if (event.kind === 'gap') void this.#renew();
      else this.#take(event.change);
    });
    return () => {
      silence();
      clearTimeout(this.#again);
      this.#again = undefined;
    };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Loads the page after those that are there. */
  async loadMore(): Promise<void> {
    if (this.#isLoading || this.#next === null) return;
    this.#isLoading = true;
    try {
      const page = await this.#page(NEXT_PAGE, this.#next);
      const last = this.#rows.at(-1)?.seq ?? Number.POSITIVE_INFINITY;
      this.#rows = [...this.#rows, ...page.rows.filter(({ seq }) => seq < last)];
      this.#next = page.next;
      this.#publish();
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#isLoading = false;
    }
  }

  /** Paused, the list keeps what it shows: new rows wait. */
  pause(isPaused: boolean): void {
    this.#pausedAt = isPaused ? (this.#rows[0]?.seq ?? 0) : null;
    this.#publish();
  }

  async #renew(): Promise<void> {
    try {
      const page = await this.#page(Math.min(NEXT_PAGE, Math.max(FIRST_PAGE, this.#rows.length)), null);
      const last = page.rows.at(-1)?.seq ?? 0;
      const older = page.next === null ? [] : this.#rows.filter(({ seq }) => seq < last);
      this.#rows = [...page.rows, ...older];
      this.#total = page.total;
      if (older.length === 0) this.#next = page.next;
      this.#publish();
    } catch (error) {
      this.#fail(error);
    }
  }

  #page(limit: number, before: number | null) {
    const query = { query: this.#query, limit: String(limit), ...(before !== null && { before: String(before) }) };
    return answerOf(api.history.$get({ query }));
  }

  #take(change: Change): void {
    if (this.#state.phase === 'loading') {
      this.#renewSoon();
      return;
    }
    const changed = new Map(change.rows.map((row) => [row.id, row]));
    const gone = new Set(change.removed);
    const before = this.#rows.length;
    const kept = this.#rows.filter(({ id }) => !gone.has(id));
    const newest = kept[0]?.seq ?? 0;
    const known = kept.map((row) => changed.get(row.id) ?? row);
    // Only the engine can tell whether a request matches a search.
    const isAsked = this.#query === '';
    const fresh = isAsked ? change.rows.filter(({ seq }) => seq > newest).sort((a, b) => b.seq - a.seq) : [];
    this.#rows = [...fresh, ...known];
    this.#total += this.#rows.length - before;
    this.#publish();
    if (!isAsked || gone.size > before - kept.length) this.#renewSoon();
  }

  #renewSoon(): void {
    this.#again ??= setTimeout(() => {
      this.#again = undefined;
      void this.#renew();
    }, AGAIN_MS);
  }

  #publish(): void {
    const pausedAt = this.#pausedAt ?? Number.POSITIVE_INFINITY;
    const waiting = this.#rows.findIndex(({ seq }) => seq <= pausedAt);
    const hidden = waiting === -1 ? this.#rows.length : waiting;
    const rows = hidden === 0 ? this.#rows : this.#rows.slice(hidden);
    this.#set({ rows, total: this.#total - hidden, waiting: hidden, phase: 'ready', error: null });
  }

  #fail(error: unknown): void {
    this.#set({ ...this.#state, phase: 'failed', error });
  }

  #set(state: ListState): void {
    this.#state = state;
    for (const tell of this.#listeners) tell();
  }
}
