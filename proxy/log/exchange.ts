import type { IncomingMessage } from 'node:http';
import { type AditError, codeAndPlace } from '../errors.ts';

/** Tokens of a request, as Bedrock counts them. */
export interface Usage {
  /** Neither read from the cache nor written to it. */
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite: number;
}

/** One request and its answer, as they become known: what the log tells, and never what was said in them. */
export interface Exchange {
  /** `req_…`, told to the client as request-id. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Start on the monotonic clock, in milliseconds. */
  readonly start: number;
  readonly method: string;
  readonly path: string;
  /** The program that asks, from its user agent: `claude-cli/2.1.329`. */
  readonly client: string;
  /** The client's own session id, where it sends one. */
  readonly session: string | undefined;
  asked?: string;
  served?: string;
  region?: string;
  surface?: string;
  /** HTTP status that the client got; 499 where it left, 0 while open. */
  status: number;
  stream?: boolean;
  stopReason?: string;
  readonly usage: Partial<Usage>;
  /** Milliseconds from start to the first event of the answer. */
  firstEvent?: number;
  /** Milliseconds from start to end. */
  duration?: number;
  /** Requests to Bedrock beyond the first. */
  retries: number;
  notes: string[];
  /** Type of the error, where it ended with one. */
  error?: string;
  /** Code or name of what caused the error, never its message: that may quote the request. */
  cause?: string;
  /** AWS's id of the request. */
  upstreamId?: string;
}

/** A new record of a request that has just come in. `id` is to be unique. */
export function newExchange(id: string, { method = '', url: path = '', headers }: IncomingMessage): Exchange {
  const session = headers['x-claude-code-session-id'] ?? headers['x-session-id'];
  return {
    id,
    startedAt: Date.now(),
    start: performance.now(),
    method,
    // A query may carry a key.
    path: path.split('?')[0] ?? '',
    client: clientName(headers['user-agent']),
    session: typeof session === 'string' ? session.slice(0, 128) : undefined,
    status: 0,
    usage: {},
    retries: 0,
    notes: [],
  };
}

/** Notes what the answer's first event was reached by. */
export function markFirstEvent(exchange: Exchange): void {
  exchange.firstEvent ??= performance.now() - exchange.start;
}

/** Notes the error that a request ended with: its type, and what caused it by code or by name and place. */
export function markError(exchange: Exchange, error: AditError): void {
  exchange.error = error.type;
  if (error.cause instanceof Error) exchange.cause = codeAndPlace(error.cause);
}

/** The first product of a user agent: enough to tell the programs apart. */
function clientName(userAgent: string | undefined): string {
  const product = /^[\w.@/ -]{1,64}?(?= \(|$| [\w-]+\/)/.exec(userAgent ?? '')?.[0];
  return product?.replace(/\s+/g, ' ') || 'unknown';
}
