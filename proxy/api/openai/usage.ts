import type { CompletionUsage } from 'openai/resources';
import type { ResponseUsage } from 'openai/resources/responses/responses';
import { asRecord } from '../../bedrock/json/values.ts';

const FIELDS = ['input_tokens', 'output_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens'] as const;

/** Bedrock's own figures, where the events have none (new-api#2881, ai-gateway#2290). */
const METRICS: Readonly<Record<(typeof FIELDS)[number], string>> = {
  input_tokens: 'inputTokenCount',
  output_tokens: 'outputTokenCount',
  cache_read_input_tokens: 'cacheReadInputTokenCount',
  cache_creation_input_tokens: 'cacheWriteInputTokenCount',
};

/** Tokens of an answer, gathered from the places where they are told, in the names of OpenAI's APIs. */
export class AnswerUsage {
  readonly #counts = { input_tokens: 0, output_tokens: 0, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 };
  #thinking = 0;

  /** Takes the `usage` of a message, or of one of its events. Figures only grow: a later zero says nothing. */
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

  /** As Chat Completions has it: the prompt is all that was read, cached or not. */
  toCompletionUsage(): CompletionUsage {
    const { input_tokens, input_tokens_details, output_tokens, output_tokens_details, total_tokens } =
      this.toResponseUsage();
    return {
      prompt_tokens: input_tokens,
      completion_tokens: output_tokens,
      total_tokens,
      prompt_tokens_details: input_tokens_details,
      ...(output_tokens_details.reasoning_tokens > 0 ? { completion_tokens_details: output_tokens_details } : {}),
    };
  }

  /** As the Responses API has it: input is all input, cached or not. */
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
