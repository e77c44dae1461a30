import type { ServerResponse } from 'node:http';
import { streamMessage } from '../bedrock/messages/whole.ts';
import type { StreamSink, UpstreamStream } from '../bedrock/stream/upstream.ts';
import type { AditError } from '../errors.ts';
import { type Exchange, markError, markFirstEvent } from '../log/exchange.ts';
import { readUsageEvent } from '../log/usage.ts';
import { commonHeaders, isWhole } from './reply.ts';

/** How long a client hears nothing before it gets a heartbeat, in milliseconds. Claude Code warns after 20 s. */
export const PING_AFTER_MS = 10_000;

/** How one dialect writes a stream of Messages events, as server-sent events. */
export interface StreamWriter {
  /** Whether what the client gets is in another form than the events themselves. */
  readonly isOwnForm: boolean;
  /** Sent while upstream is silent. */
  readonly heartbeat: string;
  /** The bytes for one event, in pieces; none where the dialect has nothing for it. `block` as StreamSink has it. */
  event(type: string, data: Buffer, block: Buffer | undefined): readonly Buffer[];
  /** Ends a stream that broke: the error as the dialect tells it, and what its clients need to stop reading. */
  fail(error: AditError): string;
  /** What follows the last event of a whole stream; empty where nothing does. */
  end(): string;
}

/** The stream to one client: opened by the first event or by the first heartbeat, whichever comes first. */
export class EventRelay implements StreamSink {
  readonly #outgoing: ServerResponse;
  readonly #exchange: Exchange;
  readonly #writer: StreamWriter;
  readonly #timer: NodeJS.Timeout;
  readonly #done = Promise.withResolvers<void>();
  #upstream: UpstreamStream | undefined;
  #pieces: Buffer[] = [];
  #hasLeft = false;

  /** Starts to keep time; nothing is sent yet. */
  constructor(outgoing: ServerResponse, exchange: Exchange, writer: StreamWriter, pingAfterMs: number) {
    this.#outgoing = outgoing;
    this.#exchange = exchange;
    this.#writer = writer;
    this.#timer = setInterval(() => this.#ping(), pingAfterMs);
    outgoing.on('drain', () => this.#upstream?.resume());
    outgoing.once('close', () => this.#leave());
  }

  /** Whether something has been sent: from then on an error is an event. */
  get isOpen(): boolean {
    return this.#outgoing.headersSent;
  }

  /** Relays a stream to its end. Resolves when all is written, or the client has left. */
  relay(stream: UpstreamStream): Promise<void> {
    this.#upstream = stream;
    this.#open();
    if (this.#hasLeft) stream.abort();
    else stream.flow(this);
    return this.#done.promise;
  }

  /** Gives a client that wanted a stream an answer that came whole. */
  whole(body: Buffer): void {
    this.#open();
    streamMessage(body, { event: (type, data) => this.event(type, data, undefined), failure() {} });
    this.flush();
    this.end(undefined);
  }

  event(type: string, data: Buffer, block: Buffer | undefined): void {
    markFirstEvent(this.#exchange);
    readUsageEvent(this.#exchange, type, data);
    this.#exchange.recording?.event(type, data);
    for (const piece of this.#writer.event(type, data, block)) this.#pieces.push(piece);
  }

  flush(): boolean {
    if (this.#pieces.length === 0) return !this.#outgoing.writableNeedDrain;
    const [first] = this.#pieces;
    const bytes = this.#pieces.length === 1 ? (first as Buffer) : Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#timer.refresh();
    const flows = this.#outgoing.write(bytes);
    this.#exchange.lastEvent = performance.now() - this.#exchange.start;
    if (this.#writer.isOwnForm) this.#exchange.recording?.clientBytes(bytes);
    return flows;
  }

  end(error: AditError | undefined): void {
    this.stop();
    const last = error ? this.#fail(error) : this.#writer.end();
    this.#endWith(last);
  }

  /** Ends a stream that heartbeats have opened with the error that came instead of an answer. */
  endWith(error: AditError): void {
    this.stop();
    this.#endWith(this.#fail(error));
  }

  /** Keeps time no longer. */
  stop(): void {
    clearInterval(this.#timer);
  }

  #endWith(last: string): void {
    if (last !== '') this.#outgoing.write(last);
    this.#outgoing.end();
    if (last !== '') this.#exchange.recording?.clientBytes(Buffer.from(last));
  }

  #fail(error: AditError): string {
    markError(this.#exchange, error);
    return this.#writer.fail(error);
  }

  #ping(): void {
    this.#open();
    if (!this.#outgoing.writableNeedDrain) this.#outgoing.write(this.#writer.heartbeat);
  }

  #open(): void {
    if (this.#outgoing.headersSent || this.#hasLeft) return;
    this.#exchange.status = 200;
    this.#outgoing.writeHead(200, {
      ...commonHeaders(this.#exchange),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
    });
  }

  #leave(): void {
    this.#hasLeft = true;
    this.stop();
    if (!isWhole(this.#outgoing)) this.#upstream?.abort();
    this.#done.resolve();
  }
}
