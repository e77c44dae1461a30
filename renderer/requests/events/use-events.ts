import { useEffect, useState } from 'react';
import type { FollowedEvents } from '../../../proxy/control/follow.ts';
import type { RequestRow, TimedEvent } from '../../../proxy/history/shapes.ts';
import { answerOf, api } from '../../api/client.ts';
import { follow } from '../../api/follow.ts';

/** The events of an answer; while it streams, as they come. Undefined until the first ones are there. */
export function useEvents({ id, state }: RequestRow): readonly TimedEvent[] | undefined {
  const [events, setEvents] = useState<readonly TimedEvent[]>();
  const isOpen = state === 'open';
  useEffect(() => {
    if (isOpen) return followEvents(id, (add) => setEvents((had = []) => add(had)));
    let isLeft = false;
    answerOf(api.requests[':id'].events.$get({ param: { id }, query: {} })).then(
      ({ events: all }) => !isLeft && setEvents(all),
      () => !isLeft && setEvents([]),
    );
    return () => {
      isLeft = true;
    };
  }, [id, isOpen]);
  return events;
}

type Add = (had: readonly TimedEvent[]) => readonly TimedEvent[];

function followEvents(id: string, onEvents: (add: Add) => void): () => void {
  let next = 0;
  const stop = follow(
    () => `/console/api/requests/${encodeURIComponent(id)}/follow?after=${next}`,
    ({ event, data }) => {
      if (event === 'end') return stop();
      if (event !== 'events') return;
      const from = next;
      const fresh = (JSON.parse(data) as FollowedEvents).events.filter(({ index }) => index >= from);
      next = (fresh.at(-1)?.index ?? next - 1) + 1;
      onEvents((had) => [...had.filter(({ index }) => index < from), ...fresh]);
    },
  );
  return stop;
}
