import { asRecord } from '../json/values.ts';
import type { MessageUsage, StopReason } from '../messages/writer.ts';

/** Usage in the names of Anthropic's API: what was read from the cache or written to it is no input. */
export function chatUsage(value: unknown): MessageUsage {
  const usage = asRecord(value);
  const details = asRecord(usage?.prompt_tokens_details);
  return usageOf(usage?.prompt_tokens, usage?.completion_tokens, details);
}

/** The same out of the figures that both of OpenAI's APIs have by other names. */
export function usageOf(input: unknown, output: unknown, details: Record<string, unknown> | undefined): MessageUsage {
  const read = count(details?.cached_tokens);
  const written = count(details?.cache_write_tokens);
  return {
    input_tokens: Math.max(0, count(input) - read - written),
    output_tokens: count(output),
    ...(read > 0 ? { cache_read_input_tokens: read } : {}),
    ...(written > 0 ? { cache_creation_input_tokens: written } : {}),
  };
}

/** Why the model stopped. Some servers say `stop` where a tool was called, so the call counts. */
export function chatStopReason(reason: unknown, hasCalls: boolean, isRefusal: boolean): StopReason {
  if (reason === 'length') return 'max_tokens';
  if (reason === 'content_filter' || isRefusal) return 'refusal';
  return hasCalls ? 'tool_use' : 'end_turn';
}

/**
 * The reasoning of a message or a delta: `reasoning` on bedrock-mantle (brainlid/langchain#521), `reasoning_content`
 * in servers before (JetBrains/koog#2190).
 */
export function reasoningOf({ reasoning, reasoning_content }: Record<string, unknown>): string {
  if (typeof reasoning === 'string' && reasoning !== '') return reasoning;
  return typeof reasoning_content === 'string' ? reasoning_content : '';
}

/** Content as text; some servers send it as a list of parts. */
export function textIn(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  const texts = content.map((part) => asRecord(part)?.text);
  return texts.filter((text) => typeof text === 'string').join('');
}

/** A call's arguments as JSON text; some servers send the value itself. */
export function argumentsIn(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : '';
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
}
