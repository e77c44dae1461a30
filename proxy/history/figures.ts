import type { Exchange } from '../log/exchange.ts';
import type { ClientDialect } from '../log/recording.ts';
import type { BodiesState, RequestKind } from './shapes.ts';
import type { Figures } from './worker-messages.ts';

const KINDS: Readonly<Record<ClientDialect, RequestKind>> = {
  messages: 'answer',
  chat: 'answer',
  responses: 'answer',
  native: 'answer',
  'count-tokens': 'count',
  embeddings: 'embedding',
  other: 'other',
};

/** Notes that tell of marks that Adit set: bedrock/fit/auto-cache.ts, bedrock/converse/cache.ts. */
const AUTO_CACHED = /^cache (?:break)?points set by Adit/;

/** What a request has come to so far, for the worker. */
export function figuresOf(exchange: Exchange, bodies: BodiesState): Figures {
  const { usage, dialect, notes } = exchange;
  const { cacheWrite, cacheWrite1h = 0 } = usage;
  return {
    kind: exchange.path.endsWith('/count-tokens') ? 'count' : KINDS[dialect],
    dialect,
    model: exchange.asked,
    servedModel: exchange.served,
    region: exchange.region,
    surface: exchange.surface,
    status: exchange.status,
    stream: exchange.stream === true,
    stopReason: exchange.stopReason,
    error: exchange.error,
    cause: exchange.cause,
    errorMessage: exchange.errorMessage,
    inputTokens: usage.input,
    cacheReadTokens: usage.cacheRead,
    cacheWrite5mTokens: cacheWrite === undefined ? undefined : Math.max(0, cacheWrite - cacheWrite1h),
    cacheWrite1hTokens: cacheWrite === undefined ? undefined : cacheWrite1h,
    outputTokens: usage.output,
    thinkingTokens: usage.thinking,
    isAutoCached: notes.some((note) => AUTO_CACHED.test(note)),
    credentialsMs: exchange.credentials,
    upstreamMs: exchange.upstream,
    firstEventMs: exchange.firstEvent,
    lastEventMs: exchange.lastEvent,
    durationMs: exchange.duration,
    retries: exchange.retries,
    failovers: exchange.failovers,
    tries: [...exchange.tries],
    notes: [...notes],
    upstreamId: exchange.upstreamId,
    bodies,
  };
}
