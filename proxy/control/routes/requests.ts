import { Hono } from 'hono';
import * as v from 'valibot';
import type { History } from '../../history/history.ts';
import type { ControlEvents } from '../events.ts';
import { follow } from '../follow.ts';
import { live } from '../live.ts';
import { bodyOf, missing, queryOf, whole } from '../valid.ts';

export interface RequestRoutesOptions {
  readonly history: History;
  readonly events: ControlEvents;
}

const RowsQuery = v.object({
  id: v.optional(
    v.union([
      v.pipe(
        v.string(),
        v.transform((id) => [id]),
      ),
      v.array(v.string()),
    ]),
    [],
  ),
});
const EventsQuery = v.object({ after: v.optional(whole(0), '0') });
const DiffQuery = v.object({ against: v.optional(v.string()) });
const PinBody = v.object({ pinned: v.boolean() });

/** What is kept of single requests. */
export function requestRoutes({ history, events }: RequestRoutesOptions) {
  return new Hono()
    .get('/', queryOf(RowsQuery), async (c) => c.json({ rows: await history.ask('rows', c.req.valid('query').id) }))
    .get('/:id', async (c) => {
      return c.json(found(await history.ask('detail', c.req.param('id'))));
    })
    .get('/:id/events', queryOf(EventsQuery), async (c) => {
      const { after } = c.req.valid('query');
      return c.json({ events: await history.ask('events', c.req.param('id'), after) });
    })
    .get('/:id/follow', queryOf(EventsQuery), (c) => {
      const { after } = c.req.valid('query');
      return live(c, events.closed, (stream) => follow(stream, history, c.req.param('id'), after));
    })
    .get('/:id/diff', queryOf(DiffQuery), async (c) => {
      const { against = null } = c.req.valid('query');
      return c.json(found(await history.ask('diff', c.req.param('id'), against)));
    })
    .put('/:id/pin', bodyOf(PinBody), async (c) => {
      const { pinned } = c.req.valid('json');
      const isThere = await history.ask('pin', c.req.param('id'), pinned);
      if (!isThere) throw missing(GONE);
      return c.json({ pinned });
    });
}

const GONE = 'This request is not in the history: it was deleted, or never kept.';

/** What the store has. Throws AditError (404) where it has nothing. */
export function found<T>(kept: T | null): T {
  if (kept === null) throw missing(GONE);
  return kept;
}
