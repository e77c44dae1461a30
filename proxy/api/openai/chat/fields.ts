import { isClaude, type Model } from '../../../bedrock/catalogue/catalogue.ts';
import { asRecord } from '../../../bedrock/json/values.ts';
import { isBlank } from '../../../bedrock/messages/words.ts';
import type { ChatRequest } from './request.ts';

/**
 * Fields without which an answer would be another, and which no model behind the Messages API has
 * (https://platform.claude.com/docs/en/api/openai-sdk ignores the same). Said, and no error: tools send them by default.
 * Any other field that has no place there changes nothing that a client could miss, and is left out in silence.
 */
const MISSED = [
  'logprobs',
  'top_logprobs',
  'logit_bias',
  'seed',
  'presence_penalty',
  'frequency_penalty',
  'verbosity',
  'web_search_options',
] as const;

/** Notes on fields that were asked for and are not had. */
export function missedFields(request: ChatRequest): string[] {
  const notes = MISSED.filter((field) => isMeant(request[field])).map((field) => `${field} dropped`);
  return stopsOf(request).some(isBlank) ? [...notes, 'blank stop sequences dropped'] : notes;
}

/** What clients put where they want nothing. */
function isMeant(value: unknown): boolean {
  const isEmpty = Object.keys(asRecord(value) ?? { some: true }).length === 0;
  return value !== undefined && value !== null && value !== false && value !== 0 && !isEmpty;
}

/**
 * Sampling, stop sequences and the user, as the Messages API has them. Claude's temperature ends at 1, and the user's
 * name has few characters (agentgateway#1739).
 */
export function toFields(request: ChatRequest, model: Model | undefined): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  const { temperature, top_p, top_k, user, safety_identifier } = request;
  const most = isClaude(model) || mayBeClaude(request.model) ? 1 : 2;
  if (typeof temperature === 'number') fields.temperature = Math.min(temperature, most);
  if (typeof top_p === 'number') fields.top_p = top_p;
  if (typeof top_k === 'number') fields.top_k = top_k;
  const sequences = stopsOf(request).filter((text) => !isBlank(text));
  if (sequences.length > 0) fields.stop_sequences = sequences;
  const userId = user ?? safety_identifier;
  if (userId && /^[a-zA-Z0-9\s:_@$#=/+,\-.]{1,256}$/.test(userId)) fields.metadata = { user_id: userId };
  return fields;
}

function stopsOf({ stop }: ChatRequest): readonly string[] {
  return typeof stop === 'string' ? [stop] : (stop ?? []);
}

/**
 * Tokens of an answer where a client names no limit. Bedrock takes `max_tokens` from the account's quota when a request
 * starts, so that the model's own limit would throttle the next ones (aws/agent-toolkit-for-aws, quota-health.md;
 * https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html).
 */
const DEFAULT_MAX_TOKENS = 32_000;

/** The same for a model whose limit nobody knows, and which refuses more. */
const UNKNOWN_MAX_TOKENS = 4096;

/** The limit of an answer, in tokens; `budget` is what thinking may take of it. */
export function toMaxTokens(request: ChatRequest, model: Model | undefined, budget = 0): number {
  const asked = Math.max(request.max_tokens ?? 0, request.max_completion_tokens ?? 0);
  if (asked > 0) return asked;
  if (model) return Math.min(model.maxOutputTokens, DEFAULT_MAX_TOKENS + budget);
  return (mayBeClaude(request.model) ? DEFAULT_MAX_TOKENS : UNKNOWN_MAX_TOKENS) + budget;
}

/** An ARN says nothing of its model; most are Claude's. */
function mayBeClaude(name: string): boolean {
  return /claude|^arn:/i.test(name);
}
