import type { Failure } from '../../proxy/bedrock/failure.ts';
import type { EventDecoder } from '../../proxy/bedrock/stream/decoder.ts';

/** What a decoder gave out. */
export interface Collected {
  readonly events: { type: string; data: string; block: string | undefined }[];
  readonly failures: Failure[];
}

/** Gives a decoder these reads and collects what comes out. Throws what the decoder throws. */
export function collect(decoder: EventDecoder, reads: Iterable<Buffer>): Collected {
  const collected: Collected = { events: [], failures: [] };
  for (const read of reads) {
    decoder.push(read, {
      event: (type, data, block) => collected.events.push({ type, data: data.toString(), block: block?.toString() }),
      failure: (failure) => collected.failures.push(failure),
    });
  }
  return collected;
}
