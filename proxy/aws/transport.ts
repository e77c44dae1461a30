import http from 'node:http';
import https from 'node:https';
import { SilenceError } from '../errors.ts';
import type { Door } from './door.ts';

/** A request to AWS. */
export interface OutgoingRequest {
  /** POST where it is not given. */
  readonly method?: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** How long a connection may take, in milliseconds, TLS included. */
const CONNECT_MS = 15_000;

/**
 * Sends a signed request over a kept connection and gives the answer as soon as its head is there.
 * `silenceMs` without a byte in either direction end the request with SilenceError, also while the body comes; an
 * aborted signal ends it at once. Rejects with the connection's error.
 */
export function transmit(
  door: Door,
  { method = 'POST', url, headers, body }: OutgoingRequest,
  signal: AbortSignal,
  silenceMs: number,
): Promise<http.IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
  const options = { method, agent: door.agentFor(url), headers, signal, timeout: silenceMs };
  const request = (url.protocol === 'https:' ? https : http).request(url, options);
  const timeout = setTimeout(() => request.destroy(new Error(`No connection to ${url.host} in 15 s`)), CONNECT_MS);
  const connected = () => clearTimeout(timeout);
  request.once('socket', (socket) => {
    socket.setNoDelay(true);
    if (socket.connecting) socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', connected);
    else connected();
  });
  let response: http.IncomingMessage | undefined;
  request.once('response', (head) => {
    response = head;
    resolve(head);
  });
  // Once there is a response, ending the request would tell its reader no more than "aborted".
  request.once('timeout', () => (response ?? request).destroy(new SilenceError(silenceMs)));
  request.on('error', reject);
  request.once('close', connected);
  request.end(body);
  return promise;
}

/** Reads an answer to its end, up to `limit` bytes. Rejects where the connection breaks or more comes. */
export async function readAll(response: http.IncomingMessage, limit = 64 * 1024 * 1024): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw new Error(`The answer is larger than ${limit} bytes`);
    chunks.push(chunk);
  }
  if (!response.complete) throw new Error('The connection ended inside the answer');
  return Buffer.concat(chunks);
}
