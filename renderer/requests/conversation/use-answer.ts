import { useMemo } from 'react';
import type { RequestDetail } from '../../../proxy/history/shapes.ts';
import { useEvents } from '../events/use-events.ts';
import { GrowingAnswer } from './answer.ts';
import { partsOf } from './from-messages.ts';
import { fieldsOf, type Part } from './turns.ts';

/** The answer of a request: as it grows while it streams, then as it is kept. */
export function useAnswer({ row, response }: RequestDetail): readonly Part[] {
  // Rows are new objects with every change, and the answer is one and the same.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new request begins a new answer
  const growing = useMemo(() => new GrowingAnswer(), [row.id]);
  const events = useEvents(row);
  const isWhole = row.state !== 'open' && response !== null;
  const kept = useMemo(() => partsOf(fieldsOf(response).content), [response]);
  const come = isWhole || !events ? undefined : growing.take(events);
  return come ?? kept;
}
