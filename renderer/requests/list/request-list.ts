import type { Change } from '../../../proxy/control/change-feed.ts';
import type { ListPage } from '../../../proxy/control/routes/history.ts';
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
  /** How often the newest page was asked for, and how many changes were told. */
  #round = 0;
  #changes = 0;
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
    void this.#renew(true);
    const silence = listenToFeed((event) => {
      if (event.kind === 'gap') void this.#renew(true);
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

  /** Asks for the newest page anew. `isAfresh`: what was there before may be gone altogether. */
  async #renew(isAfresh: boolean): Promise<void> {
    const round = ++this.#round;
    const changes = this.#changes;
    try {
      const page = await this.#page(Math.min(NEXT_PAGE, Math.max(FIRST_PAGE, this.#rows.length)), null);
      // A later question has the newer answer, whichever comes first.
      if (round !== this.#round) return;
      this.#merge(page, isAfresh);
      this.#publish();
      // The page may be older than what has changed while it was on its way.
      if (changes !== this.#changes) this.#renewSoon();
    } catch (error) {
      if (round === this.#round) this.#fail(error);
    }
  }

  #merge(page: ListPage, isAfresh: boolean): void {
    const first = page.rows[0]?.seq ?? 0;
    const last = page.rows.at(-1)?.seq ?? 0;
    const newer = isAfresh || this.#query !== '' ? [] : this.#rows.filter(({ seq }) => seq > first);
    const older = page.next === null ? [] : this.#rows.filter(({ seq }) => seq < last);
    this.#rows = [...newer, ...page.rows, ...older];
    this.#total = page.total + newer.length;
    if (older.length === 0) this.#next = page.next;
  }

  #page(limit: number, before: number | null) {
    const query = { query: this.#query, limit: String(limit), ...(before !== null && { before: String(before) }) };
    return answerOf(api.history.$get({ query }));
  }

  #take(change: Change): void {
    this.#changes++;
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
      void this.#renew(false);
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
