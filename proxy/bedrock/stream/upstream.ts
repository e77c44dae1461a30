import type { IncomingMessage } from 'node:http';
import { AditError, reason, SilenceError } from '../../errors.ts';
import { toClientError } from '../error-map.ts';
import { type Failure, readErrorEvent } from '../failure.ts';
import type { EventDecoder, EventSink } from './decoder.ts';

/** Receives an upstream stream once it flows. */
export interface StreamSink {
  /** One event, as EventSink has it. */
  event(type: string, data: Buffer, block: Buffer | undefined): void;
  /** All events of one network read were given out. False stops the flow until `resume`. */
  flush(): boolean;
  /** The stream is over: whole, or with the error that cut it. */
  end(error: AditError | undefined): void;
}

interface HeldEvent {
  readonly type: string;
  readonly data: Buffer;
  readonly block: Buffer | undefined;
}

/**
 * An answer of Bedrock's that comes as a stream. Its first event is held until somebody flows it on, so that an error
 * that comes instead of it can still be answered, or mended, as an error before the stream.
 */
export class UpstreamStream {
  readonly #response: IncomingMessage;
  readonly #decoder: EventDecoder;
  readonly #requestId: string | undefined;
  readonly #opened = Promise.withResolvers<Failure | undefined>();
  #held: HeldEvent[] = [];
  #sink: StreamSink | undefined;
  #isWhole = false;
  #isOver = false;
  #error: AditError | undefined;

  constructor(response: IncomingMessage, decoder: EventDecoder, requestId: string | undefined) {
    this.#response = response;
    this.#decoder = decoder;
    this.#requestId = requestId;
    response.on('data', (chunk: Buffer) => this.#read(chunk));
    response.once('end', () => this.#end());
    response.once('error', (error) => this.#finish(error));
    response.once('close', () => this.#finish(undefined));
  }

  /** Resolves at the first event: with the failure where it came in its place. Rejects where the connection broke. */
  opened(): Promise<Failure | undefined> {
    return this.#opened.promise;
  }

  /** Gives out what is held and all that follows. */
  flow(sink: StreamSink): void {
    this.#sink = sink;
    for (const { type, data, block } of this.#held) sink.event(type, data, block);
    this.#held = [];
    this.#settle(sink.flush());
  }

  resume(): void {
    this.#response.resume();
  }

  /** Ends the upstream request at once: a stream that nobody reads goes on at Bedrock and is billed. */
  abort(): void {
    this.#response.destroy();
  }

  #read(chunk: Buffer): void {
    if (this.#isOver) return;
    try {
      this.#decoder.push(chunk, this.#events);
    } catch (error) {
      // Events that came before what cannot be read, in the same read.
      this.#sink?.flush();
      this.#finish(error);
      this.abort();
    }
    if (this.#sink) this.#settle(this.#sink.flush());
    else if (this.#held.length > 0) {
      this.#response.pause();
      this.#opened.resolve(undefined);
    }
  }

  #end(): void {
    if (!this.#isOver && !this.#isWhole) this.#decoder.end?.(this.#events);
    this.#sink?.flush();
    this.#finish(undefined);
  }

  readonly #events: EventSink = {
    event: (type, data, block) => {
      if (this.#isOver || this.#isWhole) return;
      // Whatever upstream's own spelling of an error is, the client gets one of Anthropic's.
      if (type === 'error' || type === '' || type.endsWith('Exception')) {
        this.#events.failure(readErrorEvent(data, this.#requestId));
        return;
      }
      if (this.#decoder.isLast(type)) this.#isWhole = true;
      if (this.#sink) this.#sink.event(type, data, block);
      // A ping says nothing of what comes, and Adit has its own.
      else if (type !== 'ping') this.#held.push({ type, data, block });
    },
    failure: (failure) => {
      if (this.#isOver) return;
      this.#error = toClientError(failure);
      this.#isOver = true;
      this.#opened.resolve(failure);
    },
  };

  /** After each read: ends the sink's stream when it is over, or slows upstream down to the client's pace. */
  #settle(flows: boolean): void {
    if (this.#isWhole || this.#isOver) this.#close();
    else if (flows) this.#response.resume();
    else this.#response.pause();
  }

  #finish(error: unknown): void {
    if (!this.#isOver && !this.#isWhole) {
      this.#error = cutError(error, this.#decoder.isInsideEvent);
      if (this.#held.length === 0)
        this.#opened.reject(error ?? new Error('The connection ended before the first event'));
    }
    this.#isOver = true;
    if (this.#sink) this.#close();
  }

  #close(): void {
    const sink = this.#sink;
    if (!sink) return;
    this.#sink = { event() {}, flush: () => true, end() {} };
    this.#isOver = true;
    sink.end(this.#error);
    // What is left is a few bytes of the transfer's own end; reading them keeps the connection for the next request.
    this.#response.resume();
    const timer = setTimeout(() => this.abort(), LINGER_MS).unref();
    this.#response.once('close', () => clearTimeout(timer));
  }
}

/** How long the end of the transfer may take after the last event, in milliseconds. */
const LINGER_MS = 5000;

/** A stream is whole only when its last event has come: a connection that ends before it was cut. */
function cutError(error: unknown, insideEvent: boolean): AditError {
  if (error instanceof SilenceError) return new AditError('timeout_error', `${error.message}: the answer is cut here.`);
  const where = insideEvent ? 'inside an event' : 'before its last event';
  const why = error === undefined ? `the connection ended ${where}` : reason(error);
  return new AditError('api_error', `Amazon Bedrock's answer is cut here: ${why}.`, { cause: error });
}
