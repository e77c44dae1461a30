import type { RequestRow } from '../../shapes.ts';

/** What programs read of a request: names in snake case, money in US dollars, times in milliseconds. */
export type Figures = ReturnType<typeof figuresOf>;

/** A request's figures as `adit history --json` and the exports have them. */
export function figuresOf(row: RequestRow) {
  return {
    id: row.id,
    started_at: new Date(row.startedAt).toISOString(),
    session: row.session,
    agent: row.agent,
    parent_agent: row.parentAgent,
    client: row.client,
    user_agent: row.userAgent,
    process: row.process,
    project: row.project,
    kind: row.kind,
    dialect: row.dialect,
    method: row.method,
    path: row.path,
    model: row.model,
    served_model: row.servedModel,
    region: row.region,
    surface: row.surface,
    status: statusOf(row),
    stream: row.stream,
    stop_reason: row.stopReason,
    input_tokens: row.inputTokens,
    cache_read_tokens: row.cacheReadTokens,
    cache_write_tokens: cacheWrites(row),
    cache_write_5m_tokens: row.cacheWrite5mTokens,
    cache_write_1h_tokens: row.cacheWrite1hTokens,
    output_tokens: row.outputTokens,
    thinking_tokens: row.thinkingTokens,
    cost_usd: inDollars(row.costMicros),
    saved_usd: inDollars(row.savedMicros),
    credentials_ms: row.credentialsMs,
    upstream_ms: row.upstreamMs,
    ttft_ms: row.firstEventMs,
    last_event_ms: row.lastEventMs,
    duration_ms: row.durationMs,
    retries: row.retries,
    failovers: row.failovers,
    tries: row.tries,
    notes: row.notes,
    tools: row.tools,
    error: row.error,
    cause: row.cause,
    error_message: row.errorMessage,
    upstream_request_id: row.upstreamId,
    pinned: row.pinned,
    bodies: row.bodies,
    replay_of: row.replayOf,
  };
}

/** The HTTP status that the client got; `cut` where the program ended before the answer did, `open` while it comes. */
export function statusOf({ state, status }: Pick<RequestRow, 'state' | 'status'>): number | 'cut' | 'open' {
  return state === 'done' ? status : state;
}

/** Tokens written to the cache for either time; null where nothing was counted. */
export function cacheWrites({ cacheWrite5mTokens, cacheWrite1hTokens }: RequestRow): number | null {
  if (cacheWrite5mTokens === null && cacheWrite1hTokens === null) return null;
  return (cacheWrite5mTokens ?? 0) + (cacheWrite1hTokens ?? 0);
}

function inDollars(micros: number | null): number | null {
  return micros === null ? null : micros / 1_000_000;
}
