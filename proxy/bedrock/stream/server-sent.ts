import { FrameError } from '../event-stream/decode.ts';
import type { EventDecoder, EventSink } from './decoder.ts';
import { startsWith, typeOf } from './frames.ts';

/**
 * Cuts server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html) into blocks. A block is given
 * out whole: were its beginning relayed before its end is there, a connection that dies in between would leave the
 * client with half an event.
 */
export abstract class ServerSentBlocks implements EventDecoder {
  #rest: Buffer = EMPTY;

  push(chunk: Buffer, sink: EventSink): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const separators = bytes.includes(CARRIAGE_RETURN) ? SEPARATORS : SEPARATORS.slice(0, 1);
    let at = 0;
    for (;;) {
      const end = blockEnd(bytes, at, separators);
      if (end < 0) break;
      this.take(bytes.subarray(at, end), sink);
      at = end;
    }
    this.#rest = at === bytes.length ? EMPTY : bytes.subarray(at);
    if (this.#rest.length > MAX_EVENT) throw new FrameError(`An event is larger than ${MAX_EVENT} bytes`);
  }

  get isInsideEvent(): boolean {
    return this.#rest.length > 0;
  }

  abstract isLast(type: string): boolean;

  /** Takes one block, with the blank line at its end. */
  protected abstract take(block: Buffer, sink: EventSink): void;
}

/** Decodes server-sent events as the Messages API sends them. */
export class ServerSentEvents extends ServerSentBlocks {
  isLast(type: string): boolean {
    return type === 'message_stop';
  }

  protected take(bytes: Buffer, sink: EventSink): void {
    const block = readBlock(bytes);
    if (!block) return;
    const { type, data, isUsual } = block;
    sink.event(type || typeOf(data), data, isUsual && type !== '' ? bytes : undefined);
  }
}

/** What one block of server-sent events says. */
export interface ServerSentBlock {
  /** Empty where the block names none. */
  readonly type: string;
  /** On one line. */
  readonly data: Buffer;
  /** Whether it is spelled as the field names and nothing else, so that it can be relayed as it came. */
  readonly isUsual: boolean;
}

/**
 * Reads a block; undefined where it carries no data. The usual one is `event: TYPE\ndata: JSON\n\n`, or that without its
 * first line; any other spelling is read line by line. Throws SyntaxError for data on several lines that is no JSON.
 */
export function readBlock(block: Buffer): ServerSentBlock | undefined {
  const nameEnd = startsWith(block, EVENT) ? block.indexOf(LINE_FEED) : -1;
  const dataEnd = block.length - 2;
  if (
    startsWith(block, DATA, nameEnd + 1) &&
    block.indexOf(LINE_FEED, nameEnd + 1) === dataEnd &&
    block[dataEnd - 1] !== CARRIAGE_RETURN
  ) {
    const type = nameEnd < 0 ? '' : block.toString('latin1', EVENT.length, nameEnd);
    return { type, data: block.subarray(nameEnd + 1 + DATA.length, dataEnd), isUsual: true };
  }
  return readUnusualBlock(block.toString());
}

/** Bytes; as large as a frame of AWS's own streams may be. */
const MAX_EVENT = 24 * 1024 * 1024;

const EMPTY = Buffer.alloc(0);
const SEPARATORS = [Buffer.from('\n\n'), Buffer.from('\r\n\r\n')];
const CARRIAGE_RETURN = 13;
const LINE_FEED = 10;
const EVENT = Buffer.from('event: ');
const DATA = Buffer.from('data: ');

/** The offset behind the next blank line; -1 where there is none yet. */
function blockEnd(bytes: Buffer, from: number, separators: readonly Buffer[]): number {
  let end = -1;
  for (const separator of separators) {
    const at = bytes.indexOf(separator, from);
    if (at >= 0 && (end < 0 || at + separator.length < end)) end = at + separator.length;
  }
  return end;
}

function readUnusualBlock(block: string): ServerSentBlock | undefined {
  let type = '';
  const data: string[] = [];
  for (const line of block.split(/\r\n|\n|\r/)) {
    const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === 'event') type = value;
    else if (field === 'data') data.push(value);
  }
  // Comments and blocks without data mean nothing to the client but time, which Adit keeps by its own pings.
  if (data.length === 0) return undefined;
  const joined = data.length === 1 ? (data[0] as string) : JSON.stringify(JSON.parse(data.join('\n')));
  return { type, data: Buffer.from(joined), isUsual: false };
}
