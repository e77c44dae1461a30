import { type Frame, FrameDecoder } from '../event-stream/decode.ts';
import { type Failure, readStreamException } from '../failure.ts';
import type { EventDecoder, EventSink } from './decoder.ts';

/**
 * Decodes InvokeModelWithResponseStream: frames whose payload is `{"bytes": base64 of an event, "p": padding}`
 * (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ResponseStream.html).
 */
export class FramedEvents implements EventDecoder {
  readonly #frames = new FrameDecoder();
  readonly #requestId: string | undefined;

  constructor(requestId: string | undefined) {
    this.#requestId = requestId;
  }

  push(chunk: Buffer, sink: EventSink): void {
    this.#frames.push(chunk, (frame) => this.#take(frame, sink));
  }

  get isInsideEvent(): boolean {
    return this.#frames.isInsideFrame;
  }

  isLast(type: string): boolean {
    return type === 'message_stop';
  }

  #take(frame: Frame, sink: EventSink): void {
    const type = eventType(frame);
    if (type === undefined) sink.failure(readFailureFrame(frame, this.#requestId));
    // Other members of the union may come one day; they are no events of Anthropic's.
    else if (type === 'chunk') takeChunk(frame.payload, sink);
  }
}

/** The type of a frame that is an event; undefined for one that reports a failure. */
export function eventType({ headers }: Frame): string | undefined {
  return headers[':message-type'] === 'event' ? (headers[':event-type'] ?? '') : undefined;
}

/** Reads a frame that is no event: an exception of the model's, or an error of the service's. */
export function readFailureFrame({ headers, payload }: Frame, requestId: string | undefined): Failure {
  const type = headers[':exception-type'] ?? headers[':error-code'] ?? '';
  const message = headers[':error-message'];
  const body = message === undefined ? payload : Buffer.from(JSON.stringify({ message }));
  return readStreamException(type, body, requestId);
}

const BYTES_FIRST = Buffer.from('{"bytes":"');
const TYPE_FIRST = Buffer.from('{"type":"');
const QUOTE = 34;
const LINE_FEED = 10;

function takeChunk(payload: Buffer, sink: EventSink): void {
  const json = Buffer.from(base64Of(payload), 'base64');
  // A line feed would end the line of a server-sent event. JSON has none inside strings, so it can be spelled anew.
  const data = json.includes(LINE_FEED) ? Buffer.from(JSON.stringify(JSON.parse(json.toString()))) : json;
  sink.event(typeOf(data), data, undefined);
}

function base64Of(payload: Buffer): string {
  if (startsWith(payload, BYTES_FIRST)) {
    const end = payload.indexOf(QUOTE, BYTES_FIRST.length);
    if (end > 0) return payload.toString('latin1', BYTES_FIRST.length, end);
  }
  return String((JSON.parse(payload.toString()) as { bytes?: unknown }).bytes ?? '');
}

/** The event's type: its first member in all that was seen, so it is read without parsing. */
export function typeOf(data: Buffer): string {
  if (startsWith(data, TYPE_FIRST)) {
    const end = data.indexOf(QUOTE, TYPE_FIRST.length);
    if (end > 0) return data.toString('latin1', TYPE_FIRST.length, end);
  }
  return String((JSON.parse(data.toString()) as { type?: unknown }).type ?? '');
}

/** Byte by byte: for so few bytes a call into native code costs ten times as much. */
export function startsWith(bytes: Buffer, prefix: Buffer, at = 0): boolean {
  for (let i = 0; i < prefix.length; i++) if (bytes[at + i] !== prefix[i]) return false;
  return true;
}
