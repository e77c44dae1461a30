import { asRecord } from '../json/values.ts';
import type { MessageUsage, StopReason } from '../messages/writer.ts';
import { usageOf } from './chat-answer.ts';

/** Usage in the names of Anthropic's API. */
export function responsesUsage(value: unknown): MessageUsage {
  const usage = asRecord(value);
  return usageOf(usage?.input_tokens, usage?.output_tokens, asRecord(usage?.input_tokens_details));
}

/** Why the model stopped, by a response that is over. */
export function responsesStopReason(
  response: Record<string, unknown> | undefined,
  hasCalls: boolean,
  isRefusal: boolean,
): StopReason {
  const reason = asRecord(response?.incomplete_details)?.reason;
  if (reason === 'content_filter' || isRefusal) return 'refusal';
  if (response?.status === 'incomplete') return 'max_tokens';
  return hasCalls ? 'tool_use' : 'end_turn';
}

/** The text of a list of parts, `field` by `field`. */
export function partsText(parts: unknown, field: 'text' | 'refusal', between = ''): string {
  const texts = (Array.isArray(parts) ? parts : []).map((part) => asRecord(part)?.[field]);
  return texts.filter((text) => typeof text === 'string' && text !== '').join(between);
}

/** What a reasoning item tells of itself: the summary, or the reasoning where an open model tells it. */
export function reasoningText({ summary, content }: Record<string, unknown>): string {
  return partsText(summary, 'text', '\n\n') || partsText(content, 'text', '\n\n');
}
