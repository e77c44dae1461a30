import { useMutation, useQuery } from '@tanstack/react-query';
import { answerOf, api, done } from '../api/client.ts';
import { queries } from '../api/queries.ts';

const KEYS = ['keys'];

/** The keys of clients, without the keys themselves. */
export function useKeys(enabled = true) {
  return useQuery({ queryKey: KEYS, queryFn: () => answerOf(api.keys.$get()), enabled, staleTime: 0 });
}

/** The key with a name. */
export async function keyOf(name: string): Promise<string> {
  return (await answerOf(api.keys[':name'].$get({ param: { name } }))).key;
}

export function useAddKey() {
  return useMutation({
    mutationFn: (name: string) => answerOf(api.keys.$post({ json: { name } })),
    onSuccess: refresh,
  });
}

export function useRevokeKey() {
  return useMutation({
    mutationFn: (name: string) => done(api.keys[':name'].$delete({ param: { name } })),
    onSettled: refresh,
  });
}

function refresh(): void {
  void queries.invalidateQueries({ queryKey: KEYS });
}
