import { performance } from 'node:perf_hooks';

/** A batch of requests that one subject is asked to serve. */
export interface Load {
  bodyBytes: number;
  requests: number;
  concurrency: number;
  /** Takes every event apart to tell how old it is; costs the client time. */
  stamped: boolean;
}

/** What one request showed. */
export interface Served {
  /** Milliseconds from the call to the first whole text delta. */
  firstDelta: number;
  /** Milliseconds from the sending of each stamped event to its arrival. */
  delays: number[];
}

/** What a batch showed. */
export interface Observation {
  firstDeltas: number[];
  delays: number[];
  wallMs: number;
}

/** Sends a batch through `serveOne`, `concurrency` requests at a time, each worker taking the next as it gets free. */
export async function runLoad(load: Load, serveOne: (n: number) => Promise<Served>): Promise<Observation> {
  const observation: Observation = { firstDeltas: [], delays: [], wallMs: 0 };
  let next = 0;
  const worker = async () => {
    while (next < load.requests) {
      const served = await serveOne(next++);
      observation.firstDeltas.push(served.firstDelta);
      observation.delays.push(...served.delays);
    }
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: load.concurrency }, worker));
  observation.wallMs = performance.now() - begun;
  return observation;
}
