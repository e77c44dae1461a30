import { createServer } from 'node:net';

/** A port that nobody listens on now: tools are set up with a port that is known before Adit listens. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen(0, '127.0.0.1', resolve);
  await promise;
  const address = server.address();
  server.close();
  if (typeof address === 'string' || address === null) throw new Error('no port');
  return address.port;
}
