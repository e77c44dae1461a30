import { FrameDecoder } from '../event-stream/decode.ts';
import { asRecord, parseRecord } from '../json/values.ts';
import { MessageWriter } from '../messages/writer.ts';
import type { AnswerContext, EventDecoder, EventSink } from '../stream/decoder.ts';
import { eventType, readFailureFrame } from '../stream/frames.ts';
import { readFault, toMessageId, toStopReason, toStopSequence, toUsage } from './answer.ts';
import { ContentWriter } from './content-writer.ts';

type Payload = Record<string, unknown>;

/**
 * Decodes ConverseStream: frames that are messageStart, contentBlockStart, contentBlockDelta, contentBlockStop,
 * messageStop and metadata (@aws-sdk/client-bedrock-runtime, ConverseStreamOutput).
 * Usage comes in `metadata` alone, behind messageStop, so message_delta and message_stop are written then, or where the
 * stream ends without it; one that ends without messageStop is not whole (anomalyco/opencode#46065).
 */
export class ConverseEvents implements EventDecoder {
  readonly #answer: AnswerContext;
  readonly #frames = new FrameDecoder();
  readonly #writer = new MessageWriter();
  readonly #content = new ContentWriter(this.#writer);
  #stop: Payload | undefined;
  #metadata: Payload | undefined;

  constructor(answer: AnswerContext) {
    this.#answer = answer;
  }

  get isInsideEvent(): boolean {
    return this.#frames.isInsideFrame;
  }

  isLast(type: string): boolean {
    return type === 'message_stop';
  }

  /** Throws FrameError and SyntaxError for bytes that are no such stream. */
  push(chunk: Buffer, sink: EventSink): void {
    this.#writer.sink = sink;
    this.#frames.push(chunk, (frame) => {
      const type = eventType(frame);
      if (type === undefined) sink.failure(readFailureFrame(frame, this.#answer.requestId));
      else this.#take(type, readPayload(frame.payload), sink);
    });
  }

  end(sink: EventSink): void {
    this.#writer.sink = sink;
    if (this.#stop && !this.isInsideEvent) this.#finish(this.#stop, {});
  }

  #take(type: string, payload: Payload, sink: EventSink): void {
    // Members of the union that may come one day are passed over.
    if (!MEMBERS.has(type)) return;
    this.#writer.start(toMessageId(this.#answer), this.#answer.modelId);
    const index = typeof payload.contentBlockIndex === 'number' ? payload.contentBlockIndex : 0;
    if (type === 'contentBlockStart') this.#content.start(index, asRecord(payload.start) ?? {});
    else if (type === 'contentBlockDelta') this.#content.delta(index, asRecord(payload.delta) ?? {});
    else if (type === 'contentBlockStop') this.#content.stop(index);
    else if (type === 'metadata') this.#metadata ??= payload;
    else if (type === 'messageStop') {
      const fault = readFault(payload.stopReason, this.#answer);
      if (fault) sink.failure(fault);
      else this.#stop ??= payload;
    }
    if (this.#stop && this.#metadata) this.#finish(this.#stop, this.#metadata);
  }

  #finish(stop: Payload, metadata: Payload): void {
    if (this.#content.isFinished) return;
    this.#content.finish();
    const reason = toStopReason(stop.stopReason, this.#content.callsTool);
    this.#writer.finish(reason, toUsage(metadata.usage), toStopSequence(stop.additionalModelResponseFields));
  }
}

const MEMBERS = new Set([
  'messageStart',
  'contentBlockStart',
  'contentBlockDelta',
  'contentBlockStop',
  'messageStop',
  'metadata',
]);

function readPayload(bytes: Buffer): Payload {
  const payload = parseRecord(bytes);
  if (!payload) throw new SyntaxError('An event of ConverseStream is no JSON object');
  return payload;
}
