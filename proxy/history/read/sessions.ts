import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { parseRecord } from '../../bedrock/json/values.ts';
import type { AgentRow, SessionRow } from '../shapes.ts';
import { listBlocks } from '../store/blocks.ts';
import { placeOf } from './diff/levels.ts';
import { allOf, condition } from './search/condition.ts';
import { readQuery } from './search/query.ts';

const MAX_SESSIONS = 1000;

/** Titles that are remembered: as many as are asked for again and again. */
const MAX_TITLES = 2000;

/** Letters of a title. */
const TITLE_LENGTH = 100;

/**
 * Sessions of which a request matches, the one that went on last first, at most 1000. Their figures are of all their
 * requests.
 */
export function readSessions(db: DatabaseSync, query: string, limit: number, titles: AgentTitles): SessionRow[] {
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
    agents: (agents.get(session.id ?? null) ?? []).map((agent) => agentOf(agent, titles)),
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
SELECT session, agent, max(parent_agent) AS parent_agent, count(*) AS requests, sum(cost_micros) AS cost, min(seq) AS first
FROM requests WHERE agent IS NOT NULL AND session IN (SELECT value FROM json_each(?))
GROUP BY session, agent ORDER BY first`;

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

function agentOf(record: Columns, titles: AgentTitles): AgentRow {
  return {
    agent: String(record.agent),
    parentAgent: textOrNull(record.parent_agent),
    title: titles.of(Number(record.first)),
    requests: Number(record.requests),
    costMicros: numberOrNull(record.cost),
  };
}

/** What sub-agents were told to do: found once in the first request of each, since lists ask for it with every change. */
export class AgentTitles {
  readonly #db: DatabaseSync;
  readonly #known = new Map<number, string | null>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** The title of the agent whose first request has this `seq`; null where bodies are not kept. */
  of(seq: number): string | null {
    const known = this.#known.get(seq);
    if (known !== undefined) return known;
    if (this.#known.size >= MAX_TITLES) this.#known.clear();
    const title = this.#find(seq);
    this.#known.set(seq, title);
    return title;
  }

  #find(seq: number): string | null {
    for (const block of listBlocks(this.#db, seq, 'request')) {
      if (placeOf(block) !== 'messages') continue;
      const text = parseRecord(block.read())?.text;
      // What stands in angle brackets is put in by the client: reminders, the environment.
      if (typeof text === 'string' && /^\s*[^<\s]/.test(text))
        return text.trim().replace(/\s+/g, ' ').slice(0, TITLE_LENGTH);
    }
    return null;
  }
}

function textOrNull(value: SQLOutputValue | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}

function numberOrNull(value: SQLOutputValue | undefined): number | null {
  return value === null || value === undefined ? null : Number(value);
}
