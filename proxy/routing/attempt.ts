import type { IncomingMessage } from 'node:http';
import { signingName } from '../aws/endpoint.ts';
import type { Authorization } from '../aws/signer.ts';
import { readAll, transmit } from '../aws/transport.ts';
import type { SurfaceName } from '../bedrock/catalogue/catalogue.ts';
import { FrameError } from '../bedrock/event-stream/decode.ts';
import { type Failure, readFailure, readHiddenFailure, wordsOfPage } from '../bedrock/failure.ts';
import type { FittedRequest } from '../bedrock/fit/fit.ts';
import { UpstreamStream } from '../bedrock/stream/upstream.ts';
import { checkSize, isStream, SURFACES } from '../bedrock/surfaces.ts';
import { AditError, SilenceError } from '../errors.ts';
import type { Exchange } from '../log/exchange.ts';
import type { Target } from './resolve.ts';
import { joinUrl, type Upstream } from './upstream.ts';

/** One request to Bedrock, ready to be signed. */
export interface Attempt {
  readonly target: Target;
  readonly surface: SurfaceName;
  readonly fitted: FittedRequest;
  readonly stream: boolean;
  readonly authorization: Authorization;
  readonly signal: AbortSignal;
  /** Told of what is sent and what comes. */
  readonly exchange: Exchange;
}

/** What came of it. */
export type Outcome =
  | { readonly kind: 'stream'; readonly stream: UpstreamStream; readonly requestId: string | undefined }
  | { readonly kind: 'message'; readonly body: Buffer; readonly requestId: string | undefined }
  | { readonly kind: 'failure'; readonly failure: Failure; readonly date: string | undefined }
  | { readonly kind: 'broken'; readonly error: unknown };

/**
 * Sends one request and reads its answer as far as the first event. Rejects only for what no other try can mend:
 * a body that is too large, an address that the door refuses, an answer that is none, an aborted signal.
 */
export async function send(upstream: Upstream, attempt: Attempt): Promise<Outcome> {
  const { target, surface: name, fitted, stream, signal } = attempt;
  const surface = SURFACES[name];
  checkSize(surface, fitted.body.length);
  const url = joinUrl(upstream.endpoint(target.region, surface.service).url, surface.path(target.modelId, stream));
  const headers = {
    ...fitted.headers,
    'content-type': 'application/json',
    accept: stream ? surface.streamType : 'application/json',
    // A compressed event stream is held back until a block of the compression is full.
    'accept-encoding': 'identity',
    'user-agent': upstream.userAgent,
  };
  try {
    const unsigned = { url, headers, body: fitted.body };
    const service = signingName(surface.service);
    const request = await upstream.signer.sign(unsigned, target.region, attempt.authorization, service);
    const sending = transmit(upstream.door, request, signal, upstream.silenceMs);
    attempt.exchange.recording?.sent(url, request.headers, fitted.body);
    return await read(await sending, attempt);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof AditError) throw error;
    return { kind: 'broken', error };
  }
}

async function read(response: IncomingMessage, attempt: Attempt): Promise<Outcome> {
  const { surface: name, stream, target, fitted } = attempt;
  const surface = SURFACES[name];
  const status = response.statusCode ?? 0;
  const id = response.headers['x-amzn-requestid'] ?? response.headers['request-id'];
  const requestId = typeof id === 'string' ? id : undefined;
  const date = response.headers.date;
  tell(attempt, response, status);
  const answer = { requestId, modelId: target.modelId, isNative: fitted.isNative === true };
  if (status === 200 && stream && isStream(surface, response)) {
    if (isOtherForm(attempt)) response.on('data', (chunk: Buffer) => attempt.exchange.recording?.upstreamBytes(chunk));
    const events = new UpstreamStream(response, surface.decoder(answer), requestId);
    const failure = await events.opened();
    if (!failure) return { kind: 'stream', stream: events, requestId };
    events.abort();
    return { kind: 'failure', failure, date };
  }
  const body = await readAll(response);
  if (isOtherForm(attempt) || status !== 200) attempt.exchange.recording?.upstreamBytes(body);
  if (status !== 200) return { kind: 'failure', failure: readFailure(status, response.headers, body), date };
  const failure = readHiddenFailure(response.headers, body);
  if (failure) return { kind: 'failure', failure, date };
  const message = stream ? undefined : surface.message(body, answer);
  if (message) return { kind: 'message', body: message, requestId };
  throw unexpected(response, stream, body);
}

/** Notes when the head of the answer came, and what it says. */
function tell({ exchange }: Attempt, { headers }: IncomingMessage, status: number): void {
  exchange.upstream = performance.now() - exchange.start;
  exchange.recording?.answered(status, headers);
}

/** Whether what Bedrock sends is in another form than the events or the message that it becomes. */
function isOtherForm({ surface, fitted }: Attempt): boolean {
  return surface !== 'messages' && surface !== 'invoke' && fitted.isNative !== true;
}

/** Something else came than was asked for: no client could read it, and asking again may be billed again. */
function unexpected({ headers }: IncomingMessage, stream: boolean, body: Buffer): AditError {
  const type = headers['content-type'] ?? 'no content type';
  const what = `Amazon Bedrock answered with ${type} where ${stream ? 'a stream' : 'a message'} was asked for`;
  // A page comes from something on the way, such as a network that wants a sign-in.
  const words = /^text\/(?!event-stream)/.test(type) ? `: ${wordsOfPage(body)}` : '.';
  return new AditError('api_error', `${what}${words}`, { status: 502 });
}

/** Whether another try would bring the same, or double a long wait: upstream was silent, or cannot be read. */
export function isFinal(error: unknown): boolean {
  return error instanceof SilenceError || error instanceof FrameError || error instanceof SyntaxError;
}
