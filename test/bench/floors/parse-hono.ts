/** A plain proxy under Hono: the body is parsed, mended, written anew and signed; frames become events. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import { invoke } from './invoke.ts';
import { announce, KEEP_ALIVE_MS, readBody } from './shared.ts';

const app = new Hono<{ Bindings: { incoming: IncomingMessage; outgoing: ServerResponse } }>();

app.post('/v1/messages', async (c) => {
  const body = await readBody(c.env.incoming);
  const { model, stream: _, ...rest } = JSON.parse(body.toString()) as { model: string; stream: boolean };
  const mended = Buffer.from(JSON.stringify({ anthropic_version: 'bedrock-2023-05-31', ...rest }));
  await invoke(model, mended, c.env.outgoing);
  return RESPONSE_ALREADY_SENT;
});

const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });

announce(createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, listener));
