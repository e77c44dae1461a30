import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from './client.ts';

export const STATUS = ['status'];

/** How the engine is, followed as it changes. */
export function useStatus() {
  return useQuery({ queryKey: STATUS, queryFn: () => answerOf(api.status.$get()) });
}

/** The key that tools on this machine send; asked for once. */
export function useKey() {
  return useQuery({ queryKey: ['key'], queryFn: async () => (await answerOf(api.key.$get())).key });
}

/** The status as the screens get it. */
export type StatusNow = NonNullable<ReturnType<typeof useStatus>['data']>;
