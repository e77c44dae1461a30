import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { ClientRequest } from '../bedrock/client-request.ts';
import { toAditError } from '../errors.ts';
import { type Exchange, markFirstEvent } from '../log/exchange.ts';
import { readUsageMessage } from '../log/usage.ts';
import { ask } from '../routing/dispatch.ts';
import type { Router } from '../routing/journey.ts';
import { readBody } from './body.ts';
import { EventRelay, type StreamWriter } from './relay.ts';
import { bytesOf, type ErrorBody, isWhole, replyError, replyJson } from './reply.ts';

/** One of the APIs that clients speak, as far as it asks a model for an answer. */
export interface Dialect {
  readonly errorBody: ErrorBody;
  /** Reads a request. Throws AditError (400) where it is none. */
  read(body: Buffer, headers: IncomingHttpHeaders): DialectRequest;
}

/** A request of a dialect as one of the Messages API, and how its answer is written. */
export interface DialectRequest {
  readonly request: ClientRequest;
  /** Writes the stream; asked for once, and only where `request.stream`. */
  writer(requestId: string): StreamWriter;
  /** The client's body for an answer that came whole: a message of Anthropic's, or the dialect's own. */
  whole(body: Buffer, requestId: string): Buffer | object;
}

/** What a route needs of a request's sockets, and of the program. */
export interface Service {
  readonly router: Router;
  readonly pingAfterMs: number;
}

/** Answers a request of any dialect, streamed or whole. Never rejects: errors are answers. */
export async function postAnswer(
  dialect: Dialect,
  { router, pingAfterMs }: Service,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  exchange: Exchange,
): Promise<void> {
  const leaving = abortedBy(outgoing);
  let relay: EventRelay | undefined;
  try {
    let asked: DialectRequest | undefined = dialect.read(await readAsked(incoming, exchange), incoming.headers);
    const { writer, whole } = asked;
    let request: ClientRequest | undefined = asked.request;
    exchange.asked = request.name.slice(0, 120);
    exchange.stream = request.stream;
    if (request.stream) relay = new EventRelay(outgoing, exchange, writer(exchange.id), pingAfterMs);
    const answer = await ask(router, { request, signal: leaving, mayRetry: () => !outgoing.headersSent }, exchange);
    // The answer may stream for minutes, and the request's megabytes are of no more use.
    asked = request = undefined;
    if (answer.kind === 'stream') await relay?.relay(answer.stream);
    else if (relay) relay.whole(answer.body);
    else {
      markFirstEvent(exchange);
      readUsageMessage(exchange, answer.body);
      const reply = bytesOf(whole(answer.body, exchange.id));
      replyJson(outgoing, exchange, 200, reply);
      exchange.recording?.message(answer.body);
      if (reply !== answer.body) exchange.recording?.clientBytes(reply);
    }
  } catch (error) {
    relay?.stop();
    if (leaving.aborted || hasLeft(incoming)) return;
    if (relay?.isOpen) relay.endWith(toAditError(error));
    else replyError(outgoing, exchange, toAditError(error), dialect.errorBody);
  }
}

/** Reads a request's body, of which the history gets a copy. Rejects as readBody does. */
export async function readAsked(incoming: IncomingMessage, { recording }: Exchange): Promise<Buffer> {
  const body = await readBody(incoming);
  recording?.asked(incoming.headers, body);
  return body;
}

/** A signal that the client has left before its answer was finished. */
export function abortedBy(outgoing: ServerResponse): AbortSignal {
  const controller = new AbortController();
  outgoing.once('close', () => {
    if (!isWhole(outgoing)) controller.abort(new Error('The client left'));
  });
  return controller.signal;
}

/** Whether the client left before its request was whole. */
export function hasLeft(incoming: IncomingMessage): boolean {
  // On HTTP/2 what was cut is complete, too.
  return incoming.aborted || (incoming.destroyed && !incoming.complete);
}
