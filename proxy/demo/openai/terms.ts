import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../call.ts';

/** Where an answer of Chat Completions has a model's reasoning. */
type ReasoningPlace = 'field' | 'tags' | 'hidden';

/**
 * Where Chat Completions has the reasoning of a model.
 *
 * - `tags`: gpt-oss on bedrock-runtime, whose ids end in a version, writes `<reasoning>…</reasoning>` into
 *   the content, around each piece of a stream. Recorded in https://github.com/llamastack/llama-stack
 *   tests/integration/inference/recordings/085098d43435ac3b10595184dcd7ef191f16f392ee697f679f3bf1d238ca2f25.json
 * - `hidden`: OpenAI's and xAI's closed models show none. https://github.com/BerriAI/litellm/pull/40775
 * - `field`: the others have it in `reasoning`, which OpenAI's API does not know.
 *   https://github.com/aws-samples/sample-per-model-bedrock 14-openai-gpt-oss/01-gpt-oss-on-both-endpoints.ipynb
 */
export function chatReasoning(model: string): ReasoningPlace {
  if (/openai\.gpt-oss-.*-1(:0)?$/.test(model)) return 'tags';
  return hidesReasoning(model) ? 'hidden' : 'field';
}

/** Whether a model's reasoning is only to be had as a summary, and encrypted. */
export function hidesReasoning(model: string): boolean {
  return /openai\.gpt-(?!oss)|xai\.grok/.test(model);
}

/** OpenAI's error for an exception of AWS, by its name. */
export function openAiError(type: string, message: string): JsonObject {
  const { type: openAiType, code } = errorTypes[type.toLowerCase()] ?? serverError;
  return { message, type: openAiType, param: null, code };
}

const serverError = { type: 'server_error', code: 'server_error' };

/**
 * Codes: `ResponseError` of npm openai, https://github.com/openai/codex/issues/25034. Of the type of a
 * throttling there is no public source.
 */
const errorTypes: Record<string, { type: string; code: string }> = {
  validationexception: { type: 'invalid_request_error', code: 'validation_error' },
  throttlingexception: { type: 'rate_limit_error', code: 'rate_limit_exceeded' },
};

/** The tokens of a Messages usage: all of the input, what of it was read from the cache and written to it, the output. */
export function tokensOf(usage: JsonObject): { input: number; read: number; written: number; output: number } {
  const read = Number(usage.cache_read_input_tokens ?? 0);
  const written = Number(usage.cache_creation_input_tokens ?? 0);
  const input = Number(usage.input_tokens ?? 0) + read + written;
  return { input, read, written, output: Number(usage.output_tokens ?? 0) };
}

/** An id as OpenAI's are: `rs_…` for reasoning, `fc_…` for a call. */
export function newId(prefix: string): string {
  return `${prefix}_${randomUUID().replaceAll('-', '')}`;
}

/** The time in seconds, as OpenAI's API gives it. */
export function now(): number {
  return Math.floor(Date.now() / 1000);
}
