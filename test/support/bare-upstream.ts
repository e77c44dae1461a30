import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openRoad, type Road, type RoadOptions } from './road.ts';

/** What a bare server got. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface BareRoad extends Road {
  readonly received: Received[];
  /** Posts bytes with the key; `path` and the bytes as they are to be on the wire. */
  send(path: string, body: string | Buffer, headers?: Record<string, string>): Promise<Response>;
}

/** Answers a request whose body has been read. */
export type Answering = (response: ServerResponse, received: Received) => void;

/** A road to a server that is no Bedrock: it answers with the bytes and headers that a test gives it. */
export async function openBareRoad(answering: Answering, options: RoadOptions = {}): Promise<BareRoad> {
  const received: Received[] = [];
  const server = http.createServer(async (request, response) => {
    const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>));
    const { method = '', url = '', headers } = request;
    const got = { method, url, headers, body };
    received.push(got);
    answering(response, got);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const road = await openRoad({
    ...options,
    env: {
      AWS_ENDPOINT_URL: url,
      AWS_ENDPOINT_URL_BEDROCK_RUNTIME: url,
      AWS_ENDPOINT_URL_BEDROCK_MANTLE: url,
      ...options.env,
    },
  });
  const close = road[Symbol.asyncDispose];
  return Object.assign(road, {
    received,
    send: (path: string, body: string | Buffer, headers: Record<string, string> = {}) =>
      fetch(`${road.adit.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': road.adit.key, ...headers },
        body: typeof body === 'string' ? body : new Uint8Array(body),
      }),
    async [Symbol.asyncDispose]() {
      await close.call(road);
      server.closeAllConnections();
      server.close();
    },
  });
}
