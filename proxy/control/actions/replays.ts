import http from 'node:http';
import { AditError, reason } from '../../errors.ts';
import { type Exchange, REPLAY_HEADER } from '../../log/exchange.ts';
import type { KeptRequest } from './kept-request.ts';

export interface ReplaysOptions {
  /** Where clients ask. */
  readonly url: () => string;
  /** The key that tools on this machine send. */
  readonly key: () => string;
}

/** Replays that have been sent and have not arrived, by the port that they come from. */
type Waiting = Map<number, (id: string) => void>;

/**
 * Sends requests once more, as a client: over a connection to Adit's own address, so that they take the whole road and are
 * recorded as any other.
 */
export class Replays {
  readonly #options: ReplaysOptions;
  readonly #waiting: Waiting = new Map();
  readonly #open = new Set<http.ClientRequest>();

  constructor(options: ReplaysOptions) {
    this.#options = options;
  }

  /** Sends a request. Resolves to the new one's id as soon as it has arrived; its answer is read, and let go. */
  send({ row, method, path, headers, body = '' }: KeptRequest): Promise<string> {
    const { url, key } = this.#options;
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const request = http.request(`${url()}${path}`, {
      method,
      // A connection of its own, by whose port it is known when it arrives.
      agent: false,
      headers: {
        ...headers,
        authorization: `Bearer ${key()}`,
        [REPLAY_HEADER]: row.id,
        'content-length': Buffer.byteLength(body),
      },
    });
    this.#open.add(request);
    let port: number | undefined;
    request.once('socket', (socket) => {
      socket.once('connect', () => {
        port = socket.localPort ?? 0;
        this.#waiting.set(port, resolve);
      });
    });
    request.once('response', (response) => {
      // One that was refused before it was dispatched has an id, too.
      resolve(String(response.headers['request-id']));
      response.on('error', () => {}).resume();
    });
    request.on('error', (error) => reject(new AditError('api_error', `It could not be sent again: ${reason(error)}.`)));
    request.once('close', () => {
      this.#open.delete(request);
      if (port !== undefined) this.#waiting.delete(port);
    });
    request.end(body);
    return promise;
  }

  /** To be told of every request that comes in. */
  arrived({ id, replayOf, clientPort }: Exchange): void {
    if (replayOf === undefined || clientPort === undefined) return;
    this.#waiting.get(clientPort)?.(id);
    this.#waiting.delete(clientPort);
  }

  /** Leaves the replays that are open. */
  close(): void {
    for (const request of this.#open) request.destroy();
  }
}
