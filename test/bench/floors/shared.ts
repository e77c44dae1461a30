import { Agent, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The stand-in for Bedrock. */
export const upstream = new URL(process.env.AWS_ENDPOINT_URL_BEDROCK_RUNTIME ?? 'http://127.0.0.1');

/** Connections to the upstream outlive a request: setting one up would cost more than all the rest. */
export const agent = new Agent({ keepAlive: true });

/** A floor waits its turn for longer than the five seconds after which node:http closes an idle connection. */
export const KEEP_ALIVE_MS = 300_000;

/** Listens where the system likes and says where. */
export function announce(server: Server): void {
  server.listen(0, '127.0.0.1', () => {
    console.log(JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));
  });
}

/** The whole body of a request. */
export function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.on('end', () => resolve(Buffer.concat(chunks)));
  incoming.on('error', reject);
  return promise;
}
