import { randomUUID } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { MAX_BODY } from './body.ts';
import { createHttp2, type Http2Side } from './http2.ts';
import { Opening } from './opening.ts';

/** A server on one address, which speaks HTTP/1.1 and HTTP/2 on the same port. */
export interface Server {
  readonly port: number;
  /**
   * Takes no new requests, and resolves when the open ones have ended, or at the latest after `graceMs`. A later call may
   * shorten the time.
   */
  close(graceMs: number): Promise<void>;
}

/** Longer than clients keep idle connections, so that none is closed under a request; in milliseconds. */
const IDLE_MS = 120_000;

/** Bytes that the headers of a request may have. */
const MAX_HEADERS = 64 * 1024;

/** Starts to listen. `headersMs` as ListenOptions has it. Rejects with the socket's error. */
export function startServer(
  onRequest: http.RequestListener,
  host: string,
  port: number,
  headersMs: number,
): Promise<Server> {
  const onExpect: http.RequestListener = (incoming, outgoing) => {
    // A body that is too large need not come at all.
    if (Number(incoming.headers['content-length'] ?? 0) <= MAX_BODY) outgoing.writeContinue();
    onRequest(incoming, outgoing);
  };
  const server = http.createServer({
    headersTimeout: headersMs,
    requestTimeout: 300_000,
    keepAliveTimeout: IDLE_MS,
    connectionsCheckingInterval: headersMs / 5,
    maxHeaderSize: MAX_HEADERS,
  });
  server.on('request', onRequest);
  server.on('checkContinue', onExpect);
  server.on('clientError', refuseUnreadable);
  const http2 = createHttp2({ onRequest, onExpect, headersMs, idleMs: IDLE_MS, maxHeaderSize: MAX_HEADERS });
  const opening = tellApart(server, http2, headersMs);
  const { promise, resolve, reject } = Promise.withResolvers<Server>();
  server.on('error', reject);
  server.listen({ host, port, exclusive: true }, () => {
    const { port: bound } = server.address() as AddressInfo;
    let closed: Promise<void> | undefined;
    const close = (graceMs: number) => {
      const limit = setTimeout(() => {
        server.closeAllConnections();
        http2.destroy();
      }, graceMs);
      closed ??= stop(server, http2, opening);
      return closed.finally(() => clearTimeout(limit));
    };
    resolve({ port: bound, close });
  });
  return promise;
}

/** Puts the look at a connection's first bytes before the server's own listener, once for each connection. */
function tellApart(server: http.Server, http2: Http2Side, headersMs: number): Opening {
  const [serveHttp1] = server.listeners('connection') as ((socket: Socket) => void)[];
  const opening = new Opening(headersMs, {
    http1(socket) {
      serveHttp1?.call(server, socket);
      socket.resume();
    },
    http2: (socket) => http2.serve(socket),
    late(socket) {
      refuse(socket, UNREADABLE.ERR_HTTP_REQUEST_TIMEOUT);
      socket.destroySoon();
    },
  });
  server.removeAllListeners('connection');
  server.on('connection', (socket) => opening.take(socket));
  return opening;
}

/** Answers what is not HTTP, came too slowly, or has headers that are too large (RFC 9110). */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (socket.writable && error.code !== 'ECONNRESET') refuse(socket, UNREADABLE[error.code ?? '']);
  else socket.destroy();
}

function refuse(socket: Duplex, status = '400 Bad Request'): void {
  const message = `The request cannot be read: ${status.slice(4)}.`;
  const body = JSON.stringify({ type: 'error', error: { type: 'invalid_request_error', message } });
  const head = [`HTTP/1.1 ${status}`, 'content-type: application/json', `content-length: ${body.length}`];
  socket.end([...head, `request-id: ${newRequestId()}`, 'connection: close', '', body].join('\r\n'));
}

const UNREADABLE: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

export function newRequestId(): string {
  return `req_${randomUUID().replaceAll('-', '')}`;
}

async function stop(server: http.Server, http2: Http2Side, opening: Opening): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection whose last answer has just ended is idle from then on, and would be kept for the next request.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  server.closeIdleConnections();
  opening.close();
  http2.close();
  await closed;
  clearInterval(sweep);
}
