import type { Failure } from '../failure.ts';

/**
 * Receives a stream as the one shape inside: Anthropic's Messages events, each as JSON text. Where client and upstream
 * both speak one dialect of OpenAI's, its own events pass instead, untouched.
 */
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
  /** Upstream has ended as it should: gives out what an answer that lacks only its accounts still needs. */
  end?(sink: EventSink): void;
  /** Whether an event of this type is the last one of a stream that is whole. */
  isLast(type: string): boolean;
}

/** What reading an answer needs to know of its request. `isNative`: it comes in the dialect of the client itself. */
export interface AnswerContext {
  readonly requestId: string | undefined;
  readonly modelId: string;
  readonly isNative: boolean;
}
