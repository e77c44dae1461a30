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
