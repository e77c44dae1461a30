/** The first wait that a throttled client is told, and the longest, in seconds. */
const FIRST_S = 1;
const LONGEST_S = 32;

/** Without a throttle for this long, in milliseconds, a model counts as free again: quotas are per minute. */
const FORGET_MS = 60_000;

/**
 * How long clients are told to wait where Bedrock throttles: it never says so itself. Each time that a model is still
 * throttled when the wait is over the next one is twice as long; many requests throttled at once count as one time.
 */
export class Patience {
  readonly #throttled = new Map<string, { at: number; seconds: number }>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Notes a throttle and returns the whole seconds to wait. */
  next(modelId: string): number {
    const now = this.#now();
    const last = this.#throttled.get(modelId);
    const waited = last ? now - last.at : Number.POSITIVE_INFINITY;
    if (last && waited < last.seconds * 1000) return last.seconds;
    const seconds = last && waited < FORGET_MS ? Math.min(last.seconds * 2, LONGEST_S) : FIRST_S;
    this.#throttled.set(modelId, { at: now, seconds });
    return seconds;
  }
}
