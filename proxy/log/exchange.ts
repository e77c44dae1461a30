import type { IncomingMessage } from 'node:http';
import { type AditError, codeAndPlace } from '../errors.ts';
import type { ClientDialect, Recording } from './recording.ts';

/** Tokens of a request, as Bedrock counts them. */
export interface Usage {
  /** Neither read from the cache nor written to it. */
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite: number;
  /** Those of `cacheWrite` that are kept for an hour. */
  cacheWrite1h: number;
  /** Those of `output` that are thinking. */
  thinking: number;
}

/** A try that brought no answer. */
export interface FailedTry {
  /** Milliseconds from start. */
  readonly at: number;
  readonly model: string;
  readonly region: string;
  readonly surface: string;
  /** HTTP status; 0 where no answer came. */
  readonly status: number;
  /** Bedrock's name of the error, or the connection's code. */
  readonly error: string;
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
  /** The API that is asked, by the path. */
  readonly dialect: ClientDialect;
  /** The program that asks, from its user agent: `claude-cli/2.1.329`. */
  readonly client: string;
  /** The client's own session id, where it sends one. */
  readonly session: string | undefined;
  /** Of a sub-agent: its id, and that of the agent that started it. */
  readonly agent: string | undefined;
  readonly parentAgent: string | undefined;
  /** The id of the request that this one repeats. */
  readonly replayOf: string | undefined;
  /** The client's port on this machine. */
  readonly clientPort: number | undefined;
  /** The name of the client's key, where it has one of its own. */
  keyName?: string;
  /** Takes copies for the history, where one is kept. */
  recording?: Recording;
  asked?: string;
  served?: string;
  region?: string;
  surface?: string;
  /** HTTP status that the client got; 499 where it left, 0 while open. */
  status: number;
  stream?: boolean;
  stopReason?: string;
  readonly usage: Partial<Usage>;
  /** Milliseconds from start until there were credentials, and until the head of Bedrock's answer came. */
  credentials?: number;
  upstream?: number;
  /** Milliseconds from start to the first event of the answer. */
  firstEvent?: number;
  /** Milliseconds from start to the last event. */
  lastEvent?: number;
  /** Milliseconds from start to end. */
  duration?: number;
  /** Requests to Bedrock beyond the first. */
  retries: number;
  /** Changes of model, region or surface on the way. */
  failovers: number;
  readonly tries: FailedTry[];
  notes: string[];
  /** Type of the error, where it ended with one. */
  error?: string;
  /** Code or name of what caused the error, never its message: that may quote the request. */
  cause?: string;
  /** The error's words, as the client got them: for the history alone, never for a log. */
  errorMessage?: string;
  /** AWS's id of the request. */
  upstreamId?: string;
}

/** Says which request is asked once more: sent by Adit's own screens. */
export const REPLAY_HEADER = 'x-adit-replay-of';

/** Where clients say which of their sessions a request is of: Claude Code 2.1.329, OpenCode 1.18, Codex 0.169. */
const SESSION_HEADERS = ['x-claude-code-session-id', 'x-session-id', 'session-id', 'session_id'];

/** A new record of a request that has just come in. `id` is to be unique. */
export function newExchange(id: string, dialect: ClientDialect, incoming: IncomingMessage): Exchange {
  const { method = '', url: path = '', headers } = incoming;
  return {
    id,
    startedAt: Date.now(),
    start: performance.now(),
    method,
    // A query may carry a key.
    path: path.split('?')[0] ?? '',
    dialect,
    client: clientName(headers['user-agent']),
    session: idIn(headers, SESSION_HEADERS),
    agent: idIn(headers, ['x-claude-code-agent-id']),
    parentAgent: idIn(headers, ['x-claude-code-parent-agent-id']),
    replayOf: idIn(headers, [REPLAY_HEADER]),
    clientPort: incoming.socket?.remotePort,
    status: 0,
    usage: {},
    retries: 0,
    failovers: 0,
    tries: [],
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
  exchange.errorMessage = error.message;
  if (error.cause instanceof Error) exchange.cause = codeAndPlace(error.cause);
}

function idIn(headers: IncomingMessage['headers'], names: readonly string[]): string | undefined {
  const value = names.map((name) => headers[name]).find((id) => typeof id === 'string' && id !== '');
  return typeof value === 'string' ? value.slice(0, 128) : undefined;
}

/** The first product of a user agent: enough to tell the programs apart. */
function clientName(userAgent: string | undefined): string {
  const product = /^[\w.@/ -]{1,64}?(?= \(|$| [\w-]+\/)/.exec(userAgent ?? '')?.[0];
  return product?.replace(/\s+/g, ' ') || 'unknown';
}
