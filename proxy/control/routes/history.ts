import { Hono } from 'hono';
import * as v from 'valibot';
import type { History } from '../../history/history.ts';
import { SEARCH_FIELDS } from '../../history/read/search/fields.ts';
import type { RequestPage } from '../../history/shapes.ts';
import { COST_GROUPS } from '../../history/shapes.ts';
import type { ChangeFeed } from '../change-feed.ts';
import type { ControlEvents } from '../events.ts';
import { exportFile } from '../export.ts';
import { live } from '../live.ts';
import { bodyOf, queryOf, whole } from '../valid.ts';

export interface HistoryRoutesOptions {
  readonly history: History;
  readonly changes: ChangeFeed;
  readonly events: ControlEvents;
}

/** A page of the list. Its version is a text, which is good for the stream of changes of this run. */
export type ListPage = Omit<RequestPage, 'version'> & { readonly version: string };

const search = v.optional(v.string(), '');
const PageQuery = v.object({
  query: search,
  before: v.optional(whole(0)),
  limit: v.optional(whole(1, 1000), '100'),
});
const SessionsQuery = v.object({ query: search, limit: v.optional(whole(1, 1000), '200') });
const CostsQuery = v.object({ by: v.optional(v.picklist(COST_GROUPS), 'day'), query: search });
const ExportQuery = v.object({ format: v.picklist(['har', 'jsonl', 'csv']), query: search });
const ChangesQuery = v.object({ after: v.optional(v.string()) });
const RemovalBody = v.union(
  [
    v.strictObject({ ids: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(10_000)) }),
    v.strictObject({ session: v.pipe(v.string(), v.nonEmpty()) }),
    v.strictObject({ all: v.literal(true) }),
  ],
  'Say what is to go: {"ids": […]}, {"session": "…"} or {"all": true}.',
);

/** Lists, sums and changes of what was kept; `requests.ts` has what is asked of one request. */
export function historyRoutes({ history, changes, events }: HistoryRoutesOptions) {
  return new Hono()
    .get('/', queryOf(PageQuery), async (c) => {
      const { query, before = null, limit } = c.req.valid('query');
      // As it is before the store is asked: whoever listens from there on misses nothing.
      const version = changes.versionOf(history.version);
      const answer: ListPage = { ...(await history.ask('page', query, before, limit)), version };
      return c.json(answer);
    })
    .get('/sessions', queryOf(SessionsQuery), async (c) => {
      const { query, limit } = c.req.valid('query');
      return c.json({ sessions: await history.ask('sessions', query, limit) });
    })
    .get('/costs', queryOf(CostsQuery), async (c) => {
      const { by, query } = c.req.valid('query');
      return c.json({ costs: await history.ask('costs', by, query) });
    })
    .get('/fields', (c) => c.json({ fields: SEARCH_FIELDS }))
    .get('/health', async (c) => c.json(await history.ask('health')))
    .get('/export', queryOf(ExportQuery), async (c) => {
      const { format, query } = c.req.valid('query');
      return exportFile(c, history, format, query);
    })
    .post('/remove', bodyOf(RemovalBody), async (c) => {
      return c.json({ removed: await history.ask('remove', c.req.valid('json')) });
    })
    .get('/changes', queryOf(ChangesQuery), (c) => {
      const { after } = c.req.valid('query');
      return live(c, events.closed, (stream) => changes.tell(stream, after));
    });
}
