import type { IncomingMessage, ServerResponse } from 'node:http';
import { ClientRequest } from '../../bedrock/client-request.ts';
import { toAditError } from '../../errors.ts';
import type { Exchange } from '../../log/exchange.ts';
import { countTokens } from '../../routing/count.ts';
import type { Router } from '../../routing/journey.ts';
import { abortedBy, hasLeft, readAsked } from '../answer.ts';
import { bytesOf, replyError, replyJson } from '../reply.ts';
import { errorBody } from './errors.ts';

/**
 * `POST /v1/messages/count_tokens` (https://platform.claude.com/docs/en/api/messages-count-tokens): `input_tokens`, and
 * `estimated: true` beside it where the figure is Adit's own. Never rejects: errors are answers.
 */
export async function postCountTokens(
  router: Router,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  exchange: Exchange,
): Promise<void> {
  const leaving = abortedBy(outgoing);
  try {
    const request = new ClientRequest(await readAsked(incoming, exchange), incoming.headers);
    exchange.asked = request.name.slice(0, 120);
    const { tokens, estimated } = await countTokens(router, request, exchange, leaving);
    exchange.usage.input = tokens;
    const reply = bytesOf({ input_tokens: tokens, ...(estimated ? { estimated } : {}) });
    replyJson(outgoing, exchange, 200, reply);
    exchange.recording?.message(reply);
  } catch (error) {
    if (leaving.aborted || hasLeft(incoming)) return;
    replyError(outgoing, exchange, toAditError(error), errorBody);
  }
}
