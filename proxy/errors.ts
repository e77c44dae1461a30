/**
 * The errors that reach a client. Their types are those of Anthropic's API, since that is the shape inside
 * (https://platform.claude.com/docs/en/api/errors); every dialect writes them in its own form.
 */
export type ErrorType =
  | 'invalid_request_error'
  | 'authentication_error'
  | 'permission_error'
  | 'not_found_error'
  | 'request_too_large'
  | 'rate_limit_error'
  | 'timeout_error'
  | 'api_error'
  | 'overloaded_error';

export interface AditErrorOptions {
  /** HTTP status; the type's own where it is not given. */
  status?: number;
  /** Whole seconds after which another try makes sense. */
  retryAfter?: number;
  /** False: another try cannot help, and clients that listen to `x-should-retry` make none. */
  shouldRetry?: boolean;
  /** For programs: what stands under `details` in an error of Anthropic's. */
  details?: Readonly<Record<string, unknown>>;
  cause?: unknown;
}

const STATUS: Record<ErrorType, number> = {
  invalid_request_error: 400,
  authentication_error: 401,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  timeout_error: 504,
  api_error: 500,
  overloaded_error: 529,
};

/** An error whose message is meant for the person at the client: readable, and free of secrets and prompts. */
export class AditError extends Error {
  readonly type: ErrorType;
  readonly status: number;
  readonly retryAfter: number | undefined;
  readonly shouldRetry: boolean | undefined;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(type: ErrorType, message: string, options: AditErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'AditError';
    this.type = type;
    this.status = options.status ?? STATUS[type];
    this.retryAfter = options.retryAfter;
    this.shouldRetry = options.shouldRetry;
    this.details = options.details;
  }
}

/** Upstream said nothing for longer than the limit. */
export class SilenceError extends Error {
  constructor(ms: number) {
    super(`Amazon Bedrock has been silent for ${Math.round(ms / 1000)} s`);
    this.name = 'SilenceError';
  }
}

/** Any thrown value as an error for the client; what is not meant for it becomes a plain api_error. */
export function toAditError(error: unknown): AditError {
  if (error instanceof AditError) return error;
  return new AditError('api_error', 'Adit failed on this request. Its log has a line that says where.', {
    cause: error,
  });
}

/** One line that says why, down to the first cause; for people who start or read the program. */
export function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = (error as NodeJS.ErrnoException).code;
  const text = error.message || code || error.name;
  return error.cause instanceof Error ? `${text} (${reason(error.cause)})` : text;
}

/** What an error is, for logs: its code, or its name and place; never its message, which may quote a request. */
export function codeAndPlace(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined) return code;
  const place = /\(?([^\s(]+:\d+):\d+\)?$/m
    .exec(error.stack ?? '')?.[1]
    ?.split('/')
    .at(-1);
  return place === undefined ? error.name : `${error.name} at ${place}`;
}
