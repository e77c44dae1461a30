import type { ResponseUsage } from 'openai/resources/responses/responses';
import type { AditError, ErrorType } from '../../../errors.ts';
import { openAiError } from '../errors.ts';
import { newId } from './ids.ts';
import type { ResponseItem } from './open-item.ts';
import type { ResponsesRequest } from './request.ts';

/** What of a response is known before the answer: the request's own fields, as the API repeats them. */
export interface Echo extends Readonly<Record<string, unknown>> {
  readonly id: string;
  /** Whole seconds since 1970. */
  readonly created_at: number;
}

/** A response (openai 7.55.0, resources/responses/responses.d.ts, Response). */
export interface ResponseObject extends Echo {
  readonly object: 'response';
  readonly status: 'in_progress' | 'completed' | 'incomplete' | 'failed';
  readonly output: readonly ResponseItem[];
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly incomplete_details: { readonly reason: CutShort } | null;
  readonly usage: ResponseUsage | null;
}

export type CutShort = 'max_output_tokens' | 'content_filter';

const CUT_SHORT = new Map<unknown, CutShort>([
  ['max_tokens', 'max_output_tokens'],
  ['model_context_window_exceeded', 'max_output_tokens'],
  ['refusal', 'content_filter'],
]);

/** Why an answer is incomplete, by its stop reason in the Messages API; undefined where it is whole. */
export function cutShort(stopReason: unknown): CutShort | undefined {
  return CUT_SHORT.get(stopReason);
}

/** The echo of a request, under a new id. */
export function echoOf(request: ResponsesRequest, body: Readonly<Record<string, unknown>>): Echo {
  const { reasoning, text } = request;
  return {
    id: newId('resp'),
    created_at: Math.floor(Date.now() / 1000),
    background: false,
    instructions: request.instructions ?? null,
    max_output_tokens: request.max_output_tokens ?? null,
    max_tool_calls: null,
    metadata: body.metadata ?? {},
    model: request.model,
    parallel_tool_calls: request.parallel_tool_calls ?? true,
    previous_response_id: request.previous_response_id ?? null,
    prompt_cache_key: request.prompt_cache_key ?? null,
    reasoning: { effort: reasoning?.effort ?? null, summary: reasoning?.summary ?? null },
    safety_identifier: body.safety_identifier ?? null,
    service_tier: 'default',
    store: request.store ?? true,
    temperature: request.temperature ?? 1,
    text: { ...text, format: text?.format ?? { type: 'text' } },
    tool_choice: request.tool_choice ?? 'auto',
    tools: body.tools ?? [],
    top_logprobs: 0,
    top_p: request.top_p ?? 1,
    truncation: body.truncation ?? 'disabled',
    user: body.user ?? null,
  };
}

/** A response in some state of its answer. */
export function respond(echo: Echo, status: ResponseObject['status'], output: readonly ResponseItem[]): ResponseObject {
  const completed = status === 'completed' ? Math.floor(Date.now() / 1000) : null;
  return {
    ...echo,
    object: 'response',
    status,
    completed_at: completed,
    error: null,
    incomplete_details: null,
    output,
    usage: null,
  };
}

/**
 * Codes of `response.error` (ResponseErrorCode in the same file). Codex shows the message of `invalid_prompt`, and tries
 * again at any other but `context_length_exceeded` (openai/codex, codex-rs/codex-api/src/sse/responses.rs).
 */
const CODES: Readonly<Record<ErrorType, string>> = {
  invalid_request_error: 'invalid_prompt',
  authentication_error: 'invalid_prompt',
  permission_error: 'invalid_prompt',
  not_found_error: 'invalid_prompt',
  request_too_large: 'invalid_prompt',
  rate_limit_error: 'rate_limit_exceeded',
  timeout_error: 'server_error',
  api_error: 'server_error',
  overloaded_error: 'server_error',
};

/** What a failed response says. Codex reads the time to wait out of the message. */
export function errorOf(error: AditError): { code: string; message: string } {
  const { code } = openAiError(error);
  const wait = error.retryAfter === undefined ? '' : ` Please try again in ${error.retryAfter}s.`;
  return {
    code: code === 'context_length_exceeded' ? code : CODES[error.type],
    message: error.message + wait,
  };
}
