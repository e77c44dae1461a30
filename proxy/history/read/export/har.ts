import { STATUS_CODES } from 'node:http';
import type { DatabaseSync } from 'node:sqlite';
import { VERSION } from '../../../version.ts';
import type { RequestRow, WireMessage } from '../../shapes.ts';
import type { Live } from '../../store/live.ts';
import { readEvents } from '../../store/streams.ts';
import { wireMessages } from '../wire.ts';
import { figuresOf } from './figures.ts';

/** HAR 1.2: https://w3c.github.io/web-performance/specs/HAR/Overview.html. Names of one's own begin with `_`. */
export const HAR_HEAD = `{"log":{"version":"1.2","creator":${JSON.stringify({ name: 'Adit', version: VERSION })},"entries":[\n`;
export const HAR_END = '\n]}}\n';

/** What is not known, as the format says it. */
const UNKNOWN = -1;

/**
 * A request as an entry: what passed between client and Adit. `_events` has the events of a stream with their times,
 * `_upstream` what passed between Adit and Bedrock, `_figures` what `adit history --json` prints. Secret header values were
 * never stored.
 */
export function harEntry(db: DatabaseSync, row: RequestRow, live: Live) {
  const { clientRequest, clientResponse, upstreamRequest, upstreamResponse } = wireMessages(db, row, live);
  const events = live.events(row.id, 0) ?? readEvents(db, row.seq, 0);
  const { durationMs, firstEventMs } = row;
  const wait = firstEventMs ?? durationMs ?? 0;
  return {
    startedDateTime: new Date(row.startedAt).toISOString(),
    time: Math.max(wait, durationMs ?? 0),
    request: harRequest(row, clientRequest),
    response: harResponse(row, clientResponse),
    cache: {},
    timings: { send: 0, wait, receive: Math.max(0, (durationMs ?? 0) - wait) },
    _figures: figuresOf(row),
    _events: events,
    _upstream: { request: upstreamRequest, response: upstreamResponse },
  };
}

function harRequest({ method, path }: RequestRow, message: WireMessage | null) {
  const headers = message?.headers ?? {};
  const body = message?.body ?? null;
  return {
    method,
    url: `http://${headers.host ?? '127.0.0.1'}${path}`,
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: pairs(headers),
    queryString: [],
    headersSize: UNKNOWN,
    bodySize: sizeOf(body),
    ...(body === null ? {} : { postData: { mimeType: mimeType(headers, 'application/json'), text: body } }),
  };
}

function harResponse({ status, stream, error }: RequestRow, message: WireMessage | null) {
  const headers = message?.headers ?? {};
  const body = message?.body ?? null;
  return {
    status,
    statusText: STATUS_CODES[status] ?? '',
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: pairs(headers),
    content: {
      size: Math.max(0, sizeOf(body)),
      mimeType: mimeType(headers, stream ? 'text/event-stream' : 'application/json'),
      ...(body === null ? {} : { text: body }),
    },
    redirectURL: '',
    headersSize: UNKNOWN,
    bodySize: sizeOf(body),
    ...(error === null ? {} : { _error: error }),
  };
}

function pairs(headers: Readonly<Record<string, string>>): { name: string; value: string }[] {
  return Object.entries(headers).map(([name, value]) => ({ name, value }));
}

function mimeType(headers: Readonly<Record<string, string>>, otherwise: string): string {
  return headers['content-type'] ?? otherwise;
}

function sizeOf(body: string | null): number {
  return body === null ? UNKNOWN : Buffer.byteLength(body);
}
