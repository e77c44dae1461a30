import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { AgentRow, SessionRow } from '../shapes.ts';
import { allOf, condition } from './search/condition.ts';
import { readQuery } from './search/query.ts';

const MAX_SESSIONS = 1000;

/**
 * Sessions of which a request matches, the one that went on last first, at most 1000. Their figures are of all their
 * requests.
 */
export function readSessions(db: DatabaseSync, query: string, limit: number): SessionRow[] {
  const found = allOf([condition('session IS NOT NULL'), readQuery(query, new Date())]);
  const sessions = db
    .prepare(
      `SELECT * FROM sessions WHERE id IN (SELECT session FROM requests WHERE ${found.sql})
      ORDER BY last_at DESC, id LIMIT ?`,
    )
    .all(...found.params, Math.min(Math.max(Math.trunc(limit) || 1, 1), MAX_SESSIONS));
  const ids = JSON.stringify(sessions.map(({ id }) => id));
  const figures = new Map(
    db
      .prepare(FIGURES)
      .all(ids)
      .map((record) => [record.session, record]),
  );
  const agents = Map.groupBy(db.prepare(AGENTS).all(ids), ({ session }) => session);
  return sessions.map((session) => ({
    ...sessionOf(session, figures.get(session.id ?? null) ?? {}),
    agents: (agents.get(session.id ?? null) ?? []).map(agentOf),
  }));
}

const FIGURES = `
SELECT session, count(*) AS requests, sum(state = 'open') AS open,
  sum(status >= 400 OR error IS NOT NULL OR state = 'cut') AS errors,
  total(input_tokens) AS input, total(cache_read_tokens) AS cache_read, total(output_tokens) AS output,
  total(cache_write_5m_tokens) + total(cache_write_1h_tokens) AS cache_write,
  sum(cost_micros) AS cost,
  sum(cost_micros IS NULL AND input_tokens IS NOT NULL AND kind <> 'count' AND state <> 'open') AS unpriced
FROM requests WHERE session IN (SELECT value FROM json_each(?)) GROUP BY session`;

const AGENTS = `
SELECT session, agent, max(parent_agent) AS parent_agent, count(*) AS requests, sum(cost_micros) AS cost,
  (SELECT title FROM agents WHERE agents.session = requests.session AND agents.agent = requests.agent) AS title
FROM requests WHERE agent IS NOT NULL AND session IN (SELECT value FROM json_each(?))
GROUP BY session, agent ORDER BY min(seq)`;

type Columns = Record<string, SQLOutputValue>;

function sessionOf(session: Columns, figures: Columns): Omit<SessionRow, 'agents'> {
  return {
    id: String(session.id),
    client: String(session.client),
    title: textOrNull(session.title),
    project: textOrNull(session.project),
    startedAt: Number(session.started_at),
    lastAt: Number(session.last_at),
    requests: Number(figures.requests ?? 0),
    open: Number(figures.open ?? 0),
    errors: Number(figures.errors ?? 0),
    inputTokens: Number(figures.input ?? 0),
    cacheReadTokens: Number(figures.cache_read ?? 0),
    cacheWriteTokens: Number(figures.cache_write ?? 0),
    outputTokens: Number(figures.output ?? 0),
    costMicros: numberOrNull(figures.cost),
    unpriced: Number(figures.unpriced ?? 0),
  };
}

function agentOf(record: Columns): AgentRow {
  return {
    agent: String(record.agent),
    parentAgent: textOrNull(record.parent_agent),
    title: textOrNull(record.title),
    requests: Number(record.requests),
    costMicros: numberOrNull(record.cost),
  };
}

function textOrNull(value: SQLOutputValue | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}

function numberOrNull(value: SQLOutputValue | undefined): number | null {
  return value === null || value === undefined ? null : Number(value);
}
