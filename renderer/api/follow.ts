import { authorization } from './client.ts';
import { type ServerEvent, serverEvents } from './server-sent.ts';

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5000;

/**
 * Follows a stream of the control API until the function that is given back is called, and opens it anew when it breaks.
 * Only while the page can be seen: browsers allow few connections to one address, and other tabs need some.
 * `path` is asked for with each opening, so that it can say what is known already.
 */
export function follow(path: () => string, take: (event: ServerEvent) => void): () => void {
  const ended = new AbortController();
  void keepOpen(path, take, ended.signal);
  return () => ended.abort();
}

async function keepOpen(path: () => string, take: (event: ServerEvent) => void, ended: AbortSignal): Promise<void> {
  let wait = FIRST_WAIT_MS;
  while (!ended.aborted) {
    await untilVisible();
    if (ended.aborted) return;
    const isTold = await readOnce(path(), take, ended);
    if (document.hidden) continue;
    wait = isTold ? FIRST_WAIT_MS : Math.min(wait * 2, LONGEST_WAIT_MS);
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

/** Reads one stream to its end, or until the page is hidden; resolves to whether it told anything. */
async function readOnce(path: string, take: (event: ServerEvent) => void, ended: AbortSignal): Promise<boolean> {
  const hidden = new AbortController();
  const onHide = () => document.hidden && hidden.abort();
  document.addEventListener('visibilitychange', onHide);
  let isTold = false;
  try {
    const signal = AbortSignal.any([ended, hidden.signal]);
    const answer = await fetch(path, { headers: authorization, signal });
    if (!answer.ok || !answer.body) return false;
    for await (const event of serverEvents(answer.body)) {
      isTold = true;
      if (event.event !== 'ping') take(event);
    }
  } catch {
    // Broken, ended or hidden: in each case it is seen to above.
  } finally {
    document.removeEventListener('visibilitychange', onHide);
  }
  return isTold;
}

function untilVisible(): Promise<void> {
  if (!document.hidden) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  document.addEventListener('visibilitychange', () => resolve(), { once: true });
  return promise;
}
