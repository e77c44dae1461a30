import { setTimeout as delay } from 'node:timers/promises';
import type { History } from '../history/history.ts';
import type { RequestRow, TimedEvent } from '../history/shapes.ts';
import type { Live } from './live.ts';

/** Data of the event `events`: what has come of an answer since the last one. */
export interface FollowedEvents {
  readonly events: readonly TimedEvent[];
}

/** Data of the event `end`, the last one: the request as it is now, null where it has been deleted. */
export interface FollowedEnd {
  readonly row: RequestRow | null;
}

/** How often the store is asked for what has come, in milliseconds. */
const PAUSE_MS = 100;

/** Tells the events of an answer from position `after` on, until it has ended. */
export async function follow({ send, over }: Live, history: History, id: string, after: number): Promise<void> {
  let next = after;
  while (!over.aborted) {
    // The row first: whoever has ended by then has all of its events.
    const [row] = await history.ask('rows', [id]);
    const events = await history.ask('events', id, next);
    next = (events.at(-1)?.index ?? next - 1) + 1;
    if (events.length > 0) await send('events', { events } satisfies FollowedEvents);
    if (row?.state !== 'open') return send('end', { row: row ?? null } satisfies FollowedEnd);
    await delay(PAUSE_MS, undefined, { signal: over }).catch(() => {});
  }
}
