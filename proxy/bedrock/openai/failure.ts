import type { Failure } from '../failure.ts';
import { asRecord } from '../json/values.ts';

interface ErrorRow {
  readonly code: RegExp;
  readonly status: number;
  /** AWS's exception of the same meaning, which the table of errors knows. */
  readonly name: string;
}

/**
 * Codes and types of OpenAI's errors (openai 7.55, ResponseError.code; `validation_error` is bedrock-mantle's own,
 * strands-agents/harness-sdk#4267). First match counts.
 */
const ERRORS: readonly ErrorRow[] = [
  { code: /^(rate_limit|too_many_requests)/, status: 429, name: 'ThrottlingException' },
  { code: /^insufficient_quota/, status: 429, name: 'ServiceQuotaExceededException' },
  { code: /^(invalid_api_key|authentication)/, status: 401, name: 'authentication_error' },
  { code: /^(permission|access_denied)/, status: 403, name: 'AccessDeniedException' },
  { code: /not_found/, status: 404, name: 'ResourceNotFoundException' },
  { code: /^(overloaded|service_unavailable|server_is_overloaded)/, status: 503, name: 'ServiceUnavailableException' },
  { code: /^(server_error|internal)/, status: 500, name: 'InternalServerException' },
  {
    code: /^(invalid|validation|context_length|image_|unsupported|empty_image|failed_to_download|data_residency|bio_policy|misalignment|string_above)/,
    status: 400,
    name: 'ValidationException',
  },
];

/**
 * The failure that an event or a chunk is: `{"error": {…}}`, `{"type": "error", …}`, a response that failed, or AWS's own
 * `{"message": …}`. Undefined where it is none.
 */
export function openAiFailure(json: Record<string, unknown>, requestId: string | undefined): Failure | undefined {
  const response = asRecord(json.response);
  const error = json.type === 'response.failed' ? (asRecord(response?.error) ?? {}) : errorIn(json);
  if (!error) return undefined;
  const words = [error.message, error.Message].find((text) => typeof text === 'string' && text !== '');
  const row = rowOf([error.code, error.type === 'error' ? undefined : error.type, error.__type]);
  const given = [error.code, error.status, error.originalStatusCode].map(Number).find(isErrorStatus);
  return {
    status: row?.status ?? given ?? 500,
    name: row?.name ?? '',
    message: (words as string | undefined) ?? 'The model failed without a reason.',
    requestId,
    retryAfter: undefined,
  };
}

function errorIn(json: Record<string, unknown>): Record<string, unknown> | undefined {
  if (typeof json.error === 'string' && json.error !== '') return { message: json.error };
  const error = asRecord(json.error);
  if (error || json.type === 'error') return error ?? json;
  const isAnswer = 'choices' in json || 'object' in json || /^response\./.test(String(json.type));
  return !isAnswer && (typeof json.message === 'string' || typeof json.Message === 'string') ? json : undefined;
}

function rowOf(codes: readonly unknown[]): ErrorRow | undefined {
  for (const code of codes) {
    if (typeof code !== 'string') continue;
    const row = ERRORS.find(({ code: pattern }) => pattern.test(code.toLowerCase()));
    if (row) return row;
  }
  return undefined;
}

function isErrorStatus(status: number): boolean {
  return Number.isInteger(status) && status >= 400 && status < 600;
}
