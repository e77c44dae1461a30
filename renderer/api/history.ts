import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { CostGroup } from '../../proxy/history/shapes.ts';
import { answerOf, api } from './client.ts';

/** Everything of the history; sums change with every request. */
export const HISTORY = ['history'];
export const HEALTH = [...HISTORY, 'health'];

/** What is known of one request: its detail, and what hangs on it. */
export function requestKey(id: string): string[] {
  return [...HISTORY, 'request', id];
}

/** Everything that is kept of a request. */
export function useDetail(id: string) {
  return useQuery({ queryKey: requestKey(id), queryFn: () => answerOf(api.requests[':id'].$get({ param: { id } })) });
}

/** How a request's prompt differs from another's, else from the one before it. */
export function useDiff(id: string, against: string | null) {
  return useQuery({
    queryKey: [...requestKey(id), 'diff', against],
    queryFn: () => answerOf(api.requests[':id'].diff.$get({ param: { id }, query: against ? { against } : {} })),
  });
}

/** The sessions that a search finds, latest first. */
export function useSessions(query: string) {
  return useQuery({
    queryKey: [...HISTORY, 'sums', 'sessions', query],
    queryFn: async () => (await answerOf(api.history.sessions.$get({ query: { query } }))).sessions,
    placeholderData: keepPreviousData,
  });
}

/** What the requests that a search finds cost, in groups. */
export function useCosts(by: CostGroup, query: string) {
  return useQuery({
    queryKey: [...HISTORY, 'sums', 'costs', by, query],
    queryFn: async () => (await answerOf(api.history.costs.$get({ query: { by, query } }))).costs,
    placeholderData: keepPreviousData,
  });
}

/** Budgets, and what is spent of them; in US dollars. */
export function useBudgets() {
  return useQuery({
    queryKey: [...HISTORY, 'sums', 'budgets'],
    queryFn: async () => (await answerOf(api.budgets.$get())).rows,
  });
}

/** How the store is doing. `more`: how often it is asked, where that is not only when it has changed. */
export function useHealth(more: { staleTime?: number; refetchInterval?: number } = {}) {
  return useQuery({ queryKey: HEALTH, queryFn: () => answerOf(api.history.health.$get()), ...more });
}

/** What can be searched by. */
export function useSearchFields() {
  return useQuery({
    queryKey: ['fields'],
    queryFn: async () => (await answerOf(api.history.fields.$get())).fields,
  });
}
