import type { BodiesState, RequestState, TimedEvent } from '../shapes.ts';
import type { Batch, Begun, Figures, KeptHeaders, RequestNews } from '../worker-messages.ts';
import { answerOf } from './answers/answer.ts';
import { nativeEvents } from './answers/native.ts';
import { clientOf } from './clients.ts';
import { eventsOf } from './streams.ts';

/** A message of one side, until it is stored. */
export interface Pending {
  readonly start: string;
  readonly headers: KeptHeaders;
  readonly body: Buffer | undefined;
}

/** A request that has not ended, or has not been stored: what is known of it, and what of that is in no table yet. */
export class OpenRequest {
  readonly seq: number;
  readonly begun: Begun;
  readonly client: string;
  /** Whether what is said is kept, by the settings as they were when it began. */
  readonly keepsBodies: boolean;
  figures: Figures | undefined;
  state: RequestState = 'open';
  session: string | null;
  previous: string | null = null;
  process: string | null = null;
  project: string | null = null;
  /** Whether its row is in the table, and is as it is here. */
  isInTable = false;
  isDirty = true;
  asked: Pending | undefined;
  sent: Pending | undefined;
  answered: Pending | undefined;
  readonly events: Batch[] = [];
  readonly upstreamBytes: Batch[] = [];
  readonly clientBytes: Batch[] = [];
  message: Buffer | undefined;
  #isLost = false;
  #isEventStream = false;
  /** Events read out of bytes or batches, as long as no more come. */
  #read: TimedEvent[] | undefined;

  constructor(seq: number, begun: Begun, keepsBodies: (client: string) => boolean) {
    this.seq = seq;
    this.begun = begun;
    this.client = clientOf(begun.keyName, begun.userAgent);
    this.keepsBodies = keepsBodies(this.client);
    this.session = begun.session ?? null;
  }

  /** Whether what is said is kept, as far as is known. */
  get bodies(): BodiesState {
    if (!this.keepsBodies) return 'off';
    return this.#isLost ? 'lost' : (this.figures?.bodies ?? 'kept');
  }

  /** Lets go of what was said in it, since that cannot be stored. */
  loseBodies(): void {
    this.#isLost = true;
    this.asked = undefined;
    this.sent = undefined;
    this.answered = undefined;
    this.isDirty = true;
  }

  /** Takes what is told of it, but for its beginning. */
  take(news: Exclude<RequestNews, { kind: 'begun' }>): void {
    if (news.kind === 'figures' || news.kind === 'ended') {
      this.figures = news.figures;
      this.isDirty = true;
      if (news.kind === 'ended') this.state = 'done';
    } else if (news.kind === 'asked') this.asked = pending('', news.headers, news.body);
    else if (news.kind === 'sent') this.#sent(news);
    else if (news.kind === 'answered') this.#answered(news.status, news.headers);
    else this.#takeBytes(news);
  }

  /** Forgets where it was put, when that could not be written. */
  unplace(): void {
    if (!this.asked) return;
    this.session = this.begun.session ?? null;
    this.previous = null;
  }

  /** The events of the answer so far. */
  eventsSoFar(): TimedEvent[] {
    this.#read ??= this.#readEvents();
    return this.#read;
  }

  /** The answer so far, as bytes where it came whole, else as what its events amount to. */
  answerSoFar(): Buffer | Record<string, unknown> | undefined {
    if (this.message) return this.message;
    return answerOf(this.eventsSoFar()) ?? this.#wholeBytes();
  }

  /** A further try takes the place of the one before, with what came of it. */
  #sent({ url, headers, body }: Extract<RequestNews, { kind: 'sent' }>): void {
    this.sent = pending(`POST ${url}`, headers, body);
    this.upstreamBytes.length = 0;
    this.#read = undefined;
  }

  #answered(status: number, headers: KeptHeaders): void {
    this.answered = pending(String(status), headers, undefined);
    this.#isEventStream = (headers['content-type'] ?? '').startsWith('application/vnd.amazon.eventstream');
  }

  #takeBytes(news: Extract<RequestNews, { kind: 'events' | 'upstream-bytes' | 'client-bytes' | 'message' }>): void {
    if (!this.keepsBodies) return;
    if (news.kind === 'message') this.message = asBytes(news.body);
    else if (news.kind === 'events') this.events.push(news.batch);
    else if (news.kind === 'upstream-bytes') this.upstreamBytes.push(news.batch);
    else this.clientBytes.push(news.batch);
    this.#read = undefined;
  }

  /** Bedrock's own paths bring bytes alone. */
  #readEvents(): TimedEvent[] {
    if (this.events.length > 0) return eventsOf(this.events);
    if (!this.#isEventStream) return [];
    return nativeEvents(this.begun.path, this.figures?.servedModel ?? '', this.upstreamBytes);
  }

  #wholeBytes(): Buffer | undefined {
    const isWhole = !this.#isEventStream && this.events.length === 0 && this.upstreamBytes.length > 0;
    return isWhole ? Buffer.concat(this.upstreamBytes.map(({ bytes }) => bytes)) : undefined;
  }
}

function pending(start: string, headers: KeptHeaders, body: Uint8Array<ArrayBuffer> | undefined): Pending {
  return { start, headers, body: body && asBytes(body) };
}

function asBytes(bytes: Uint8Array<ArrayBuffer>): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
