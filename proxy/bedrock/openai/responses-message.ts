import { toClientError } from '../error-map.ts';
import { asRecord, parseRecord } from '../json/values.ts';
import type { AnswerContext } from '../stream/decoder.ts';
import { argumentsIn } from './chat-answer.ts';
import { openAiFailure } from './failure.ts';
import { type Content, messageBody, textBlock, thinkingBlock, toolUseBlock } from './message.ts';
import { toSignature } from './reasoning-signature.ts';
import { partsText, reasoningText, responsesStopReason, responsesUsage } from './responses-answer.ts';

/**
 * A whole response as a message, or as it is where the client speaks this dialect; undefined where the body is none. Throws
 * AditError for one that failed, which comes with status 200.
 */
export function readResponsesMessage(body: Buffer, answer: AnswerContext): Buffer | undefined {
  const response = parseRecord(body);
  if (!response || !Array.isArray(response.output)) return undefined;
  if (answer.isNative) return body;
  const failure =
    response.status === 'failed' && openAiFailure({ type: 'response.failed', response }, answer.requestId);
  if (failure) throw toClientError(failure);
  const items = response.output.map((item) => asRecord(item) ?? {});
  const content = items.flatMap(contentOf);
  const hasCalls = content.some(({ type }) => type === 'tool_use');
  const isRefusal = items.some((item) => item.type === 'message' && partsText(item.content, 'refusal') !== '');
  const reason = responsesStopReason(response, hasCalls, isRefusal);
  return messageBody(response.id, answer.modelId, content, reason, responsesUsage(response.usage));
}

function contentOf(item: Record<string, unknown>): Content[] {
  if (item.type === 'reasoning') return thinkingBlock(reasoningText(item), toSignature(item));
  if (item.type === 'message') {
    return [...textBlock(partsText(item.content, 'text')), ...textBlock(partsText(item.content, 'refusal'))];
  }
  return item.type === 'function_call' ? toolUseBlock(item.call_id, item.name, argumentsIn(item.arguments)) : [];
}
