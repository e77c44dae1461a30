import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { signingName } from '../../aws/endpoint.ts';
import type { Authorization } from '../../aws/signer.ts';
import { type OutgoingRequest, readAll, transmit } from '../../aws/transport.ts';
import { isCredentialFailure, toClientError } from '../../bedrock/error-map.ts';
import { type Failure, readFailure } from '../../bedrock/failure.ts';
import { AditError, reason, SilenceError } from '../../errors.ts';
import type { Exchange } from '../../log/exchange.ts';
import { correctClock } from '../../routing/clock.ts';
import { joinUrl, type Upstream } from '../../routing/upstream.ts';
import { isSigned } from './headers.ts';
import type { Operation } from './operation.ts';

/** A client's request on its way to Bedrock. */
export interface Delivery {
  readonly operation: Operation;
  readonly method: 'GET' | 'POST';
  /** With its question mark; empty where there is none. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Ends when the client leaves. */
  readonly signal: AbortSignal;
}

/** Bedrock's answer: one that is an error has been read whole. */
export type Arrival =
  | { readonly kind: 'answer'; readonly response: IncomingMessage }
  | { readonly kind: 'error'; readonly response: IncomingMessage; readonly body: Buffer; readonly failure: Failure };

/** Pauses before a request is sent again whose connection failed, in milliseconds; each has a jitter of half of it. */
const PAUSES = [200, 400];

/**
 * Sends a request with Adit's own credentials: once more with new ones, or with the clock set, where AWS refuses it for
 * these, and again where the connection failed before an answer. Rejects with AditError, or with the signal's reason.
 */
export async function deliver(upstream: Upstream, delivery: Delivery, exchange: Exchange): Promise<Arrival> {
  const { authorizer } = upstream;
  const tried = { clock: false, credentials: false, failures: 0 };
  const mayWait = delivery.operation.isAnswered ? delivery.signal : undefined;
  let authorization = await authorizer.authorize(mayWait);
  exchange.credentials = performance.now() - exchange.start;
  for (; ; exchange.retries++) {
    let arrival: Arrival;
    try {
      arrival = await send(upstream, delivery, authorization, exchange);
    } catch (error) {
      await pauseAfter(error, tried.failures++, delivery.signal);
      continue;
    }
    if (arrival.kind === 'answer' || toClientError(arrival.failure).type !== 'authentication_error') return arrival;
    const { failure, response } = arrival;
    if (!tried.clock && correctClock(upstream.signer, failure, response.headers.date)) {
      tried.clock = true;
      continue;
    }
    const mayRenew = !tried.credentials && isCredentialFailure(failure);
    const fresh = mayRenew ? await authorizer.replace(authorization, mayWait) : undefined;
    if (!fresh)
      throw authorizer.explain(`AWS answered ${failure.name || failure.status}: ${firstLine(failure.message)}`);
    tried.credentials = true;
    authorization = fresh;
  }
}

async function send(
  upstream: Upstream,
  delivery: Delivery,
  authorization: Authorization,
  exchange: Exchange,
): Promise<Arrival> {
  const { operation, method, query, headers, body, signal } = delivery;
  const { service, region, path } = operation;
  const url = joinUrl(upstream.endpoint(region, service).url, path);
  url.search = query;
  const covered = Object.fromEntries(Object.entries(headers).filter(([name]) => isSigned(name)));
  const unsigned = { method, url, headers: covered, body };
  const signed = await upstream.signer.sign(unsigned, region, authorization, signingName(service));
  const request: OutgoingRequest = { ...signed, headers: { ...headers, ...signed.headers } };
  const sending = transmit(upstream.door, request, signal, upstream.silenceMs);
  exchange.recording?.sent(url, request.headers, body);
  const response = await sending;
  exchange.upstream = performance.now() - exchange.start;
  const { statusCode: status = 0 } = response;
  exchange.recording?.answered(status, response.headers);
  if (status < 400) return { kind: 'answer', response };
  const whole = await readAll(response);
  return { kind: 'error', response, body: whole, failure: readFailure(status, response.headers, whole) };
}

/** Waits before the next try. Rejects with AditError where there is to be none. */
async function pauseAfter(error: unknown, failures: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (error instanceof AditError) throw error;
  if (error instanceof SilenceError) {
    throw new AditError('timeout_error', `${error.message}, so the request was ended.`, { cause: error });
  }
  const pause = PAUSES[failures];
  if (pause !== undefined) await sleep(pause * (1 + Math.random() / 2), undefined, { signal });
  else
    throw new AditError('api_error', `Amazon Bedrock could not be reached: ${reason(error)}.`, {
      status: 502,
      cause: error,
    });
}

/** What follows on further lines is the request as AWS saw it, session token and all. */
function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? '';
}
