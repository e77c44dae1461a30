import type { IncomingHttpHeaders } from 'node:http';
import type { Exchange } from '../log/exchange.ts';
import type { Recording } from '../log/recording.ts';
import { figuresOf } from './figures.ts';
import { keptHeaders } from './kept-headers.ts';
import type { Uncopied } from './recorder.ts';
import type { Batch, Figures, RequestNews } from './worker-messages.ts';

/** Where recordings put what they take. */
export interface Sink {
  add(news: RequestNews | Uncopied): void;
  addBytes(news: Uncopied, size: number): boolean;
  /** Makes sure that a flush comes. */
  wake(): void;
  lost(): void;
}

type PieceKind = 'events' | 'upstream-bytes' | 'client-bytes';

/** Pieces of one kind that have come since the last flush. */
interface Pieces {
  bytes: Uint8Array[];
  at: number[];
  types: string[];
  size: number;
}

/** Takes the copies of one request. What it is given is kept as it is until the next flush, and copied then. */
export class RequestRecording implements Recording {
  readonly #exchange: Exchange;
  readonly #sink: Sink;
  readonly #pieces: Readonly<Record<PieceKind, Pieces>> = {
    events: newPieces(),
    'upstream-bytes': newPieces(),
    'client-bytes': newPieces(),
  };
  #isLost = false;
  #hasTold = false;

  constructor(exchange: Exchange, sink: Sink) {
    this.#exchange = exchange;
    this.#sink = sink;
  }

  begun(): RequestNews {
    const { id, startedAt, method, path, keyName, session, agent, parentAgent, replayOf, clientPort } = this.#exchange;
    const userAgent = this.#exchange.client;
    const begun = {
      id,
      startedAt,
      method,
      path,
      keyName,
      userAgent,
      session,
      agent,
      parentAgent,
      replayOf,
      clientPort,
    };
    return { kind: 'begun', begun };
  }

  figures(): Figures {
    return figuresOf(this.#exchange, this.#isLost ? 'lost' : 'kept');
  }

  asked(headers: IncomingHttpHeaders, body: Buffer): void {
    const { id } = this.#exchange;
    this.#whole(body, (bytes) => ({ kind: 'asked', id, headers: keptHeaders(headers), body: bytes }));
    // What is asked for is read from the body just after.
    this.#sink.add({ pieces: [], toNews: () => ({ kind: 'figures', id, figures: this.figures() }) });
  }

  sent(url: URL, headers: Readonly<Record<string, string>>, body: Buffer): void {
    const { id } = this.#exchange;
    // What a try before brought is told before this one, which takes its place.
    this.#flush('upstream-bytes');
    this.#whole(body, (bytes) => ({ kind: 'sent', id, url: url.href, headers: keptHeaders(headers), body: bytes }));
  }

  answered(status: number, headers: IncomingHttpHeaders): void {
    this.#sink.add({ kind: 'answered', id: this.#exchange.id, status, headers: keptHeaders(headers) });
  }

  message(body: Buffer): void {
    const { id } = this.#exchange;
    this.#whole(body, (bytes) => ({ kind: 'message', id, body: bytes }));
  }

  event(type: string, data: Buffer): void {
    this.#piece('events', data, type);
  }

  upstreamBytes(chunk: Buffer): void {
    this.#piece('upstream-bytes', chunk);
  }

  clientBytes(chunk: Buffer): void {
    this.#piece('client-bytes', chunk);
  }

  /** Hands over what has come. */
  flush(): void {
    for (const kind of KINDS) this.#flush(kind);
  }

  #piece(kind: PieceKind, data: Buffer, type?: string): void {
    if (this.#isLost) return;
    const pieces = this.#pieces[kind];
    pieces.bytes.push(data);
    pieces.at.push(performance.now() - this.#exchange.start);
    if (type !== undefined) pieces.types.push(type);
    pieces.size += data.length;
    if (pieces.size > FLUSH_BYTES) this.#flush(kind);
    else if (pieces.bytes.length === 1) this.#tell();
  }

  /** The first piece makes sure that a flush comes, and that the figures so far are told. */
  #tell(): void {
    if (!this.#hasTold) this.#sink.add({ kind: 'figures', id: this.#exchange.id, figures: this.figures() });
    this.#hasTold = true;
    this.#sink.wake();
  }

  #flush(kind: PieceKind): void {
    const { bytes, at, types, size } = this.#pieces[kind];
    if (bytes.length === 0) return;
    const { id } = this.#exchange;
    const lengths = bytes.map((piece) => piece.length);
    const batchOf = (copied: Batch['bytes']): Batch => ({ bytes: copied, lengths, at, types });
    this.#add({ pieces: bytes, toNews: (copied) => ({ kind, id, batch: batchOf(copied) }) }, size);
    Object.assign(this.#pieces[kind], newPieces());
  }

  #whole(body: Buffer, toNews: (bytes: Uint8Array<ArrayBuffer>) => RequestNews): void {
    if (!this.#isLost) this.#add({ pieces: [body], toNews }, body.length);
  }

  #add(news: Uncopied, size: number): void {
    if (this.#sink.addBytes(news, size)) return;
    this.#isLost = true;
    this.#sink.lost();
  }
}

/** Bytes of one kind after which a flush is not waited for. */
const FLUSH_BYTES = 256 * 1024;

const KINDS: readonly PieceKind[] = ['events', 'upstream-bytes', 'client-bytes'];

function newPieces(): Pieces {
  return { bytes: [], at: [], types: [], size: 0 };
}
