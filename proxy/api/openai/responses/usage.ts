import type { ResponseUsage } from 'openai/resources/responses/responses';
import { asRecord } from '../../../bedrock/json/values.ts';

const FIELDS = ['input_tokens', 'output_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens'] as const;

/** Bedrock's own figures, on InvokeModel, where the events have none (see log/usage.ts). */
const METRICS: Readonly<Record<(typeof FIELDS)[number], string>> = {
  input_tokens: 'inputTokenCount',
  output_tokens: 'outputTokenCount',
  cache_read_input_tokens: 'cacheReadInputTokenCount',
  cache_creation_input_tokens: 'cacheWriteInputTokenCount',
};

/** Collects the usage of an answer, which comes in several places, and tells it as the Responses API does. */
export class UsageCount {
  readonly #counts = { input_tokens: 0, output_tokens: 0, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 };
  #thinking = 0;

  /** Takes a `usage` of the Messages API: figures only grow within one answer. */
  take(usage: unknown): void {
    const found = asRecord(usage);
    for (const field of FIELDS) this.#counts[field] = Math.max(this.#counts[field], count(found?.[field]));
    this.#thinking = Math.max(this.#thinking, count(asRecord(found?.output_tokens_details)?.thinking_tokens));
  }

  /** Takes `amazon-bedrock-invocationMetrics`. */
  takeMetrics(metrics: unknown): void {
    const found = asRecord(metrics);
    for (const field of FIELDS) this.#counts[field] ||= count(found?.[METRICS[field]]);
  }

  /** Input is all input here, cached or not. */
  toResponseUsage(): ResponseUsage {
    const { input_tokens, output_tokens, cache_read_input_tokens, cache_creation_input_tokens } = this.#counts;
    const input = input_tokens + cache_read_input_tokens + cache_creation_input_tokens;
    return {
      input_tokens: input,
      input_tokens_details: { cached_tokens: cache_read_input_tokens, cache_write_tokens: cache_creation_input_tokens },
      output_tokens,
      output_tokens_details: { reasoning_tokens: this.#thinking },
      total_tokens: input + output_tokens,
    };
  }
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.floor(value) : 0;
}
