import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context, Handler, Hono } from 'hono';
import { toAditError } from '../errors.ts';
import type { Exchange } from '../log/exchange.ts';
import { type Dialect, postAnswer, type Service } from './answer.ts';
import { errorShape } from './path.ts';
import { replyError, replyJson } from './reply.ts';

/** What the routes need of a request besides Hono's own: the raw sockets, so that bytes are relayed untouched. */
export interface Bindings extends HttpBindings {
  readonly exchange: Exchange;
}

export type Env = { Bindings: Bindings };
export type App = Hono<Env>;

/** Answers on the sockets themselves. */
export type RawHandler = (incoming: IncomingMessage, outgoing: ServerResponse, exchange: Exchange) => Promise<void>;

/** The value that is answered as JSON. Throws AditError for an error. */
export type JsonHandler = (c: Context<Env>) => unknown;

export interface RouteOptions extends Service {
  /** Behind every model's name: says so in demo mode. */
  readonly mark: string;
  readonly guard: Guard;
}

/** Who may ask, and for how much. */
export interface Guard {
  /** Notes whose key a request has. Throws AditError (401) for one without a key. */
  checkKey(headers: IncomingMessage['headers'], exchange: Exchange): void;
  /** Throws AditError (429) where the budget of who asks is spent. */
  checkBudget(exchange: Exchange): void;
}

/** What routes are made of; all of them want the key. */
export interface Routes extends RouteOptions {
  /** A route that reads and writes the sockets itself. */
  raw(handler: RawHandler): Handler<Env>;
  /** The same where Bedrock's answer costs money. */
  paid(handler: RawHandler): Handler<Env>;
  /** A route that answers with JSON. */
  json(handler: JsonHandler): Handler<Env>;
  /** A route on which a model answers. */
  answered(dialect: Dialect): Handler<Env>;
}

export function createRoutes(options: RouteOptions): Routes {
  const { guard } = options;
  const raw = (handler: RawHandler) => async (c: Context<Env>) => {
    const { incoming, outgoing, exchange } = c.env;
    try {
      guard.checkKey(incoming.headers, exchange);
      await handler(incoming, outgoing, exchange);
    } catch (error) {
      replyError(outgoing, exchange, toAditError(error), errorShape(incoming));
    }
    return RESPONSE_ALREADY_SENT;
  };
  const paid = (handler: RawHandler) =>
    raw((incoming, outgoing, exchange) => {
      guard.checkBudget(exchange);
      return handler(incoming, outgoing, exchange);
    });
  return {
    ...options,
    raw,
    paid,
    json: (handler) =>
      openJson((c) => {
        guard.checkKey(c.env.incoming.headers, c.env.exchange);
        return handler(c);
      }),
    answered: (dialect) => paid((...io) => postAnswer(dialect, options, ...io)),
  };
}

/** A route that answers with JSON to whoever asks. */
export function openJson(handler: JsonHandler) {
  return (c: Context<Env>): Response => {
    const { incoming, outgoing, exchange } = c.env;
    try {
      replyJson(outgoing, exchange, 200, handler(c));
    } catch (error) {
      replyError(outgoing, exchange, toAditError(error), errorShape(incoming));
    }
    return RESPONSE_ALREADY_SENT;
  };
}

export function queryOf(c: Context<Env>): URLSearchParams {
  return new URL(c.req.url).searchParams;
}
