import type { Cost } from '../cost.ts';
import type { RequestRow } from '../shapes.ts';
import type { Figures } from '../worker-messages.ts';
import type { OpenRequest } from './open-request.ts';

/** Columns that are set once, when the request begins. */
export const FIRST = [
  'seq',
  'id',
  'started_at',
  'method',
  'path',
  'client',
  'user_agent',
  'agent',
  'parent_agent',
  'replay_of',
] as const;

/** Columns that change as it goes on; `pinned` is the person's. */
export const CHANGING = [
  'kind',
  'dialect',
  'process',
  'project',
  'session',
  'model',
  'served_model',
  'region',
  'surface',
  'state',
  'status',
  'stream',
  'stop_reason',
  'error',
  'cause',
  'error_message',
  'input_tokens',
  'cache_read_tokens',
  'cache_write_5m_tokens',
  'cache_write_1h_tokens',
  'output_tokens',
  'thinking_tokens',
  'cost_micros',
  'saved_micros',
  'price',
  'credentials_ms',
  'upstream_ms',
  'first_event_ms',
  'last_event_ms',
  'duration_ms',
  'retries',
  'failovers',
  'tries',
  'notes',
  'upstream_id',
  'tools',
  'bodies',
  'previous',
] as const;

export type Column = (typeof FIRST)[number] | (typeof CHANGING)[number];

/** What the end of a request adds to what is told of it. */
export interface Outcome {
  readonly cost: Cost;
  readonly tools: readonly string[];
  readonly bodies: RequestRow['bodies'];
}

/** What each column has of a request. */
export function columnsOf(request: OpenRequest, { cost, tools, bodies }: Outcome): Record<Column, unknown> {
  const { begun } = request;
  return {
    ...figureColumns(request.figures ?? NO_FIGURES),
    seq: request.seq,
    id: begun.id,
    started_at: begun.startedAt,
    method: begun.method,
    path: begun.path,
    client: request.client,
    user_agent: begun.userAgent,
    agent: begun.agent,
    parent_agent: begun.parentAgent,
    replay_of: begun.replayOf,
    process: request.process,
    project: request.project,
    session: request.session,
    state: request.state,
    previous: request.previous,
    cost_micros: cost.costMicros,
    saved_micros: cost.savedMicros,
    price: cost.price,
    tools,
    bodies,
  };
}

type FigureColumn = Exclude<Column, (typeof FIRST)[number] | (typeof OTHER)[number]>;
const OTHER = [
  'process',
  'project',
  'session',
  'state',
  'previous',
  'cost_micros',
  'saved_micros',
  'price',
  'tools',
  'bodies',
] as const;

function figureColumns(figures: Figures): Record<FigureColumn, unknown> {
  return {
    kind: figures.kind,
    dialect: figures.dialect,
    model: figures.model,
    served_model: figures.servedModel,
    region: figures.region,
    surface: figures.surface,
    status: figures.status,
    stream: figures.stream,
    stop_reason: figures.stopReason,
    error: figures.error,
    cause: figures.cause,
    error_message: figures.errorMessage,
    input_tokens: figures.inputTokens,
    cache_read_tokens: figures.cacheReadTokens,
    cache_write_5m_tokens: figures.cacheWrite5mTokens,
    cache_write_1h_tokens: figures.cacheWrite1hTokens,
    output_tokens: figures.outputTokens,
    thinking_tokens: figures.thinkingTokens,
    credentials_ms: rounded(figures.credentialsMs),
    upstream_ms: rounded(figures.upstreamMs),
    first_event_ms: rounded(figures.firstEventMs),
    last_event_ms: rounded(figures.lastEventMs),
    duration_ms: rounded(figures.durationMs),
    retries: figures.retries,
    failovers: figures.failovers,
    tries: figures.tries,
    notes: figures.notes,
    upstream_id: figures.upstreamId,
  };
}

function rounded(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms);
}

/** Of a request of which nothing is known but that it came. */
const NO_FIGURES: Figures = {
  kind: 'other',
  dialect: 'other',
  model: undefined,
  servedModel: undefined,
  region: undefined,
  surface: undefined,
  status: 0,
  stream: false,
  stopReason: undefined,
  error: undefined,
  cause: undefined,
  errorMessage: undefined,
  inputTokens: undefined,
  cacheReadTokens: undefined,
  cacheWrite5mTokens: undefined,
  cacheWrite1hTokens: undefined,
  outputTokens: undefined,
  thinkingTokens: undefined,
  isAutoCached: false,
  credentialsMs: undefined,
  upstreamMs: undefined,
  firstEventMs: undefined,
  lastEventMs: undefined,
  durationMs: undefined,
  retries: 0,
  failovers: 0,
  tries: [],
  notes: [],
  upstreamId: undefined,
  bodies: 'kept',
};
