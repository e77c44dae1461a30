import type { ServerResponse } from 'node:http';
import type { AditError } from '../errors.ts';
import { type Exchange, markError } from '../log/exchange.ts';

/** An error in the shape of one dialect: what stands in the body of an HTTP error. */
export type ErrorBody = (error: AditError, requestId: string) => unknown;

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
  const bytes = body instanceof Buffer ? body : Buffer.from(JSON.stringify(body));
  exchange.status = status;
  outgoing.writeHead(status, {
    ...commonHeaders(exchange),
    'content-type': 'application/json',
    'content-length': bytes.length,
  });
  outgoing.end(bytes);
}

/** Answers with an error in a dialect's shape. */
export function replyError(outgoing: ServerResponse, exchange: Exchange, error: AditError, shape: ErrorBody): void {
  markError(exchange, error);
  if (error.retryAfter !== undefined) outgoing.setHeader('retry-after', error.retryAfter);
  if (error.shouldRetry !== undefined) outgoing.setHeader('x-should-retry', String(error.shouldRetry));
  replyJson(outgoing, exchange, error.status, shape(error, exchange.id));
}
