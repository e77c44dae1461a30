/** A program with the history's worker that is told of 64 requests at once until it is killed. The file is its argument. */

import { WorkerHandle } from '../../../proxy/history/worker-handle.ts';
import type { RequestNews } from '../../../proxy/history/worker-messages.ts';
import { batchOf, eventsOf, FIGURES, SETTINGS, sizeOf, toldOpen, user } from './told.ts';

const STREAMS = 64;
const EVENTS = eventsOf('word '.repeat(200));

const handle = new WorkerHandle(() => ({ file: process.argv[2] ?? '', settings: SETTINGS }), {
  onMessage: (message) => {
    // Each line names what the worker has told to be in the store.
    if (message.kind !== 'change') return;
    const done = message.change.rows.filter(({ state }) => state === 'done').map(({ id }) => id);
    if (done.length > 0) process.stdout.write(`${done.join('\n')}\n`);
  },
  onCrash: (error) => {
    throw error;
  },
});

/** A request of a stream: its beginning, then some events a time, then its end, then the next one. */
function stream(number: number): () => RequestNews[] {
  let round = 0;
  let at = -1;
  return () => {
    const id = `req_${process.pid}_${number}_${round}`;
    if (at < 0) {
      at = 0;
      return toldOpen(id, { body: { messages: [user(`Question ${id}`)] }, begun: { session: `session_${number}` } });
    }
    const events = EVENTS.slice(at, at + 9);
    at += 9;
    const news: RequestNews[] = events.length > 0 ? [{ kind: 'events', id, batch: batchOf(events, 30 + at * 10) }] : [];
    if (at < EVENTS.length) return news;
    at = -1;
    round++;
    return [...news, { kind: 'ended', id, figures: FIGURES }];
  };
}

const streams = Array.from({ length: STREAMS }, (_, number) => stream(number));

setInterval(() => {
  const news = streams.flatMap((next, number) => ((number * 31 + Date.now()) % 3 === 0 ? [] : next()));
  handle.post({ kind: 'news', news, bytes: sizeOf(news), lostBodies: 0 });
}, 10);
