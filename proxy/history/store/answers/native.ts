import { ConverseEvents } from '../../../bedrock/converse/events.ts';
import type { EventDecoder, EventSink } from '../../../bedrock/stream/decoder.ts';
import { FramedEvents } from '../../../bedrock/stream/frames.ts';
import type { TimedEvent } from '../../shapes.ts';
import type { Batch } from '../../worker-messages.ts';

/**
 * The events in an answer of Bedrock's own paths, read from its bytes: those of ConverseStream as Messages events, those of
 * InvokeModelWithResponseStream as the model's maker has them. Of bytes that cannot be read, what came before.
 */
export function nativeEvents(path: string, modelId: string, batches: readonly Batch[]): TimedEvent[] {
  const decoder = decoderFor(path, modelId);
  const events: TimedEvent[] = [];
  let at = 0;
  const sink: EventSink = {
    event: (type, data) => events.push({ index: events.length, at, type, data: data.toString() }),
    failure: ({ name, message }) => {
      const data = JSON.stringify({ type: 'error', error: { type: name, message } });
      events.push({ index: events.length, at, type: 'error', data });
    },
  };
  try {
    for (const { bytes, ms } of piecesOf(batches)) {
      at = ms;
      decoder?.push(bytes, sink);
    }
    decoder?.end?.(sink);
  } catch {}
  return events;
}

/** Pieces of batches one by one. */
export function* piecesOf(batches: readonly Batch[]): Generator<{ bytes: Buffer; ms: number }> {
  for (const { bytes, lengths, at } of batches) {
    let start = 0;
    for (const [index, length] of lengths.entries()) {
      yield { bytes: Buffer.from(bytes.buffer, bytes.byteOffset + start, length), ms: Math.round(at[index] ?? 0) };
      start += length;
    }
  }
}

function decoderFor(path: string, modelId: string): EventDecoder | undefined {
  if (path.endsWith('/converse-stream')) return new ConverseEvents({ requestId: undefined, modelId, isNative: false });
  return path.endsWith('/invoke-with-response-stream') ? new FramedEvents(undefined) : undefined;
}
