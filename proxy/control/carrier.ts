import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';

/** The socket's side of an answer; undefined where it is carried by something else than the listener. */
export function carrierOf({ env }: Context): HttpBindings['outgoing'] | undefined {
  return (env as Partial<HttpBindings> | undefined)?.outgoing;
}
