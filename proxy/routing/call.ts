import type { IncomingHttpHeaders } from 'node:http';
import { type AwsService, signingName } from '../aws/endpoint.ts';
import type { Authorization } from '../aws/signer.ts';
import { readAll, transmit } from '../aws/transport.ts';
import { isCredentialFailure } from '../bedrock/error-map.ts';
import { readFailure } from '../bedrock/failure.ts';
import { correctClock } from './clock.ts';
import { joinUrl, type Upstream } from './upstream.ts';

/** A request to AWS whose answer is read whole. */
export interface Call {
  readonly method?: 'GET' | 'POST';
  readonly service?: AwsService;
  readonly region: string;
  /** Below the endpoint, escaped as it is sent. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** JSON; nothing for GET. */
  readonly body?: Buffer;
  /** Milliseconds until the call is given up, once there are credentials. */
  readonly limitMs: number;
  /** Ends when the client leaves for whom the call may wait until a person has signed in; without it, it does not. */
  readonly mayWait?: AbortSignal;
}

export interface CallAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * Makes one call, and once more with new credentials, or with the clock set, where AWS refuses it for these. Rejects with AditError where there are no
 * credentials or the door refuses the address, with the connection's error, and where the signal or the limit ends it.
 */
export async function callAws(upstream: Upstream, call: Call, signal?: AbortSignal): Promise<CallAnswer> {
  const ending = () => {
    const limit = AbortSignal.timeout(call.limitMs);
    return signal ? AbortSignal.any([signal, limit]) : limit;
  };
  const authorization = await upstream.authorizer.authorize(call.mayWait);
  const answer = await send(upstream, call, authorization, ending());
  if (answer.status === 200) return answer;
  const failure = readFailure(answer.status, answer.headers, answer.body);
  if (correctClock(upstream.signer, failure, answer.headers.date)) return send(upstream, call, authorization, ending());
  if (!isCredentialFailure(failure)) return answer;
  const fresh = await upstream.authorizer.replace(authorization, call.mayWait);
  return fresh ? send(upstream, call, fresh, ending()) : answer;
}

async function send(
  upstream: Upstream,
  { method = 'POST', service = 'bedrock-runtime', region, path, query = {}, body = EMPTY, limitMs }: Call,
  authorization: Authorization,
  signal: AbortSignal,
): Promise<CallAnswer> {
  const url = joinUrl(upstream.endpoint(region, service).url, path);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const headers = {
    accept: 'application/json',
    'user-agent': upstream.userAgent,
    ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
  };
  const signed = await upstream.signer.sign(
    { method, url, headers, body },
    region,
    authorization,
    signingName(service),
  );
  const response = await transmit(upstream.door, signed, signal, limitMs);
  return { status: response.statusCode ?? 0, headers: response.headers, body: await readAll(response) };
}

const EMPTY = Buffer.alloc(0);
