import type { TimedEvent } from '../shapes.ts';

/** What is known of requests that are open, and in no table yet. */
export interface Live {
  /** Number of the last change of the feed. */
  readonly version: number;
  /** The answer so far; undefined where the request is not open, or nothing has come. */
  message(id: string): unknown;
  /** Events from position `after` on; undefined where the request is not open: those that are stored are all. */
  events(id: string, after: number): TimedEvent[] | undefined;
}

/** For those who read the file while no engine of theirs writes it. */
export const NOTHING_LIVE: Live = { version: 0, message: () => undefined, events: () => undefined };
