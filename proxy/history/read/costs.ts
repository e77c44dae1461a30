import type { DatabaseSync } from 'node:sqlite';
import { modelOf } from '../../bedrock/catalogue/catalogue.ts';
import type { CostGroup, CostRow } from '../shapes.ts';
import { readQuery } from './search/query.ts';

/** A part of an hour that lies in one day wherever one is: time zones differ by quarters of an hour. */
const QUARTER_MS = 15 * 60_000;

/** What a request belongs to, as SQL. Days are made of quarters of an hour: SQLite is slow at the time zone of each row. */
const GROUPS: Readonly<Record<CostGroup, string>> = {
  day: `started_at / ${QUARTER_MS}`,
  // The ARN of a profile of one's own says nothing to people: the name that it was asked for by does.
  model: "iif(served_model >= 'arn:' AND served_model < 'arn;', model, coalesce(served_model, model))",
  client: 'client',
  session: 'session',
  project: 'project',
};

/** The group's name out of what SQL gives. */
const NAMES: Partial<Record<CostGroup, (value: string) => string>> = { day: dayOf, model: modelName };

/** Requests that Bedrock counted tokens for; what is still open has no cost yet, and counting tokens costs nothing. */
const BILLED = "input_tokens IS NOT NULL AND kind <> 'count' AND state <> 'open'";

/**
 * What the requests that match cost, group by group: days latest first, everything else the dearest first. All profiles of a
 * model are one model, named as in `adit models`.
 */
export function readCosts(db: DatabaseSync, by: CostGroup, query: string): CostRow[] {
  const { sql, params } = readQuery(query, new Date());
  const records = db
    .prepare(
      `SELECT ${GROUPS[by]} AS name,
        count(*) AS requests,
        sum(cost_micros IS NULL) AS unpriced,
        total(input_tokens) AS input,
        total(cache_read_tokens) AS cache_read,
        total(cache_write_5m_tokens) + total(cache_write_1h_tokens) AS cache_write,
        total(output_tokens) AS output,
        total(cost_micros) AS cost,
        total(saved_micros) AS saved
      FROM requests WHERE ${BILLED} AND ${sql} GROUP BY name`,
    )
    .all(...params);
  const titles = by === 'session' ? sessionTitles(db) : undefined;
  const rows = records.map((record): CostRow => {
    const group = record.name === null ? '' : String(record.name);
    return {
      group: NAMES[by]?.(group) ?? group,
      title: titles?.get(group) ?? null,
      requests: Number(record.requests),
      unpriced: Number(record.unpriced),
      inputTokens: Number(record.input),
      cacheReadTokens: Number(record.cache_read),
      cacheWriteTokens: Number(record.cache_write),
      outputTokens: Number(record.output),
      costMicros: Number(record.cost),
      savedMicros: Number(record.saved),
    };
  });
  const groups = Map.groupBy(rows, ({ group }) => group).values();
  const summed = [...groups].map((same) => same.reduce(addCosts));
  return summed.sort((a, b) => (by === 'day' ? b.group.localeCompare(a.group) : dearest(a, b)));
}

/** Two groups as one, which has the first one's name. */
export function addCosts(one: CostRow, other: CostRow): CostRow {
  return {
    ...one,
    requests: one.requests + other.requests,
    unpriced: one.unpriced + other.unpriced,
    inputTokens: one.inputTokens + other.inputTokens,
    cacheReadTokens: one.cacheReadTokens + other.cacheReadTokens,
    cacheWriteTokens: one.cacheWriteTokens + other.cacheWriteTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    costMicros: one.costMicros + other.costMicros,
    savedMicros: one.savedMicros + other.savedMicros,
  };
}

function dearest(a: CostRow, b: CostRow): number {
  return b.costMicros - a.costMicros || b.requests - a.requests || a.group.localeCompare(b.group);
}

/** The day of a quarter of an hour, in this machine's time zone. */
function dayOf(quarter: string): string {
  const date = new Date(Number(quarter) * QUARTER_MS);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function modelName(served: string): string {
  return modelOf(served)?.slug ?? served;
}

function sessionTitles(db: DatabaseSync): Map<string, string> {
  const records = db.prepare('SELECT id, title FROM sessions WHERE title IS NOT NULL').all();
  return new Map(records.map(({ id, title }) => [String(id), String(title)]));
}
