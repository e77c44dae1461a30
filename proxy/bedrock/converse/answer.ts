import { randomUUID } from 'node:crypto';
import type { Failure } from '../failure.ts';
import { asRecord } from '../json/values.ts';
import type { MessageUsage, StopReason } from '../messages/writer.ts';
import type { AnswerContext } from '../stream/decoder.ts';
import { encodeToolId } from './tool-ids.ts';

/*
 * What Converse and ConverseStream say alike of an answer (@aws-sdk/client-bedrock-runtime, ConverseResponse and
 * ConverseStreamMetadataEvent), in the words of the Messages API.
 */

/** Stop reasons: StopReason of @aws-sdk/client-bedrock-runtime, and that of @anthropic-ai/sdk. */
const STOP_REASONS = new Map<unknown, StopReason>([
  ['end_turn', 'end_turn'],
  ['tool_use', 'tool_use'],
  ['max_tokens', 'max_tokens'],
  ['stop_sequence', 'stop_sequence'],
  ['guardrail_intervened', 'refusal'],
  ['content_filtered', 'refusal'],
  ['model_context_window_exceeded', 'model_context_window_exceeded'],
]);

/** Reasons that say that the answer cannot be read: no client is to run a tool by it. */
const FAULTS = new Map<unknown, string>([
  ['malformed_model_output', 'The model wrote an answer that Amazon Bedrock could not read. Try again.'],
  ['malformed_tool_use', 'The model wrote a call of a tool that Amazon Bedrock could not read. Try again.'],
]);

/** The failure that a stop reason stands for; undefined for one that ends a good answer. */
export function readFault(reason: unknown, { requestId }: AnswerContext): Failure | undefined {
  const message = FAULTS.get(reason);
  return message === undefined
    ? undefined
    : { status: 424, name: 'ModelErrorException', message, requestId, retryAfter: undefined };
}

/** Why an answer ended. A tool is called where there is a call: some models say that their turn ended. */
export function toStopReason(reason: unknown, callsTool: boolean): StopReason {
  const known = STOP_REASONS.get(reason) ?? 'end_turn';
  if (known === 'end_turn' && callsTool) return 'tool_use';
  return known === 'tool_use' && !callsTool ? 'end_turn' : known;
}

/** The sequence that ended the answer, where the model tells it. */
export function toStopSequence(fields: unknown): string | null {
  const sequence = asRecord(fields)?.stop_sequence;
  return typeof sequence === 'string' ? sequence : null;
}

/**
 * Tokens: `inputTokens` are those that were neither read from the cache nor written to it, as in the Messages API
 * (https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html, by crmne/ruby_llm#832).
 */
export function toUsage(value: unknown): MessageUsage {
  const usage = asRecord(value);
  return {
    input_tokens: count(usage?.inputTokens),
    output_tokens: count(usage?.outputTokens),
    ...('cacheReadInputTokens' in (usage ?? {}) ? { cache_read_input_tokens: count(usage?.cacheReadInputTokens) } : {}),
    ...('cacheWriteInputTokens' in (usage ?? {})
      ? { cache_creation_input_tokens: count(usage?.cacheWriteInputTokens) }
      : {}),
  };
}

/** The id of a message, out of that of its request. */
export function toMessageId({ requestId }: AnswerContext): string {
  return `msg_${(requestId ?? randomUUID()).replaceAll('-', '')}`;
}

/** The id of a call, which clients send to other models too: in the characters that all of them take. */
export function toCallId(id: unknown): string {
  return typeof id === 'string' && id !== '' ? encodeToolId(id) : `toolu_${randomUUID().replaceAll('-', '')}`;
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
}
