import { Hono } from 'hono';
import * as v from 'valibot';
import { type ToolContext, toolContext } from '../../clients/context.ts';
import { ringKeys } from '../../clients/keys.ts';
import { toolNamed } from '../../clients/tools.ts';
import type { Admin } from '../admin.ts';
import { queryOf } from '../valid.ts';

const PreviewQuery = v.object({ kind: v.optional(v.picklist(['apply', 'undo']), 'apply') });

/** The tools on this machine: how they stand, what setting them up or undoing it would change, and doing it. */
export function toolRoutes(admin: Admin) {
  const context = () => contextOf(admin);
  return new Hono()
    .get('/', async (c) => c.json({ tools: await (await clients()).listTools(context()) }))
    .get('/:id/preview', queryOf(PreviewQuery), async (c) => {
      return c.json(await (await clients()).preview(context(), c.req.param('id'), c.req.valid('query').kind));
    })
    .post('/:id/apply', async (c) => c.json(await (await clients()).apply(context(), c.req.param('id'))))
    .post('/:id/undo', async (c) => c.json(await (await clients()).undo(context(), c.req.param('id'))))
    .post('/:id/card', async (c) => {
      const { title } = toolNamed(c.req.param('id'));
      return c.json({ title, card: (await (await clients()).cardOf(context(), c.req.param('id'))) ?? null });
    });
}

/** With the parsers of all kinds of files, a tenth of what a start takes: loaded when somebody first asks for tools. */
function clients() {
  return import('../../clients/clients.ts');
}

/** Tools are pointed at the port that is listened on now, or at that of the settings where a new one is taken at each start. */
function contextOf({ env, home, keys, settings }: Admin): ToolContext {
  return toolContext({ env, home, keys: ringKeys(keys), port: settings.current.port });
}
