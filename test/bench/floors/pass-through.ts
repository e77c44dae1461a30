/** The least a proxy can cost: bytes in, bytes out, nothing signed, nothing looked at. */

import { createServer, request } from 'node:http';
import { agent, announce, KEEP_ALIVE_MS, upstream } from './shared.ts';

const path = '/model/us.anthropic.claude-sonnet-4-6/invoke-with-response-stream';

const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (incoming, outgoing) => {
  const headers = { ...incoming.headers, host: upstream.host };
  const call = request({ agent, method: 'POST', host: upstream.hostname, port: upstream.port, path, headers });
  call.on('error', () => outgoing.destroy());
  call.on('response', (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  incoming.pipe(call);
});

announce(server);
