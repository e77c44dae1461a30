import { performance } from 'node:perf_hooks';
import { type Carrier, EVENTS_BEFORE_TEXT, sentAt } from './answer.ts';

/** Reads an answer's bytes as they come, and knows what a benchmark asks of them. */
export interface AnswerReader {
  push(chunk: Buffer): void;
  /** When the first text delta had come whole, on `performance.now`'s clock. */
  readonly firstDelta: number | undefined;
  /** Milliseconds from the sending of each stamped event to its arrival. */
  readonly delays: number[];
  /** Whether the answer came to its end. */
  readonly whole: boolean;
}

/** Bytes that hold the last event of an answer: once the first delta is there, nothing else matters. */
const TAIL = 512;

/** A reader that does as little as it can, so that the reader is not what is measured. */
export function quickReader(carrier: Carrier): AnswerReader {
  return carrier === 'frames' ? new QuickFrames() : new QuickSse();
}

/** A reader that takes every event apart: slower, and able to say how old each event is. */
export function fullReader(carrier: Carrier): FullReader {
  return new FullReader(carrier);
}

class QuickSse implements AnswerReader {
  firstDelta: number | undefined;
  readonly delays: number[] = [];
  #seen: Buffer = Buffer.alloc(0);

  push(chunk: Buffer): void {
    if (this.firstDelta !== undefined && chunk.length >= TAIL) {
      this.#seen = chunk.subarray(-TAIL);
      return;
    }
    const seen = Buffer.concat([this.#seen, chunk]);
    if (this.firstDelta === undefined && hasWholeDelta(seen)) this.firstDelta = performance.now();
    this.#seen = this.firstDelta === undefined ? seen : seen.subarray(-TAIL);
  }

  get whole(): boolean {
    return this.#seen.includes('"message_stop"');
  }
}

class QuickFrames implements AnswerReader {
  firstDelta: number | undefined;
  readonly delays: number[] = [];
  #frames = 0;
  #carry: Buffer = Buffer.alloc(0);
  #last: Buffer = Buffer.alloc(0);

  push(chunk: Buffer): void {
    const bytes = this.#carry.length > 0 ? Buffer.concat([this.#carry, chunk]) : chunk;
    let at = 0;
    // The length that begins a frame is enough to find the next one.
    while (bytes.length - at >= 4 && bytes.length - at >= bytes.readUInt32BE(at)) {
      const end = at + bytes.readUInt32BE(at);
      this.#last = bytes.subarray(at, end);
      at = end;
      this.#frames++;
    }
    this.#carry = bytes.subarray(at);
    if (this.#frames > EVENTS_BEFORE_TEXT) this.firstDelta ??= performance.now();
  }

  get whole(): boolean {
    return this.#carry.length === 0 && this.#frames > 0 && frameJson(this.#last).includes('"message_stop"');
  }
}

class FullReader implements AnswerReader {
  firstDelta: number | undefined;
  readonly delays: number[] = [];
  readonly events: string[] = [];
  #carry: Buffer = Buffer.alloc(0);
  readonly #carrier: Carrier;

  constructor(carrier: Carrier) {
    this.#carrier = carrier;
  }

  push(chunk: Buffer): void {
    const now = Number(process.hrtime.bigint()) / 1e6;
    this.#carry = Buffer.concat([this.#carry, chunk]);
    for (let json = this.#next(); json !== undefined; json = this.#next()) {
      const sent = sentAt(json);
      if (sent !== undefined) this.delays.push(now - sent);
      if (json.includes('"text_delta"')) this.firstDelta ??= performance.now();
      if (json !== '') this.events.push(json);
    }
  }

  get whole(): boolean {
    return this.#carry.length === 0 && this.events.at(-1)?.includes('"message_stop"') === true;
  }

  #next(): string | undefined {
    const end = this.#carrier === 'sse' ? sseEnd(this.#carry) : frameEnd(this.#carry);
    if (end === undefined) return undefined;
    const bytes = this.#carry.subarray(0, end);
    this.#carry = this.#carry.subarray(end);
    return this.#carrier === 'sse' ? sseJson(bytes) : frameJson(bytes);
  }
}

function hasWholeDelta(bytes: Buffer): boolean {
  const delta = bytes.indexOf('"text_delta"');
  return delta >= 0 && bytes.indexOf('\n\n', delta) >= 0;
}

function sseEnd(bytes: Buffer): number | undefined {
  const blank = bytes.indexOf('\n\n');
  return blank < 0 ? undefined : blank + 2;
}

function frameEnd(bytes: Buffer): number | undefined {
  if (bytes.length < 4) return undefined;
  const length = bytes.readUInt32BE(0);
  return bytes.length < length ? undefined : length;
}

/** The data of a server-sent event; empty for comments and pings, which a proxy may add. */
function sseJson(bytes: Buffer): string {
  const json = /^data: ?(.*)$/m.exec(bytes.toString())?.[1] ?? '';
  return json.startsWith('{"type": "ping"') || json.startsWith('{"type":"ping"') ? '' : json;
}

function frameJson(frame: Buffer): string {
  const payload = frame.subarray(12 + frame.readUInt32BE(4), frame.length - 4).toString();
  return Buffer.from((JSON.parse(payload) as { bytes: string }).bytes, 'base64').toString();
}
