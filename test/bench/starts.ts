import { performance } from 'node:perf_hooks';
import { SMALL } from './measures.ts';
import { progress } from './progress.ts';
import { DEFINITIONS, type Upstream } from './subjects.ts';

/** Milliseconds from the start of a program to the end of its first answer, by subject. */
export type Starts = Map<string, number[]>;

/** Starts every program several times, one after the other, and lets each serve one request. */
export async function measureStarts(upstream: Upstream, times: number): Promise<Starts> {
  const starts: Starts = new Map();
  for (let round = 1; round <= times; round++) {
    progress(`starts, ${round} of ${times}`);
    for (const { name, start } of DEFINITIONS) {
      const begun = performance.now();
      const subject = await start(upstream);
      try {
        await subject.run({ bodyBytes: SMALL, requests: 1, concurrency: 1, stamped: false });
        const taken = performance.now() - begun;
        if (subject.pid !== undefined) starts.set(name, [...(starts.get(name) ?? []), taken]);
      } finally {
        await subject.stop();
      }
    }
  }
  return starts;
}
