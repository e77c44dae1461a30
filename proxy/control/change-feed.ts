import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { HistoryChange } from '../history/changes.ts';
import type { History } from '../history/history.ts';
import type { RequestRow, StoreHealth } from '../history/shapes.ts';
import type { Live } from './live.ts';

/** What the screens are told when requests have come, changed or gone; the data of the event `change`. */
export interface Change {
  /** To be given as `after` when the stream is opened again. */
  readonly version: string;
  /** Requests that are new or changed, as they are now; each once. */
  readonly rows: readonly RequestRow[];
  /** Ids of requests that are gone. */
  readonly removed: readonly string[];
  /** Where it has changed. */
  readonly health?: StoreHealth;
}

/** Data of `ready`, the first event; and of `reset`: what the screens have is out of date, and is to be asked for anew. */
export interface Version {
  readonly version: string;
}

/** How often a view is told of changes at most, in milliseconds. */
const PAUSE_MS = 100;

/** Versions of the history as the screens see them. They name the run, since each run counts anew. */
export class ChangeFeed {
  readonly #history: History;
  readonly #run = randomBytes(6).toString('base64url');

  constructor(history: History) {
    this.#history = history;
  }

  /** A version's number as a text that is good for this run alone. */
  versionOf(number: number): string {
    return `${this.#run}.${number}`;
  }

  /**
   * Tells of all changes after `after`, else of those from now on. Each is taken from the history only when the page can
   * take it: a page that reads slowly, or was away, is told in one piece what it missed, or `reset` where too much was.
   */
  async tell({ send, over }: Live, after: string | undefined): Promise<void> {
    let sent = after === undefined ? this.#history.version : this.#numberOf(after);
    await send('ready', { version: after ?? this.versionOf(this.#history.version) } satisfies Version);
    while (!over.aborted) {
      const changes = sent === undefined ? undefined : this.#history.since(sent);
      const change = changes && merged(changes);
      if (changes?.length === 0) {
        await this.#next(over);
        continue;
      }
      sent = changes?.at(-1)?.version ?? this.#history.version;
      const version = this.versionOf(sent);
      if (change) await send('change', { version, ...change } satisfies Change, version);
      else await send('reset', { version } satisfies Version, version);
      await delay(PAUSE_MS, undefined, { signal: over }).catch(() => {});
    }
  }

  /** Resolves at the next change, or when it is over. */
  async #next(over: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = () => resolve();
    const silence = this.#history.listen(wake);
    over.addEventListener('abort', wake);
    await promise;
    over.removeEventListener('abort', wake);
    silence();
  }

  /** Undefined for a version of another run, or one that this run has not come to. */
  #numberOf(version: string): number | undefined {
    const [, run, number] = /^(.+)\.(\d+)$/.exec(version) ?? [];
    return run === this.#run && Number(number) <= this.#history.version ? Number(number) : undefined;
  }
}

/** Several changes as one; undefined where it is not told which requests are gone. */
function merged(changes: readonly HistoryChange[]): Omit<Change, 'version'> | undefined {
  const rows = new Map<string, RequestRow>();
  const gone = new Set<string>();
  let health: StoreHealth | undefined;
  for (const change of changes) {
    if (change.removed === 'all') return undefined;
    for (const row of change.rows) {
      rows.set(row.id, row);
      gone.delete(row.id);
    }
    for (const id of change.removed) {
      rows.delete(id);
      gone.add(id);
    }
    health = change.health ?? health;
  }
  return { rows: [...rows.values()], removed: [...gone], ...(health ? { health } : {}) };
}
