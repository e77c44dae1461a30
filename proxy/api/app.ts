import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import { AditError, toAditError } from '../errors.ts';
import type { Exchange } from '../log/exchange.ts';
import type { Router } from '../routing/journey.ts';
import { postCountTokens } from './anthropic/count-tokens.ts';
import { postMessages } from './anthropic/messages.ts';
import { findModel, listModels, pageOf } from './anthropic/models.ts';
import { replyError, replyJson } from './anthropic/reply.ts';

/** What the routes need of a request besides Hono's own: the raw sockets, so that bytes are relayed untouched. */
export interface Bindings extends HttpBindings {
  readonly exchange: Exchange;
}

type Env = { Bindings: Bindings };
type Handler = (incoming: IncomingMessage, outgoing: ServerResponse, exchange: Exchange) => Promise<void>;

export interface AppOptions {
  readonly router: Router;
  /** Behind every model's name: says so in demo mode. */
  readonly mark: string;
  readonly version: string;
  /** Throws AditError (401) for a request without the key. */
  readonly checkKey: (headers: IncomingMessage['headers']) => void;
  /** How long a client of a stream hears nothing before it gets a ping. */
  readonly pingAfterMs: number;
}

/** What clients can ask, under the bare path and under /anthropic. */
export function createApp({ router, mark, version, checkKey, pingAfterMs }: AppOptions): Hono<Env> {
  const { resolution } = router;
  const app = new Hono<Env>({ strict: false });
  const open = (handler: (c: Context<Env>) => unknown) => json(handler);
  const keyed = (handler: (c: Context<Env>) => unknown) =>
    json((c) => {
      checkKey(c.env.incoming.headers);
      return handler(c);
    });
  const hello = open(() => ({
    name: 'adit',
    version,
    message: `Adit is here${mark}. Point your tool at this address.`,
  }));
  for (const base of ['', '/anthropic']) {
    app.post(
      `${base}/v1/messages`,
      raw(checkKey, (...io) => postMessages(router, pingAfterMs, ...io)),
    );
    app.post(
      `${base}/v1/messages/count_tokens`,
      raw(checkKey, (...io) => postCountTokens(router, ...io)),
    );
    app.get(
      `${base}/v1/models`,
      keyed((c) => pageOf(listModels(resolution, mark), query(c))),
    );
    app.get(
      `${base}/v1/models/:id{.+}`,
      keyed((c) => findModel(c.req.param('id') ?? '', resolution, mark)),
    );
    app.get(`${base}/api/hello`, hello);
    app.get(base || '/', hello);
  }
  app.notFound((c) => json(unknownPath)(c));
  return app;
}

/** A route that reads and writes the sockets itself. */
function raw(checkKey: AppOptions['checkKey'], handler: Handler) {
  return async (c: Context<Env>): Promise<Response> => {
    const { incoming, outgoing, exchange } = c.env;
    try {
      checkKey(incoming.headers);
      await handler(incoming, outgoing, exchange);
    } catch (error) {
      replyError(outgoing, exchange, toAditError(error));
    }
    return RESPONSE_ALREADY_SENT;
  };
}

/** A route that answers with JSON. */
function json(handler: (c: Context<Env>) => unknown) {
  return (c: Context<Env>): Response => {
    const { outgoing, exchange } = c.env;
    try {
      replyJson(outgoing, exchange, 200, handler(c));
    } catch (error) {
      replyError(outgoing, exchange, toAditError(error));
    }
    return RESPONSE_ALREADY_SENT;
  };
}

function unknownPath(c: Context<Env>): never {
  throw new AditError(
    'not_found_error',
    `Adit has no ${c.req.method} ${c.req.path}. It has POST /v1/messages, POST /v1/messages/count_tokens, ` +
      'GET /v1/models and GET /v1/models/{id}; the base URL is the address without /v1.',
    { shouldRetry: false },
  );
}

function query(c: Context<Env>): URLSearchParams {
  return new URL(c.req.url).searchParams;
}
