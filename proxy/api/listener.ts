import type http from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { AditError, toAditError } from '../errors.ts';
import { checkLoopback } from '../guard/loopback.ts';
import { type Exchange, newExchange } from '../log/exchange.ts';
import type { Bindings } from './handlers.ts';
import { dialectOf, errorShape } from './path.ts';
import { isWhole, replyError } from './reply.ts';
import { newRequestId, startServer } from './server.ts';

/** The program's ear on this machine. */
export interface Listener {
  readonly port: number;
  /** `http://127.0.0.1:2348`. */
  readonly url: string;
  /** Takes no new requests, and resolves when the open ones have ended, or at the latest after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

/** What answers requests. */
export interface Served {
  fetch(request: Request, env: Bindings): Response | Promise<Response>;
}

export interface ListenOptions {
  /** 0 takes any free one. */
  readonly port: number;
  /** How long a client may take to send its headers, in milliseconds. */
  readonly headersMs: number;
  /** Told of every request when it has ended. */
  readonly onEnd: (exchange: Exchange) => void;
}

/** A client that sends its headers slowly, or never, holds nothing for longer than this; large bodies may take their time. */
export const HEADERS_MS = 10_000;

const HOSTS = ['127.0.0.1', '::1'] as const;

/** Errors that say that a machine has no IPv6, which is fine. */
const NO_SUCH_ADDRESS = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT']);

/**
 * Listens on both loopback addresses, and on no other. Rejects with the socket's error (EADDRINUSE) where the port is
 * taken on either: a program on [::1] alone would get what clients send to "localhost".
 */
export async function listen(app: Served, options: ListenOptions): Promise<Listener> {
  const { port, headersMs, onEnd } = options;
  const open = new Set<Exchange>();
  const handler = createHandler(app, open, onEnd);
  const first = await startServer(handler, HOSTS[0], port, headersMs);
  const servers = [first];
  try {
    servers.push(await startServer(handler, HOSTS[1], first.port, headersMs));
  } catch (error) {
    if (!NO_SUCH_ADDRESS.has((error as NodeJS.ErrnoException).code ?? '')) {
      await first.close(0);
      throw error;
    }
  }
  return {
    port: first.port,
    url: `http://127.0.0.1:${first.port}`,
    close: async (graceMs) => {
      await Promise.all(servers.map((server) => server.close(graceMs)));
      // Requests that were cut end, and are told of, a few turns after their connections.
      for (let turn = 0; open.size > 0 && turn < 10; turn++) await nextTurn();
    },
  };
}

/** `open` holds the requests that have not ended. */
function createHandler(app: Served, open: Set<Exchange>, onEnd: (exchange: Exchange) => void): http.RequestListener {
  const exchanges = new WeakMap<object, Exchange>();
  const route = getRequestListener(
    (request, env) => app.fetch(request, { ...env, exchange: exchanges.get(env.incoming) } as Bindings),
    // The globals stay Node's own: other parts of the program, and Electron, live in the same process.
    { overrideGlobalObjects: false },
  );
  return (incoming, outgoing) => {
    // A base URL that ends in a slash makes two of them.
    incoming.url = incoming.url?.replace(/^\/{2,}/, '/');
    const exchange = newExchange(newRequestId(), dialectOf(incoming.url?.split('?', 1)[0] ?? ''), incoming);
    exchanges.set(incoming, exchange);
    open.add(exchange);
    outgoing.once('close', () => {
      open.delete(exchange);
      // Whoever leaves has no other status, also where the stream that it left began with 200. What was cut by an error has.
      if (!isWhole(outgoing) && exchange.error === undefined) exchange.status = 499;
      exchange.duration = performance.now() - exchange.start;
      onEnd(exchange);
    });
    try {
      checkLoopback(incoming.headers);
      checkAddress(incoming);
    } catch (error) {
      replyError(outgoing, exchange, toAditError(error), errorShape(incoming));
      return;
    }
    void route(incoming, outgoing);
  };
}

/** An address that is no path, such as `*`, is nothing that the routes could read. */
function checkAddress({ url = '', headers }: http.IncomingMessage): void {
  if (url.startsWith('/') && URL.canParse(url, `http://${headers[':authority'] ?? headers.host}`)) return;
  throw new AditError('invalid_request_error', 'The address of the request cannot be read.', { shouldRetry: false });
}
