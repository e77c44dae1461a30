import type { Part, Turn } from './turns.ts';

export type Result = Extract<Part, { kind: 'result' }>;

/** The results of tools, by the id of the call that they answer. */
export function resultsOf(turns: readonly Turn[]): ReadonlyMap<string, Result> {
  const results = turns.flatMap(({ parts }) => parts).filter((part) => part.kind === 'result');
  const called = new Set(
    turns.flatMap(({ parts }) => parts).flatMap((part) => (part.kind === 'call' ? [part.id] : [])),
  );
  return new Map(results.filter(({ id }) => called.has(id)).map((result) => [result.id, result]));
}

/** Turns without the results that are shown with their calls; what one side then says in a row is one turn. */
export function joined(turns: readonly Turn[], results: ReadonlyMap<string, Result>): Turn[] {
  const shown: Turn[] = [];
  for (const { role, parts } of turns) {
    const own = parts.filter((part) => part.kind !== 'result' || !results.has(part.id));
    const last = shown.at(-1);
    if (own.length === 0) continue;
    if (last?.role === role) shown[shown.length - 1] = { role, parts: [...last.parts, ...own] };
    else shown.push({ role, parts: own });
  }
  return shown;
}
