/** A part of a WHERE clause over `requests`. What people typed is bound to it, never written into it. */
export interface Condition {
  readonly sql: string;
  readonly params: readonly (string | number)[];
}

/** What is always so. */
export const EVERYTHING: Condition = { sql: '1', params: [] };

export function condition(sql: string, ...params: readonly (string | number)[]): Condition {
  return { sql, params };
}

/** Holds where all of them hold. */
export function allOf(conditions: readonly Condition[]): Condition {
  return conditions.length === 0 ? EVERYTHING : joined(conditions, ' AND ');
}

/** Holds where one of them holds. */
export function anyOf(conditions: readonly Condition[]): Condition {
  return joined(conditions, ' OR ');
}

/** Holds where the other does not, or cannot be told: a request without a model is one that is not of this model. */
export function not({ sql, params }: Condition): Condition {
  return { sql: `(${sql}) IS NOT TRUE`, params };
}

/** Whether a column holds a text, in any case of letters. */
export function holds(column: string, text: string): Condition {
  return condition(`${column} LIKE ? ESCAPE '\\'`, `%${literal(text)}%`);
}

/** Whether a column is a text, in any case of letters; `*` stands for anything. */
export function is(column: string, text: string): Condition {
  return condition(`${column} LIKE ? ESCAPE '\\'`, literal(text).replaceAll('*', '%'));
}

/** Whether a column begins with a text, which an index can tell. */
export function begins(column: string, text: string): Condition {
  return condition(`(${column} >= ? AND ${column} < ?)`, text, `${text}\u{10ffff}`);
}

/** Whether a list that is kept as JSON has a text; `*` stands for anything. */
export function has(column: string, text: string): Condition {
  const json = literal(JSON.stringify(text)).replaceAll('*', '%');
  return condition(`${column} LIKE ? ESCAPE '\\'`, `%${json}%`);
}

function joined(conditions: readonly Condition[], word: string): Condition {
  return {
    sql: `(${conditions.map(({ sql }) => sql).join(word)})`,
    params: conditions.flatMap(({ params }) => params),
  };
}

/** Text in which the signs of LIKE stand for themselves. */
function literal(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
