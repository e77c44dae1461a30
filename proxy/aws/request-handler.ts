import type http from 'node:http';
import type { HttpHandler, HttpRequest, HttpResponse } from '@smithy/core/protocols';
import type { HttpHandlerOptions, NodeHttpHandlerOptions } from '@smithy/types';
import type { Door } from './door.ts';

/** What clients of the AWS SDK send their requests with. */
export type RequestHandler = HttpHandler<NodeHttpHandlerOptions>;

/** How long a connection and an answer may take, in milliseconds. */
const CONNECT_MS = 15_000;
const ANSWER_MS = 30_000;

/**
 * A request handler for clients of the AWS SDK that goes out by the door: a request to an address that the door refuses
 * rejects with its AditError (403), and proxies are used as the door does. Connections are ended by `door.close()`;
 * destroying a client does not end them, since others use them too.
 */
export function throughDoor(door: Door): RequestHandler {
  const handlers = new Map<http.Agent, Promise<RequestHandler>>();
  const handlerOf = (agent: http.Agent) => {
    const handler = handlers.get(agent) ?? createHandler(agent);
    handlers.set(agent, handler);
    return handler;
  };
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request: HttpRequest, options?: HttpHandlerOptions): Promise<{ response: HttpResponse }> {
      const handler = await handlerOf(door.agentFor(addressOf(request)));
      return handler.handle(request, options);
    },
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
    destroy: () => {},
  };
}

async function createHandler(agent: http.Agent): Promise<RequestHandler> {
  const { NodeHttpHandler } = await import('@smithy/node-http-handler');
  return new NodeHttpHandler({
    httpAgent: agent,
    httpsAgent: agent as NonNullable<NodeHttpHandlerOptions['httpsAgent']>,
    connectionTimeout: CONNECT_MS,
    requestTimeout: ANSWER_MS,
    throwOnRequestTimeout: true,
  });
}

function addressOf({ protocol, hostname, port }: HttpRequest): URL {
  return new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`);
}
