import { FrameError } from '../event-stream/decode.ts';
import type { EventDecoder, EventSink } from './decoder.ts';
import { startsWith, typeOf } from './frames.ts';

/**
 * Decodes server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html) as the Messages API sends
 * them. An event is given out whole: were its beginning relayed before its end is there, a connection that dies
 * in between would leave the client with half an event.
 */
export class ServerSentEvents implements EventDecoder {
  #rest: Buffer = EMPTY;

  push(chunk: Buffer, sink: EventSink): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const separators = bytes.includes(CARRIAGE_RETURN) ? SEPARATORS : SEPARATORS.slice(0, 1);
    let at = 0;
    for (;;) {
      const end = blockEnd(bytes, at, separators);
      if (end < 0) break;
      takeBlock(bytes.subarray(at, end), sink);
      at = end;
    }
    this.#rest = at === bytes.length ? EMPTY : bytes.subarray(at);
    if (this.#rest.length > MAX_EVENT) throw new FrameError(`An event is larger than ${MAX_EVENT} bytes`);
  }

  get isInsideEvent(): boolean {
    return this.#rest.length > 0;
  }

  isLast(type: string): boolean {
    return type === 'message_stop';
  }
}

/** Bytes; as large as a frame of AWS's own streams may be. */
const MAX_EVENT = 24 * 1024 * 1024;

const EMPTY = Buffer.alloc(0);
const SEPARATORS = [Buffer.from('\n\n'), Buffer.from('\r\n\r\n')];
const CARRIAGE_RETURN = 13;
const LINE_FEED = 10;
const EVENT = Buffer.from('event: ');
const DATA = Buffer.from('\ndata: ');

/** The offset behind the next blank line; -1 where there is none yet. */
function blockEnd(bytes: Buffer, from: number, separators: readonly Buffer[]): number {
  let end = -1;
  for (const separator of separators) {
    const at = bytes.indexOf(separator, from);
    if (at >= 0 && (end < 0 || at + separator.length < end)) end = at + separator.length;
  }
  return end;
}

/** The usual block is `event: TYPE\ndata: JSON\n\n`; any other spelling is read line by line. */
function takeBlock(block: Buffer, sink: EventSink): void {
  if (startsWith(block, EVENT)) {
    const nameEnd = block.indexOf(LINE_FEED);
    const dataEnd = block.length - 2;
    if (
      startsWith(block, DATA, nameEnd) &&
      block.indexOf(LINE_FEED, nameEnd + 1) === dataEnd &&
      block[dataEnd - 1] !== CARRIAGE_RETURN
    ) {
      const type = block.toString('latin1', EVENT.length, nameEnd);
      sink.event(type, block.subarray(nameEnd + DATA.length, dataEnd), block);
      return;
    }
  }
  takeUnusualBlock(block.toString(), sink);
}

function takeUnusualBlock(block: string, sink: EventSink): void {
  let type = '';
  const data: string[] = [];
  for (const line of block.split(/\r\n|\n|\r/)) {
    const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === 'event') type = value;
    else if (field === 'data') data.push(value);
  }
  // Comments and blocks without data mean nothing to the client but time, which Adit keeps by its own pings.
  if (data.length === 0) return;
  const joined = Buffer.from(data.length === 1 ? (data[0] as string) : JSON.stringify(JSON.parse(data.join('\n'))));
  sink.event(type || typeOf(joined), joined, undefined);
}
