import { Hono } from 'hono';
import * as v from 'valibot';
import { otherSources } from '../../aws/profiles.ts';
import { listWithSignIn } from '../../aws/sign-in-state.ts';
import type { Doorway } from '../doorway.ts';
import type { ControlEvents } from '../events.ts';
import { type Live, live } from '../live.ts';
import type { Power } from '../power.ts';
import type { Status } from '../status.ts';
import { bodyOf } from '../valid.ts';

export interface StatusRoutesOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly status: () => Promise<Status>;
  readonly events: ControlEvents;
  readonly power: Power;
  /** The key that tools on this machine send. */
  readonly key: () => string;
  readonly doorway: Doorway;
}

const PowerBody = v.object({ on: v.boolean() });

/** How things are, and what happens: for the top of the window. */
export function statusRoutes({ env, status, events, power, key, doorway }: StatusRoutesOptions) {
  return new Hono()
    .get('/status', async (c) => c.json(await status()))
    .get('/key', (c) => c.json({ key: key() }))
    .post('/power', bodyOf(PowerBody), async (c) => {
      power.set(c.req.valid('json').on);
      return c.json(await status());
    })
    .post('/doorway', (c) => c.json({ file: doorway.open(), address: doorway.address }))
    .get('/profiles', async (c) => c.json({ profiles: await listWithSignIn(env), others: otherSources(env) }))
    .get('/events', (c) => live(c, events.closed, (stream) => tellEvents(stream, events, status)));
}

/** First how things are, then what happens, until it is over. */
async function tellEvents({ send, over }: Live, events: ControlEvents, status: () => Promise<Status>): Promise<void> {
  const silence = events.listen(({ type, ...rest }) => void send(type, rest));
  await send('status', await status());
  if (!over.aborted) await new Promise((resolve) => over.addEventListener('abort', resolve, { once: true }));
  silence();
}
