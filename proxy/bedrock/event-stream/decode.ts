import { crc32 } from 'node:zlib';

/** One message of an `application/vnd.amazon.eventstream`. */
export interface Frame {
  /** Values of the string headers, such as `:message-type` and `:event-type`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Buffer;
}

/** Bytes that are no event stream. The connection that carries them is of no more use. */
export class FrameError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FrameError';
  }
}

/** Limits of the format, in bytes: https://smithy.io/2.0/aws/amazon-eventstream.html */
const MAX_FRAME = 24 * 1024 * 1024;
const MAX_HEADERS = 128 * 1024;
const PRELUDE = 12;
const TRAILER = 4;

/**
 * Decodes frames from network reads that end anywhere, checking both checksums of each.
 * A frame is given out as soon as its last byte is there; its payload is a view of the read where it lies in one.
 */
export class FrameDecoder {
  #rest: Buffer = EMPTY;
  #lastHead: Buffer = EMPTY;
  #lastHeaders: Frame['headers'] = {};

  /** Takes a read and calls `each` for every frame that it completes. Throws FrameError. */
  push(chunk: Buffer, each: (frame: Frame) => void): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    while (bytes.length - at >= PRELUDE) {
      const size = checkPrelude(bytes, at);
      if (bytes.length - at < size) break;
      each(this.#frame(bytes.subarray(at, at + size)));
      at += size;
    }
    this.#rest = at === bytes.length ? EMPTY : bytes.subarray(at);
  }

  /** Whether the reads so far end inside a frame. */
  get isInsideFrame(): boolean {
    return this.#rest.length > 0;
  }

  #frame(frame: Buffer): Frame {
    const end = frame.length - TRAILER;
    if (crc32(frame.subarray(0, end)) !== frame.readUInt32BE(end)) {
      throw new FrameError('A frame of the event stream has a wrong checksum');
    }
    const split = PRELUDE + frame.readUInt32BE(4);
    return { headers: this.#headers(frame.subarray(PRELUDE, split)), payload: frame.subarray(split, end) };
  }

  /** The frames of a stream repeat their headers, so the last ones read are kept with their bytes. */
  #headers(head: Buffer): Frame['headers'] {
    if (!head.equals(this.#lastHead)) {
      this.#lastHeaders = readHeaders(head);
      this.#lastHead = Buffer.from(head);
    }
    return this.#lastHeaders;
  }
}

const EMPTY = Buffer.alloc(0);

/** The size of the frame that starts at `at`; the prelude has a checksum of its own, so a torn length cannot stall. */
function checkPrelude(bytes: Buffer, at: number): number {
  const size = bytes.readUInt32BE(at);
  const headSize = bytes.readUInt32BE(at + 4);
  if (crc32(bytes.subarray(at, at + 8)) !== bytes.readUInt32BE(at + 8)) {
    throw new FrameError('The start of a frame of the event stream has a wrong checksum');
  }
  if (size > MAX_FRAME || headSize > MAX_HEADERS || size < PRELUDE + headSize + TRAILER) {
    throw new FrameError(`A frame of the event stream has an impossible size: ${size} bytes`);
  }
  return size;
}

/** Sizes of the header values of fixed length, by type: booleans, byte, short, integer, long, timestamp, UUID. */
const FIXED_SIZES: Readonly<Record<number, number>> = { 0: 0, 1: 0, 2: 1, 3: 2, 4: 4, 5: 8, 8: 8, 9: 16 };
const BYTES = 6;
const STRING = 7;

function readHeaders(head: Buffer): Record<string, string> {
  const headers: Record<string, string> = {};
  try {
    for (let at = 0; at < head.length; ) {
      const nameEnd = at + 1 + head.readUInt8(at);
      const type = head.readUInt8(nameEnd);
      const sized = type === BYTES || type === STRING;
      const start = nameEnd + (sized ? 3 : 1);
      const size = sized ? head.readUInt16BE(nameEnd + 1) : FIXED_SIZES[type];
      if (size === undefined || start + size > head.length) throw new RangeError();
      if (type === STRING) headers[head.toString('utf8', at + 1, nameEnd)] = head.toString('utf8', start, start + size);
      at = start + size;
    }
  } catch {
    throw new FrameError('The headers of a frame of the event stream cannot be read');
  }
  return headers;
}
