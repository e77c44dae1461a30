import type { ServerResponse } from 'node:http';
import type { ServerHttp2Stream } from 'node:http2';
import type { AditError } from '../errors.ts';
import { type Exchange, markError } from '../log/exchange.ts';

/** An error in the shape of one dialect. */
export interface ErrorBody {
  /** What stands in the body of an HTTP error. */
  (error: AditError, requestId: string): unknown;
  /** Headers that tell of it besides; those that are set already stay. */
  headers?(error: AditError): Record<string, string>;
}

/** Headers that every answer carries: who to ask about it, and what was changed on the way. */
export function commonHeaders(exchange: Exchange): Record<string, string> {
  const headers: Record<string, string> = { 'request-id': exchange.id };
  if (exchange.upstreamId) headers['x-amzn-requestid'] = exchange.upstreamId;
  // Header values are of one byte a letter; names in notes may come from a request.
  if (exchange.notes.length > 0)
    headers['adit-notes'] = exchange.notes
      .join('; ')
      .replace(/[^\x20-\x7e]/g, '?')
      .slice(0, 2000);
  return headers;
}

/** Answers with JSON, as text or as the bytes that came from upstream. */
export function replyJson(outgoing: ServerResponse, exchange: Exchange, status: number, body: unknown): void {
  const bytes = bytesOf(body);
  exchange.status = status;
  outgoing.writeHead(status, {
    ...commonHeaders(exchange),
    'content-type': 'application/json',
    'content-length': bytes.length,
  });
  outgoing.end(bytes);
}

/** A body as it goes out: itself where it is bytes already. */
export function bytesOf(body: unknown): Buffer {
  return body instanceof Buffer ? body : Buffer.from(JSON.stringify(body));
}

/** Answers with an error in a dialect's shape. */
export function replyError(outgoing: ServerResponse, exchange: Exchange, error: AditError, shape: ErrorBody): void {
  markError(exchange, error);
  for (const [name, value] of Object.entries(shape.headers?.(error) ?? {})) {
    if (!outgoing.hasHeader(name)) outgoing.setHeader(name, value);
  }
  if (error.retryAfter !== undefined) outgoing.setHeader('retry-after', error.retryAfter);
  if (error.shouldRetry !== undefined) outgoing.setHeader('x-should-retry', String(error.shouldRetry));
  const body = bytesOf(shape(error, exchange.id));
  replyJson(outgoing, exchange, error.status, body);
  exchange.recording?.clientBytes(body);
}

/** Whether an answer that is closed was written to its end. */
export function isWhole(outgoing: ServerResponse): boolean {
  const { stream } = outgoing as { stream?: ServerHttp2Stream };
  // A stream of HTTP/2 counts as finished also where it was cut.
  return stream ? outgoing.writableEnded && stream.rstCode === 0 : outgoing.writableFinished;
}
