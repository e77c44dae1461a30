import type { IncomingMessage, ServerResponse } from 'node:http';
import { ClientRequest } from '../../bedrock/client-request.ts';
import { readBody } from '../body.ts';

/** Reads a client's request. Throws AditError where it is none. */
export async function readRequest(incoming: IncomingMessage): Promise<ClientRequest> {
  return new ClientRequest(await readBody(incoming), incoming.headers);
}

/** A signal that the client has left before its answer was finished. */
export function abortedBy(outgoing: ServerResponse): AbortSignal {
  const controller = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) controller.abort(new Error('The client left'));
  });
  return controller.signal;
}

/** Whether the client left before its request was whole. */
export function hasLeft(incoming: IncomingMessage): boolean {
  return incoming.destroyed && !incoming.complete;
}
