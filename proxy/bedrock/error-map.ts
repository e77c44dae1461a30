import { AditError, type ErrorType } from '../errors.ts';
import type { Failure } from './failure.ts';

interface Row {
  /** AWS's exception, or Anthropic's error type where the Messages API answered. */
  readonly name?: string | RegExp;
  readonly message?: RegExp;
  readonly status?: number;
  readonly type: ErrorType;
  /** The client's status, where it is not that of the type. */
  readonly answer?: number;
  /** Whether another try can help. */
  readonly retry: boolean;
  /** The words for the client; Bedrock's own where there is none. */
  readonly words?: (message: string) => string;
  readonly source: string;
}

const CREDENTIALS =
  /^(ExpiredToken|UnrecognizedClient|InvalidSignature|IncompleteSignature|MissingAuthenticationToken|InvalidClientTokenId|authentication_error)/;

const REFUSED_CREDENTIALS =
  /(?:security|bearer|session) token\b.*\b(?:expired|invalid|not valid)|credentials? .*\bexpired/i;

/** Of a Bedrock API key. */
const REFUSED_KEY = /make sure your API Key is valid|^Invalid API Key/i;

/**
 * Which error a client gets for which of Bedrock's. The first row that fits holds.
 * Exceptions and their statuses: @aws-sdk/client-bedrock-runtime 3.1162 schemas. Anthropic's types:
 * https://platform.claude.com/docs/en/api/errors. What Claude Code acts on: its docs on LLM gateways.
 */
const ROWS: readonly Row[] = [
  {
    message: /^Input is too long for requested model/i,
    type: 'invalid_request_error',
    retry: false,
    words: (message) => `Input is too long. (Amazon Bedrock: ${message})`,
    source: 'Claude Code docs, LLM gateways: it compacts on exactly these words',
  },
  {
    message: /exceeds the context window|maximum context length is \d+ tokens/i,
    type: 'invalid_request_error',
    retry: false,
    words: (message) => `Input is too long. (Amazon Bedrock: ${message})`,
    source: 'openai/codex codex-rs/codex-api/src/sse/responses.rs; vLLM; the words for clients as above',
  },
  {
    message: /prompt is too long: \d+ tokens > \d+ maximum|input length and `max_tokens` exceed context limit/,
    type: 'invalid_request_error',
    retry: false,
    source: 'Claude Code docs, LLM gateways: parsed by the client, so verbatim',
  },
  {
    message: /use case details have not been submitted/i,
    type: 'not_found_error',
    retry: false,
    words: (message) =>
      `${message} (Once per account, in the AWS console: Amazon Bedrock, Model catalog, any Anthropic model, "Submit use case details".)`,
    source: 'anthropics/claude-code#16997',
  },
  {
    message: /data retention/i,
    type: 'invalid_request_error',
    retry: false,
    words: (message) =>
      `${message} (This model asks for another data retention mode of the account: an administrator sets it with the Bedrock API PutAccountDataRetention.)`,
    source: 'anthropics/claude-code#66594',
  },
  {
    message: /provided model identifier is invalid/i,
    type: 'not_found_error',
    retry: false,
    source: 'anthropics/claude-code#1434',
  },
  {
    message: /on-demand throughput isn.t supported/i,
    type: 'invalid_request_error',
    retry: false,
    words: (message) =>
      `${message} (Name an inference profile, such as the same id with "us.", "eu." or "global." before it.)`,
    source: 'AWS docs, inference profiles',
  },
  { name: 'UnknownOperationException', type: 'not_found_error', retry: false, source: 'AWS docs, common errors' },
  {
    name: 'ServiceQuotaExceededException',
    type: 'rate_limit_error',
    retry: false,
    source: 'client-bedrock-runtime: 400 there',
  },
  {
    name: 'ModelNotReadyException',
    type: 'overloaded_error',
    retry: true,
    source: 'client-bedrock-runtime: retryable',
  },
  {
    name: 'ConflictException',
    type: 'invalid_request_error',
    answer: 409,
    retry: false,
    source: 'client-bedrock-runtime',
  },
  { name: CREDENTIALS, type: 'authentication_error', retry: false, source: 'AWS docs, common errors' },
  {
    message: REFUSED_CREDENTIALS,
    type: 'authentication_error',
    retry: false,
    source: 'AWS docs, common errors: the words of refused credentials, whatever exception they come with',
  },
  {
    message: REFUSED_KEY,
    type: 'authentication_error',
    retry: false,
    source: 'anomalyco/opencode#47073, VectifyAI/OpenKB#204: a Bedrock API key is refused as "access denied"',
  },
  {
    name: /^(AccessDenied|permission_error)/,
    type: 'permission_error',
    retry: false,
    words: (message) =>
      /not authorized to perform/i.test(message)
        ? `${message} (The AWS role needs this action; an administrator of the account can allow it.)`
        : `${message} (Access to the model is given in the AWS console: Amazon Bedrock, Model access.)`,
    source: 'AWS docs, common errors',
  },
  { name: /^(ResourceNotFound|not_found_error)/, type: 'not_found_error', retry: false, source: 'browser-use PR 5448' },
  {
    name: /^(Throttling|rate_limit_error)/,
    type: 'rate_limit_error',
    retry: true,
    source: 'client-bedrock-runtime: 429',
  },
  { name: 'ModelTimeoutException', type: 'timeout_error', retry: true, source: 'client-bedrock-runtime: 408' },
  { name: /^Model(Stream)?Error/, type: 'api_error', retry: true, source: 'client-bedrock-runtime: 424' },
  { name: 'overloaded_error', type: 'overloaded_error', retry: true, source: 'Anthropic docs, errors' },
  { status: 401, type: 'authentication_error', retry: false, source: 'RFC 9110' },
  {
    name: 'invalid_request_error',
    status: 404,
    type: 'not_found_error',
    retry: false,
    source: 'https://platform.openai.com/docs/guides/error-codes: OpenAI’s type of nearly all that is wrong',
  },
  {
    name: /^(Validation|invalid_request_error)/,
    type: 'invalid_request_error',
    retry: false,
    source: 'client-bedrock-runtime',
  },
  { status: 413, type: 'request_too_large', retry: false, source: 'Anthropic docs, errors' },
  { status: 403, type: 'permission_error', retry: false, source: 'RFC 9110' },
  { status: 404, type: 'not_found_error', retry: false, source: 'RFC 9110' },
  { status: 408, type: 'timeout_error', retry: true, source: 'RFC 9110' },
  { status: 429, type: 'rate_limit_error', retry: true, source: 'RFC 9110' },
  { status: 503, type: 'overloaded_error', retry: true, source: 'client-bedrock-runtime: ServiceUnavailableException' },
  { status: 504, type: 'timeout_error', retry: true, source: 'RFC 9110' },
  { status: 529, type: 'overloaded_error', retry: true, source: 'Anthropic docs, errors' },
];

/**
 * The error for the client. Its message is always Bedrock's reason, with what helps behind it. `wait` gives the whole
 * seconds after which another try makes sense, where Bedrock does not say.
 */
export function toClientError(failure: Failure, wait?: () => number): AditError {
  const row = ROWS.find((candidate) => fits(candidate, failure));
  // A redirect is no answer that a client could do something about.
  const isTheirs = failure.status >= 400 && failure.status < 500;
  const type = row?.type ?? (isTheirs ? 'invalid_request_error' : 'api_error');
  const retry = row?.retry ?? failure.status >= 500;
  const waits = retry && (type === 'rate_limit_error' || type === 'overloaded_error');
  const retryAfter = waits ? (failure.retryAfter ?? wait?.()) : undefined;
  return new AditError(type, row?.words?.(failure.message) ?? failure.message, {
    ...statusOf(row, failure),
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(retry ? {} : { shouldRetry: false }),
  });
}

function statusOf(row: Row | undefined, failure: Failure): { status?: number } {
  if (row?.answer !== undefined) return { status: row.answer };
  return row === undefined && failure.status >= 500 ? { status: failure.status } : {};
}

/** Whether Bedrock refused the credentials themselves, not what they may do. */
export function isCredentialFailure({ name, status, message }: Failure): boolean {
  if (CREDENTIALS.test(name)) return true;
  if (REFUSED_KEY.test(message)) return true;
  return status === 401 || (status === 403 && REFUSED_CREDENTIALS.test(message));
}

/** Whether this account or region lacks the model, so that another of its tier may do. */
export function isModelMissing({ name, status, message }: Failure): boolean {
  if (/use case details|guardrail/i.test(message)) return false;
  if (/provided model identifier is invalid|on-demand throughput isn.t supported/i.test(message)) return true;
  if (/don.t have access to the model/i.test(message)) return true;
  // browser-use PR 5448 as 404, apache/airflow#72521 as 400.
  if (/marked by provider as Legacy|reached the end of its life/i.test(message)) return true;
  return status === 404 && /^(ResourceNotFound|not_found_error)/.test(name);
}

function fits(row: Row, { name, message, status }: Failure): boolean {
  if (row.name !== undefined && !(typeof row.name === 'string' ? row.name === name : row.name.test(name))) return false;
  if (row.message !== undefined && !row.message.test(message)) return false;
  return row.status === undefined || row.status === status;
}
