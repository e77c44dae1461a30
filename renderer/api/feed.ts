import type { HistoryChange } from '../../proxy/history/changes.ts';
import { authorization } from './client.ts';
import { queries } from './queries.ts';
import { serverEvents } from './server-sent.ts';
import { STATUS } from './status.ts';

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5000;

/** What listeners are told; `gap`: more has changed than can be told, so ask anew. */
export type FeedEvent = { readonly kind: 'change'; readonly change: HistoryChange } | { readonly kind: 'gap' };

const listeners = new Set<(event: FeedEvent) => void>();

/** Tells of changes of the history until the function that is given back is called. */
export function listenToFeed(listener: (event: FeedEvent) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Follows what the engine tells as it happens, also after the connection was lost, until the function given back is called. */
export function followFeed(): () => void {
  const ended = new AbortController();
  void follow(ended.signal);
  return () => ended.abort();
}

async function follow(signal: AbortSignal): Promise<void> {
  let wait = FIRST_WAIT_MS;
  while (!signal.aborted) {
    const hadNews = await readOnce(signal).catch(() => false);
    if (signal.aborted) return;
    wait = hadNews ? FIRST_WAIT_MS : Math.min(wait * 2, LONGEST_WAIT_MS);
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

/** Reads one stream to its end; resolves to whether it told anything. */
async function readOnce(signal: AbortSignal): Promise<boolean> {
  const answer = await fetch('/console/api/events', { headers: authorization, signal });
  if (!answer.ok || !answer.body) return false;
  for await (const { event, data } of serverEvents(answer.body)) take(event, data);
  return true;
}

function take(event: string, data: string): void {
  if (event === 'ping') return;
  if (event === 'status') queries.setQueryData(STATUS, JSON.parse(data));
  else void queries.invalidateQueries({ queryKey: STATUS });
}
