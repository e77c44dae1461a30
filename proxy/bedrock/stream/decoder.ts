import type { Failure } from '../failure.ts';

/** Receives a stream as the one shape inside: Anthropic's Messages events, each as JSON text. */
export interface EventSink {
  /**
   * One event. `type` is `message_start`, `content_block_delta` and so on; `data` its JSON on one line; `block` the
   * server-sent event as it came, where upstream speaks those.
   */
  event(type: string, data: Buffer, block: Buffer | undefined): void;
  /** Upstream reported an error instead of a further event. */
  failure(failure: Failure): void;
}

/** Turns the bytes of one upstream answer into events. */
export interface EventDecoder {
  /** Takes a network read, which may end anywhere. Throws FrameError for bytes that are no event stream. */
  push(chunk: Buffer, sink: EventSink): void;
  /** Whether the reads so far end inside an event: if no more comes, it was cut. */
  readonly isInsideEvent: boolean;
}
