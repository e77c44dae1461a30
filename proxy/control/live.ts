import type { Context } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import { toAditError } from '../errors.ts';
import { carrierOf } from './carrier.ts';

/** A stream of server-sent events to one page. */
export interface Live {
  /** Resolves when the page has taken it, as far as can be told, or when it is over. Never rejects. */
  send(event: string, data: unknown, id?: string): Promise<void>;
  /** Aborted when the page has left, or the program ends. */
  readonly over: AbortSignal;
}

/** How often a stream says that it is still there, in milliseconds. */
const BEAT_MS = 15_000;

/** How long a page may take to read what has been sent when the program ends, in milliseconds. */
const LEAVE_MS = 1000;

/**
 * Answers with server-sent events until `tell` has no more to say, the page leaves, or the program ends (`closed`); with
 * `ping` now and then, so that either side notices when the other is gone. What `tell` throws is the event `error`.
 */
export function live(c: Context, closed: AbortSignal, tell: (live: Live) => Promise<void>): Response {
  const answer = streamSSE(c, async (stream) => {
    const left = new AbortController();
    stream.onAbort(() => left.abort());
    const over = AbortSignal.any([left.signal, closed]);
    const send: Live['send'] = (event, data, id) => unlessOver(over, sendOn(stream, event, data, id));
    const endBeat = beat(send);
    // A page that does not read is not waited for.
    const leave = () => void setTimeout(() => carrierOf(c)?.destroy(), LEAVE_MS).unref();
    closed.addEventListener('abort', leave);
    await tell({ send, over }).catch((thrown: unknown) => {
      const { type, message } = toAditError(thrown);
      return send('error', { error: { type, message } });
    });
    closed.removeEventListener('abort', leave);
    endBeat();
  });
  // Headers of one connection of HTTP/1.1 are the carrier's own matter, and forbidden in HTTP/2.
  for (const name of ['connection', 'transfer-encoding']) answer.headers.delete(name);
  return answer;
}

/** Says now and then that the stream is there, until the function that is given back is called. */
function beat(send: Live['send']): () => void {
  let isSending = false;
  const timer = setInterval(async () => {
    // A page that has not taken the last one gets no further one.
    if (isSending) return;
    isSending = true;
    await send('ping', {});
    isSending = false;
  }, BEAT_MS);
  return () => clearInterval(timer);
}

/** Resolves when the signal is aborted, or `sent` is settled. */
async function unlessOver(over: AbortSignal, sent: Promise<void>): Promise<void> {
  if (over.aborted) return;
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const end = () => resolve();
  over.addEventListener('abort', end);
  await Promise.race([sent, ended]);
  over.removeEventListener('abort', end);
}

function sendOn(stream: SSEStreamingApi, event: string, data: unknown, id: string | undefined): Promise<void> {
  return stream.writeSSE({ event, data: JSON.stringify(data), ...(id === undefined ? {} : { id }) });
}
