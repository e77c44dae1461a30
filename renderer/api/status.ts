import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from './client.ts';

export const STATUS = ['status'];

/** How the engine is, followed as it changes. */
export function useStatus() {
  return useQuery({ queryKey: STATUS, queryFn: () => answerOf(api.status.$get()) });
}
