import type { IncomingMessage, ServerResponse } from 'node:http';
import { toClientError } from '../../bedrock/error-map.ts';
import { AditError, reason, SilenceError, toAditError } from '../../errors.ts';
import { type Exchange, markError, markFirstEvent } from '../../log/exchange.ts';
import type { Router } from '../../routing/journey.ts';
import { abortedBy, hasLeft } from '../answer.ts';
import { readRawBody } from '../body.ts';
import { routeOf } from '../path.ts';
import { commonHeaders, replyError } from '../reply.ts';
import { AnswerReader } from './answer-reader.ts';
import { type Arrival, deliver } from './deliver.ts';
import { errorBody } from './errors.ts';
import { answeredHeaders, sentHeaders } from './headers.ts';
import { readOperation } from './operation.ts';

/**
 * Passes a request of Bedrock's own APIs on as it came, but for its credentials and the model's name, and its answer back
 * as it comes. Never rejects: errors are answers.
 */
export async function passOn(
  router: Router,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  exchange: Exchange,
): Promise<void> {
  const leaving = abortedBy(outgoing);
  try {
    const arrival = await ask(router, incoming, exchange, leaving);
    const requestId = arrival.response.headers['x-amzn-requestid'];
    if (typeof requestId === 'string') exchange.upstreamId = requestId;
    if (arrival.kind === 'answer') await giveBack(arrival.response, outgoing, exchange, leaving);
    else giveBackError(arrival, outgoing, exchange);
  } catch (error) {
    if (leaving.aborted || hasLeft(incoming)) return;
    const said = toAditError(error);
    // Its key was checked before: what is refused here are the credentials of AWS.
    if (said.type === 'authentication_error') outgoing.setHeader('x-amzn-errortype', 'ExpiredTokenException');
    replyError(outgoing, exchange, said, errorBody);
  }
}

/** A function of its own, so that the request's megabytes are let go while the answer streams. */
async function ask(
  { upstream, resolution }: Router,
  incoming: IncomingMessage,
  exchange: Exchange,
  signal: AbortSignal,
): Promise<Arrival> {
  const [path = '', ...query] = (incoming.url ?? '').split(/(?=\?)/);
  const operation = readOperation(routeOf(path), resolution);
  const { asked, served, note, region, isStream } = operation;
  if (asked !== undefined) exchange.asked = asked.slice(0, 120);
  if (served !== undefined) exchange.served = served;
  if (note !== undefined) exchange.notes.push(note);
  exchange.region = region;
  exchange.surface = 'native';
  exchange.stream = isStream;
  const method = incoming.method === 'POST' ? 'POST' : 'GET';
  const headers = sentHeaders(incoming.headers);
  const body = await readRawBody(incoming);
  exchange.recording?.asked(incoming.headers, body);
  return deliver(upstream, { operation, method, query: query.join(''), headers, body, signal }, exchange);
}

/** Resolves when all is written, or the client has left. */
function giveBack(
  response: IncomingMessage,
  outgoing: ServerResponse,
  exchange: Exchange,
  leaving: AbortSignal,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const reader = new AnswerReader(exchange, response.headers);
  writeHead(response, outgoing, exchange);
  if (exchange.stream) outgoing.flushHeaders();
  response.on('data', (chunk: Buffer) => {
    markFirstEvent(exchange);
    if (!outgoing.write(chunk)) response.pause();
    exchange.lastEvent = performance.now() - exchange.start;
    exchange.recording?.upstreamBytes(chunk);
    reader.take(chunk);
  });
  outgoing.on('drain', () => response.resume());
  response.once('end', () => {
    outgoing.end();
    reader.end();
  });
  response.once('error', (error) => {
    if (leaving.aborted) return;
    markError(exchange, cutError(error));
    // The client sees that the answer was cut: its connection, or on HTTP/2 its stream, ends with an error.
    outgoing.destroy(error);
  });
  outgoing.once('close', () => {
    response.destroy();
    resolve();
  });
  return promise;
}

/** An error of Bedrock's, in its own words. */
function giveBackError(
  { response, body, failure }: Extract<Arrival, { kind: 'error' }>,
  outgoing: ServerResponse,
  exchange: Exchange,
): void {
  markError(exchange, toClientError(failure));
  writeHead(response, outgoing, exchange, { 'content-length': String(body.length) });
  outgoing.end(body);
  exchange.recording?.upstreamBytes(body);
}

function writeHead(
  { statusCode = 502, headers }: IncomingMessage,
  outgoing: ServerResponse,
  exchange: Exchange,
  more: Record<string, string> = {},
): void {
  exchange.status = statusCode;
  outgoing.writeHead(statusCode, { ...commonHeaders(exchange), ...answeredHeaders(headers), ...more });
}

function cutError(error: Error): AditError {
  const type = error instanceof SilenceError ? 'timeout_error' : 'api_error';
  return new AditError(type, `Amazon Bedrock's answer is cut here: ${reason(error)}.`, { cause: error });
}
