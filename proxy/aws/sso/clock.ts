import { setTimeout as delay } from 'node:timers/promises';

/** What time it is, and waiting. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Rejects once the signal is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** This machine's. */
export const machineClock: Clock = {
  now: Date.now,
  wait: (ms, signal) => delay(ms, undefined, { signal }),
};
