import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ClientRequest } from '../../bedrock/client-request.ts';
import { toAditError } from '../../errors.ts';
import { type Exchange, markFirstEvent } from '../../log/exchange.ts';
import { readUsageMessage } from '../../log/usage.ts';
import { ask } from '../../routing/dispatch.ts';
import type { Router } from '../../routing/journey.ts';
import { EventRelay } from './relay.ts';
import { replyError, replyJson } from './reply.ts';
import { abortedBy, hasLeft, readRequest } from './request.ts';

/** `POST /v1/messages` (https://platform.claude.com/docs/en/api/messages). Never rejects: errors are answers. */
export async function postMessages(
  router: Router,
  pingAfterMs: number,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  exchange: Exchange,
): Promise<void> {
  const leaving = abortedBy(outgoing);
  let relay: EventRelay | undefined;
  try {
    let request: ClientRequest | undefined = await readRequest(incoming);
    exchange.asked = request.name.slice(0, 120);
    exchange.stream = request.stream;
    if (request.stream) relay = new EventRelay(outgoing, exchange, pingAfterMs);
    const answer = await ask(router, { request, signal: leaving, mayRetry: () => !outgoing.headersSent }, exchange);
    // The answer may stream for minutes, and the request's megabytes are of no more use.
    request = undefined;
    if (answer.kind === 'stream') await relay?.relay(answer.stream);
    else {
      markFirstEvent(exchange);
      readUsageMessage(exchange, answer.body);
      replyJson(outgoing, exchange, 200, answer.body);
    }
  } catch (error) {
    relay?.stop();
    if (leaving.aborted || hasLeft(incoming)) return;
    if (relay?.isOpen) relay.endWith(toAditError(error));
    else replyError(outgoing, exchange, toAditError(error));
  }
}
