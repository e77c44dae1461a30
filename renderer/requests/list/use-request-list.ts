import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { type ListState, RequestList } from './request-list.ts';

/** The live list of a search. */
export function useRequestList(query: string): { list: RequestList; state: ListState } {
  const list = useMemo(() => new RequestList(query), [query]);
  useEffect(() => list.start(), [list]);
  return { list, state: useSyncExternalStore(list.subscribe, () => list.state) };
}
