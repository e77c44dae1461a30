import type { ServerResponse } from 'node:http';
import type { StreamSink, UpstreamStream } from '../../bedrock/stream/upstream.ts';
import type { AditError } from '../../errors.ts';
import { type Exchange, markError, markFirstEvent } from '../../log/exchange.ts';
import { readUsageEvent } from '../../log/usage.ts';
import { commonHeaders, errorEvent } from './reply.ts';

/** How long a client hears nothing before it gets a ping, in milliseconds. Claude Code warns after 20 s. */
export const PING_AFTER_MS = 10_000;

const PING = 'event: ping\ndata: {"type": "ping"}\n\n';
const END = Buffer.from('\n\n');

/** The stream to one client: opened by the first event or by the first ping, whichever comes first. */
export class EventRelay implements StreamSink {
  readonly #outgoing: ServerResponse;
  readonly #exchange: Exchange;
  readonly #timer: NodeJS.Timeout;
  readonly #done = Promise.withResolvers<void>();
  #upstream: UpstreamStream | undefined;
  #pieces: Buffer[] = [];

  /** Starts to keep time; nothing is sent yet. */
  constructor(outgoing: ServerResponse, exchange: Exchange, pingAfterMs: number) {
    this.#outgoing = outgoing;
    this.#exchange = exchange;
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
    if (this.#outgoing.destroyed) stream.abort();
    else stream.flow(this);
    return this.#done.promise;
  }

  event(type: string, data: Buffer, block: Buffer | undefined): void {
    markFirstEvent(this.#exchange);
    readUsageEvent(this.#exchange, type, data);
    if (block) this.#pieces.push(block);
    else this.#pieces.push(eventHead(type), data, END);
  }

  flush(): boolean {
    if (this.#pieces.length === 0) return !this.#outgoing.writableNeedDrain;
    const [first] = this.#pieces;
    const bytes = this.#pieces.length === 1 ? (first as Buffer) : Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#timer.refresh();
    return this.#outgoing.write(bytes);
  }

  end(error: AditError | undefined): void {
    this.stop();
    if (error) this.#outgoing.write(this.#fail(error));
    this.#outgoing.end();
  }

  /** Ends a stream that pings have opened with the error that came instead of an answer. */
  endWith(error: AditError): void {
    this.stop();
    this.#outgoing.end(this.#fail(error));
  }

  /** Keeps time no longer. */
  stop(): void {
    clearInterval(this.#timer);
  }

  #fail(error: AditError): string {
    markError(this.#exchange, error);
    return errorEvent(error, this.#exchange.id);
  }

  #ping(): void {
    this.#open();
    if (!this.#outgoing.writableNeedDrain) this.#outgoing.write(PING);
  }

  #open(): void {
    if (this.#outgoing.headersSent || this.#outgoing.destroyed) return;
    this.#exchange.status = 200;
    this.#outgoing.writeHead(200, {
      ...commonHeaders(this.#exchange),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
    });
  }

  #leave(): void {
    this.stop();
    if (!this.#outgoing.writableFinished) this.#upstream?.abort();
    this.#done.resolve();
  }
}

const HEADS = new Map<string, Buffer>();

/** `event: TYPE\ndata: `, made once for each of the few types that there are. */
function eventHead(type: string): Buffer {
  let head = HEADS.get(type);
  if (!head) {
    head = Buffer.from(`event: ${type.replace(/\s/g, '')}\ndata: `);
    if (HEADS.size < 64) HEADS.set(type, head);
  }
  return head;
}
