import type { CompletionUsage } from 'openai/resources';
import { asRecord } from '../../../bedrock/json/values.ts';

/** Tokens of an answer, gathered from the places where they are told. Figures only grow: a later zero says nothing. */
export class AnswerUsage {
  #input = 0;
  #output = 0;
  #cacheRead = 0;
  #cacheWrite = 0;

  /** Takes the `usage` of a message, or of one of its events. */
  take(value: unknown): void {
    const usage = asRecord(value);
    this.#input = Math.max(this.#input, count(usage?.input_tokens));
    this.#output = Math.max(this.#output, count(usage?.output_tokens));
    this.#cacheRead = Math.max(this.#cacheRead, count(usage?.cache_read_input_tokens));
    this.#cacheWrite = Math.max(this.#cacheWrite, count(usage?.cache_creation_input_tokens));
  }

  /** Takes Bedrock's own figures for what the events left out (new-api#2881, ai-gateway#2290). */
  takeMetrics(value: unknown): void {
    const metrics = asRecord(value);
    this.#input ||= count(metrics?.inputTokenCount);
    this.#output ||= count(metrics?.outputTokenCount);
    this.#cacheRead ||= count(metrics?.cacheReadInputTokenCount);
    this.#cacheWrite ||= count(metrics?.cacheWriteInputTokenCount);
  }

  /** In OpenAI's names, where the prompt is all that was read, cached or not. */
  toJSON(): CompletionUsage {
    const prompt = this.#input + this.#cacheRead + this.#cacheWrite;
    return {
      prompt_tokens: prompt,
      completion_tokens: this.#output,
      total_tokens: prompt + this.#output,
      prompt_tokens_details: { cached_tokens: this.#cacheRead, cache_write_tokens: this.#cacheWrite },
    };
  }
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}
