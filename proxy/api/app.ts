import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import { AditError, toAditError } from '../errors.ts';
import type { Exchange } from '../log/exchange.ts';
import { type Dialect, postAnswer, type Service } from './answer.ts';
import { postCountTokens } from './anthropic/count-tokens.ts';
import { MESSAGES } from './anthropic/messages.ts';
import { findModel, listModels, pageOf } from './models.ts';
import { postEmbeddings } from './openai/embeddings.ts';
import { errorShape, routeOf } from './path.ts';
import { replyError, replyJson } from './reply.ts';

/** What the routes need of a request besides Hono's own: the raw sockets, so that bytes are relayed untouched. */
export interface Bindings extends HttpBindings {
  readonly exchange: Exchange;
}

type Env = { Bindings: Bindings };
type Handler = (incoming: IncomingMessage, outgoing: ServerResponse, exchange: Exchange) => Promise<void>;

export interface AppOptions extends Service {
  /** Behind every model's name: says so in demo mode. */
  readonly mark: string;
  readonly version: string;
  /** Throws AditError (401) for a request without the key. */
  readonly checkKey: (headers: IncomingMessage['headers']) => void;
}

/** What clients can ask, whatever prefix they put before it (see routeOf). */
export function createApp({ mark, version, checkKey, ...service }: AppOptions): Hono<Env> {
  const { resolution } = service.router;
  const app = new Hono<Env>({ getPath: (request) => routeOf(pathOf(request.url)) });
  const keyed = (handler: (c: Context<Env>) => unknown) =>
    json((c) => {
      checkKey(c.env.incoming.headers);
      return handler(c);
    });
  const answered = (dialect: Dialect) => raw(checkKey, (...io) => postAnswer(dialect, service, ...io));
  const hello = json(() => ({
    name: 'adit',
    version,
    message: `Adit is here${mark}. Point your tool at this address.`,
  }));

  app.post('/messages', answered(MESSAGES));
  app.post(
    '/messages/count_tokens',
    raw(checkKey, (...io) => postCountTokens(service.router, ...io)),
  );
  app.post(
    '/embeddings',
    raw(checkKey, (...io) => postEmbeddings(service.router, ...io)),
  );
  app.get(
    '/models',
    keyed((c) => pageOf(listModels(resolution, mark), query(c), c.env.incoming.headers)),
  );
  app.get(
    '/models/:id{.+}',
    keyed((c) => findModel(c.req.param('id') ?? '', resolution, mark)),
  );
  app.get('/api/hello', hello);
  app.get('/', hello);
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
      replyError(outgoing, exchange, toAditError(error), errorShape(incoming.url));
    }
    return RESPONSE_ALREADY_SENT;
  };
}

/** A route that answers with JSON. */
function json(handler: (c: Context<Env>) => unknown) {
  return (c: Context<Env>): Response => {
    const { incoming, outgoing, exchange } = c.env;
    try {
      replyJson(outgoing, exchange, 200, handler(c));
    } catch (error) {
      replyError(outgoing, exchange, toAditError(error), errorShape(incoming.url));
    }
    return RESPONSE_ALREADY_SENT;
  };
}

function unknownPath(c: Context<Env>): never {
  throw new AditError(
    'not_found_error',
    `Adit has no ${c.req.method} ${pathOf(c.req.url)}. It has POST /v1/messages, POST /v1/messages/count_tokens, ` +
      'GET /v1/models and GET /v1/models/{id}; the base URL is the address without /v1.',
    { shouldRetry: false },
  );
}

/** The path as it is on the wire: `http://127.0.0.1:2348/v1/models?` is `/v1/models`. */
function pathOf(url: string): string {
  const start = url.indexOf('/', url.indexOf('://') + 3);
  return url.slice(start).split(/[?#]/, 1)[0] ?? '/';
}

function query(c: Context<Env>): URLSearchParams {
  return new URL(c.req.url).searchParams;
}
