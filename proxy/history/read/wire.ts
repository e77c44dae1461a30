import type { DatabaseSync } from 'node:sqlite';
import { FrameDecoder } from '../../bedrock/event-stream/decode.ts';
import type { RequestDetail, RequestRow, TimedEvent, WireMessage } from '../shapes.ts';
import { readBody } from '../store/bodies.ts';
import { type Head, readHead } from '../store/heads.ts';
import type { Live } from '../store/live.ts';
import { readBytes, readEvents } from '../store/streams.ts';
import { rowOfId } from './pages.ts';

type WireMessages = Pick<RequestDetail, 'clientRequest' | 'upstreamRequest' | 'upstreamResponse' | 'clientResponse'>;

/** Events of an answer from position `after` on, also while it streams; none where there is no such request. */
export function eventsOf(db: DatabaseSync, id: string, after: number, live: Live): TimedEvent[] {
  const open = live.events(id, after);
  if (open) return open;
  const row = rowOfId(db, id);
  return row ? readEvents(db, row.seq, after) : [];
}

/** Both sides of the wire, each with request and answer. */
export function wireMessages(db: DatabaseSync, row: RequestRow, live: Live): WireMessages {
  const { seq } = row;
  const upstreamHead = readHead(db, seq, 'upstream');
  const answerHead = readHead(db, seq, 'answer');
  const inside = answerText(db, row, live);
  return {
    clientRequest: {
      start: `${row.method} ${row.path}`,
      headers: readHead(db, seq, 'request')?.headers ?? {},
      body: text(readBody(db, seq, 'request')),
    },
    upstreamRequest: upstreamHead ? { ...upstreamHead, body: text(readBody(db, seq, 'upstream')) } : null,
    upstreamResponse: answerHead ? { ...answerHead, body: upstreamText(db, seq, answerHead, inside) } : null,
    clientResponse: clientResponse(row, text(readBytes(db, seq, 'client')) ?? inside),
  };
}

/** What the client got; its headers are not kept but for the one that Adit's answers always have. */
function clientResponse(row: RequestRow, body: string | null): WireMessage | null {
  if (row.status === 0 && body === null) return null;
  return { start: row.status === 0 ? '' : String(row.status), headers: { 'request-id': row.id }, body };
}

/** The answer in the shape inside: events as they stand in a stream, else the message that came whole. */
function answerText(db: DatabaseSync, row: RequestRow, live: Live): string | null {
  const events = live.events(row.id, 0) ?? readEvents(db, row.seq, 0);
  return events.length > 0 ? events.map(serverSent).join('') : text(readBody(db, row.seq, 'answer'));
}

/** An event as it is written into a stream of server-sent events. */
function serverSent({ type, data }: TimedEvent): string {
  return `event: ${type}\ndata: ${data}\n\n`;
}

/**
 * Bedrock's answer: bytes where it has another form than the events, and frames of AWS's own kind told as events. What is
 * inside for an error is Adit's word for it, and not Bedrock's.
 */
function upstreamText(db: DatabaseSync, seq: number, { start, headers }: Head, inside: string | null): string | null {
  const bytes = readBytes(db, seq, 'upstream');
  if (!bytes) return Number(start) < 400 ? inside : null;
  return headers['content-type']?.includes('vnd.amazon.eventstream') ? framesAsText(bytes) : text(bytes);
}

function framesAsText(bytes: Buffer): string {
  let told = '';
  try {
    new FrameDecoder().push(bytes, ({ headers, payload }) => {
      const type = headers[':event-type'] ?? headers[':exception-type'] ?? headers[':message-type'] ?? 'event';
      told += `event: ${type}\ndata: ${payload.toString()}\n\n`;
    });
  } catch (error) {
    told += `: ${error instanceof Error ? error.message : String(error)}\n\n`;
  }
  return told;
}

function text(bytes: Buffer | undefined): string | null {
  return bytes ? bytes.toString() : null;
}
