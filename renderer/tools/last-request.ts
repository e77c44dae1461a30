import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { answerOf, api } from '../api/client.ts';
import { listenToFeed } from '../api/feed.ts';

/** How often it is looked for, in milliseconds, also where no history is kept. */
const LOOK_MS = 2000;

/** When the last request of a client came, in milliseconds since 1970: by its key, or in the history. */
export function useLastRequest(client: string): number | undefined {
  const { data, refetch } = useQuery({
    queryKey: ['last-request', client],
    queryFn: () => lastRequest(client),
    staleTime: 0,
    refetchInterval: LOOK_MS,
  });
  useEffect(() => listenToFeed(() => void refetch()), [refetch]);
  return data ?? undefined;
}

async function lastRequest(client: string): Promise<number | null> {
  const [{ keys }, seen] = await Promise.all([answerOf(api.keys.$get()), lastInHistory(client)]);
  const used = keys.find(({ name }) => name === client)?.lastUsed;
  const times = [used ? Date.parse(used) : 0, seen];
  return Math.max(...times) || null;
}

/** A tool that sends another key is known by what it says of itself. 0 where the history has none, or there is none. */
async function lastInHistory(client: string): Promise<number> {
  const query = { query: `client:${client}`, limit: '1' };
  const page = await answerOf(api.history.$get({ query })).catch(() => undefined);
  return page?.rows[0]?.startedAt ?? 0;
}
