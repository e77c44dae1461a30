import type { Context } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';

/** A stream of server-sent events to one page. */
export interface Live {
  /** Resolves when the page has taken it, as far as can be told: who reads slowly is told less often, and costs nothing. */
  send(event: string, data: unknown, id?: string): Promise<void>;
  /** Aborted when the page has left, or the program ends. */
  readonly over: AbortSignal;
}

/** How often a stream says that it is still there, in milliseconds. */
const BEAT_MS = 15_000;

/**
 * Answers with server-sent events until `tell` has no more to say, the page leaves, or the program ends (`closed`); with
 * `ping` now and then, so that either side notices when the other is gone.
 */
export function live(c: Context, closed: AbortSignal, tell: (live: Live) => Promise<void>): Response {
  return streamSSE(c, async (stream) => {
    const left = new AbortController();
    stream.onAbort(() => left.abort());
    const over = AbortSignal.any([left.signal, closed]);
    const send = (event: string, data: unknown, id?: string) => sendOn(stream, event, data, id);
    let isSending = false;
    const beat = setInterval(async () => {
      // A page that has not taken the last one gets no further one.
      if (isSending) return;
      isSending = true;
      await send('ping', {});
      isSending = false;
    }, BEAT_MS);
    try {
      await tell({ send, over });
    } finally {
      clearInterval(beat);
    }
  });
}

/** Resolves when the signal is aborted, or `promise` is settled. */
export async function unlessOver<T>(over: AbortSignal, promise: Promise<T>): Promise<T | undefined> {
  if (over.aborted) return undefined;
  const { promise: ended, resolve } = Promise.withResolvers<undefined>();
  const end = () => resolve(undefined);
  over.addEventListener('abort', end, { once: true });
  try {
    return await Promise.race([promise, ended]);
  } finally {
    over.removeEventListener('abort', end);
  }
}

function sendOn(stream: SSEStreamingApi, event: string, data: unknown, id: string | undefined): Promise<void> {
  return stream.writeSSE({ event, data: JSON.stringify(data), ...(id === undefined ? {} : { id }) });
}
