import type { RequestListener } from 'node:http';
import http2, { type ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';

/** HTTP/2 without TLS, for clients that know beforehand that it is spoken here, as the AWS SDK for JavaScript does. */
export interface Http2Side {
  /** Takes a socket whose first bytes, still to be read, are the preface. */
  serve(socket: Socket): void;
  /** Takes no new requests: each connection ends when its open requests have. */
  close(): void;
  /** Ends all connections at once. */
  destroy(): void;
}

export interface Http2Options {
  readonly onRequest: RequestListener;
  /** As `checkContinue` of http.Server. */
  readonly onExpect: RequestListener;
  /** How long a connection may stay without its first request, in milliseconds. */
  readonly headersMs: number;
  /** How long a connection is kept without a request, in milliseconds. */
  readonly idleMs: number;
  /** The largest headers of a request, in bytes; a larger one ends with ENHANCE_YOUR_CALM. */
  readonly maxHeaderSize: number;
}

/** What a client may send ahead of being read, in bytes: Node's 64 KB would stop a large body at every few packets. */
const WINDOW = 1024 * 1024;

/** Requests at once on one connection. */
const MAX_STREAMS = 256;

/** Memory of one connection, in MB: answers that wait for a slow reader are counted. */
const MAX_MEMORY = 256;

/** The side of a listener that speaks HTTP/2: its sockets are handed to it. */
export function createHttp2(options: Http2Options): Http2Side {
  const sessions = new Set<ServerHttp2Session>();
  let isClosed = false;
  const { maxHeaderSize: maxHeaderListSize } = options;
  const server = http2.createServer({
    settings: { initialWindowSize: WINDOW, maxConcurrentStreams: MAX_STREAMS, maxHeaderListSize },
    maxSessionMemory: MAX_MEMORY,
  });
  // Node's compatible requests and answers stand in for those of HTTP/1.1 everywhere.
  server.on('request', options.onRequest as never);
  server.on('checkContinue', options.onExpect as never);
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
    session.setLocalWindowSize(WINDOW);
    endIdle(session, options);
    if (isClosed) session.close();
  });
  return {
    serve(socket) {
      // A client that ends its side has left: there is no half of a connection in HTTP/2, as there is in HTTP/1.1.
      socket.allowHalfOpen = false;
      server.emit('connection', socket);
    },
    close() {
      isClosed = true;
      for (const session of sessions) session.close();
    },
    destroy() {
      for (const session of sessions) session.destroy();
    },
  };
}

/** Ends a connection that brings no request in time: not by bytes, which a client may send one by one. */
function endIdle(session: ServerHttp2Session, { headersMs, idleMs }: Http2Options): void {
  let open = 0;
  let timer = setTimeout(() => session.destroy(), headersMs);
  session.on('stream', (stream) => {
    clearTimeout(timer);
    open++;
    stream.once('close', () => {
      open--;
      if (open === 0 && !session.closed && !session.destroyed) timer = setTimeout(() => session.close(), idleMs);
    });
  });
  session.once('close', () => clearTimeout(timer));
}
