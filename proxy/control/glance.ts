import { setTimeout as delay } from 'node:timers/promises';
import type { History } from '../history/history.ts';
import type { StoreHealth } from '../history/shapes.ts';

/** What is seen of the history without looking into it. */
export interface Glanced {
  /** What was asked since midnight; null where that is not known. */
  readonly today: Today | null;
  /** How the history is doing; null where that is not known. */
  readonly history: StoreHealth | null;
}

export interface Today {
  readonly requests: number;
  /** Of them: those whose model has no known price, which `costMicros` leaves out. */
  readonly unpriced: number;
  /** Millionths of a US dollar. */
  readonly costMicros: number;
}

/** How long a status waits for a store that is busy, in milliseconds. */
const PATIENCE_MS = 250;

/** Looks at the history for the status, which is wanted at once: a busy store is told of as it was last seen. */
export class Glance {
  readonly #history: History;
  #seen: Glanced = { today: null, history: null };
  #looking: Promise<void> | undefined;

  constructor(history: History) {
    this.#history = history;
  }

  async look(): Promise<Glanced> {
    this.#looking ??= this.#look();
    const waiting = new AbortController();
    const patience = delay(PATIENCE_MS, undefined, { signal: waiting.signal }).catch(() => {});
    await Promise.race([this.#looking, patience]);
    waiting.abort();
    return this.#seen;
  }

  async #look(): Promise<void> {
    const history = this.#history;
    const [days, health] = await Promise.all([
      history.ask('costs', 'day', 'since:today').catch(() => undefined),
      history.ask('health').catch(() => null),
    ]);
    const sum = (field: keyof Today) => days?.reduce((total, row) => total + row[field], 0) ?? 0;
    const today = { requests: sum('requests'), unpriced: sum('unpriced'), costMicros: sum('costMicros') };
    this.#seen = { today: days ? today : null, history: health };
    this.#looking = undefined;
  }
}
