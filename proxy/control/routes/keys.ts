import { Hono } from 'hono';
import * as v from 'valibot';
import type { Admin } from '../admin.ts';
import { bodyOf, missing } from '../valid.ts';

const NameBody = v.object({ name: v.string() });

/** The keys of clients. A key is given for its name alone, never in a list. */
export function keysRoutes({ keys }: Admin) {
  return new Hono()
    .get('/', (c) => c.json({ keys: keys.list() }))
    .post('/', bodyOf(NameBody), async (c) => {
      const { name } = c.req.valid('json');
      return c.json({ name, key: await keys.add(name) });
    })
    .get('/:name', async (c) => {
      const name = c.req.param('name');
      return c.json({ name, key: await keys.keyOf(name) });
    })
    .delete('/:name', async (c) => {
      const name = c.req.param('name');
      if (!(await keys.revoke(name))) throw missing(`No key is named "${name}".`);
      return c.body(null, 204);
    });
}
