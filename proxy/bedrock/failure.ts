import type { IncomingHttpHeaders } from 'node:http';
import { asRecord, parseRecord } from './json/values.ts';

/** What Bedrock answered instead of a message. */
export interface Failure {
  /** HTTP status of the answer; that of the exception where it came inside a stream. */
  readonly status: number;
  /** AWS's exception (`ThrottlingException`) or Anthropic's error type (`invalid_request_error`); empty if unsaid. */
  readonly name: string;
  readonly message: string;
  /** AWS's id of the request, for its support. */
  readonly requestId: string | undefined;
  /** Whole seconds, where upstream gave them. */
  readonly retryAfter: number | undefined;
}

/** Reads an answer that is no message: AWS's shapes and Anthropic's, with what models put inside (never throws). */
export function readFailure(status: number, headers: IncomingHttpHeaders, body: Buffer): Failure {
  const json = parseRecord(body);
  const anthropic = asRecord(json?.error);
  const named = header(headers, 'x-amzn-errortype') ?? text(json?.__type) ?? text(json?.code);
  const name = exceptionName(text(anthropic?.type) ?? named ?? wrappedName(json) ?? '');
  const message = text(anthropic?.message) ?? text(json?.message) ?? text(json?.Message);
  return {
    status,
    name,
    ...unwrap(message ?? (json ? wordsOfJson(json) : wordsOfPage(body))),
    requestId: header(headers, 'x-amzn-requestid') ?? header(headers, 'request-id'),
    retryAfter: seconds(header(headers, 'retry-after')),
  };
}

/** Reads an exception that came as a frame of an event stream; its type there is in camel case. */
export function readStreamException(type: string, payload: Buffer, requestId: string | undefined): Failure {
  const json = parseRecord(payload);
  const name = type.charAt(0).toUpperCase() + type.slice(1);
  const status = typeof json?.originalStatusCode === 'number' ? json.originalStatusCode : statusOf(name);
  const message = text(json?.message) ?? text(json?.originalMessage) ?? wordsOfPage(payload);
  return { status, name, ...unwrap(message), requestId, retryAfter: undefined };
}

/**
 * An error that came with status 200, as "no such operation" does on routes under /anthropic (AWS's gateway wraps it in
 * `Output`); undefined where the body is none.
 */
export function readHiddenFailure(headers: IncomingHttpHeaders, body: Buffer): Failure | undefined {
  if (body.length > 16_384) return undefined;
  const json = parseRecord(body);
  const name = wrappedName(json) ?? text(json?.__type);
  if (name === undefined && json?.type !== 'error') return undefined;
  const failure = readFailure(0, headers, body);
  return { ...failure, status: statusOf(failure.name) };
}

/** Whether a body is a message of Anthropic's API. */
export function isMessage(body: Buffer): boolean {
  return parseRecord(body)?.type === 'message';
}

/** Reads an event that is an error, in Anthropic's shape or in AWS's. */
export function readErrorEvent(data: Buffer, requestId: string | undefined): Failure {
  const failure = readFailure(0, {}, data);
  return { ...failure, status: statusOf(failure.name), requestId };
}

/** Statuses of errors that come without one: AWS's exceptions (@aws-sdk/client-bedrock-runtime) and Anthropic's types. */
const STATUS = new Map([
  ['InternalServerException', 500],
  ['ModelStreamErrorException', 424],
  ['ModelTimeoutException', 408],
  ['ServiceUnavailableException', 503],
  ['ThrottlingException', 429],
  ['ValidationException', 400],
  ['AccessDeniedException', 403],
  ['ResourceNotFoundException', 404],
  ['UnknownOperationException', 404],
  ['invalid_request_error', 400],
  ['authentication_error', 401],
  ['permission_error', 403],
  ['not_found_error', 404],
  ['timeout_error', 408],
  ['request_too_large', 413],
  ['rate_limit_error', 429],
  ['overloaded_error', 529],
]);

function statusOf(name: string): number {
  return STATUS.get(name) ?? 500;
}

const WRAPPER = 'The model returned the following errors: ';

/** Takes the model's own words out of Bedrock's wrapping, which may hold JSON with an error inside. */
function unwrap(message: string): { message: string } {
  if (!message.startsWith(WRAPPER)) return { message };
  const inner = message.slice(WRAPPER.length);
  const error = parseRecord(inner);
  return { message: text(asRecord(error?.error)?.message) ?? text(error?.message) ?? inner };
}

function wrappedName(json: Record<string, unknown> | undefined): string | undefined {
  return text(asRecord(json?.Output)?.__type);
}

/** `ValidationException:http://…` and `com.amazon.coral.service#UnknownOperationException` say it with more around. */
function exceptionName(name: string): string {
  return (name.split(':')[0] ?? '').split('#').at(-1) ?? '';
}

/** JSON without a message in the places that are known is told as it is; an empty message tells nothing. */
function wordsOfJson(json: Record<string, unknown>): string {
  const said = Object.values(json).some((value) => value !== '' && value !== null);
  return said ? wordsOfPage(Buffer.from(JSON.stringify(json))) : NO_REASON;
}

const NO_REASON = 'no reason given';

/** What a body that is not JSON says, for people: proxies on the way answer in HTML. */
export function wordsOfPage(body: Buffer): string {
  const words = body
    .toString('utf8', 0, 2000)
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return words.slice(0, 300) || NO_REASON;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function seconds(value: string | undefined): number | undefined {
  const number = Number(value);
  return value !== undefined && Number.isFinite(number) && number >= 0 ? Math.ceil(number) : undefined;
}
