import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { type Operation, routeOf } from './routes.ts';

export type JsonObject = Record<string, unknown>;

/** One request as it arrived, read but not judged. */
export interface BedrockCall {
  operation: Operation;
  /**
   * The model or inference profile that is asked: from the body on the Messages surface and OpenAI's APIs,
   * else from the path; empty for a list.
   */
  model: string;
  /** Whose host was asked, as the signature says: `bedrock` or `bedrock-mantle`. */
  service: string;
  method: string;
  /** Path and query as they were on the wire, nothing decoded. */
  url: string;
  /** Names in lower case. */
  headers: IncomingHttpHeaders;
  /** The payload as it was on the wire. */
  raw: Buffer;
  /** The payload as JSON; empty where it is not a JSON object, which `malformed` then says. */
  body: JsonObject;
  malformed: boolean;
  /** From the header `anthropic-beta` on the Messages surface, from `anthropic_beta` on InvokeModel. */
  betas: string[];
  /** Whether the answer is to be streamed. */
  stream: boolean;
}

/** An error that is answered in place of a result, before any of the answer is sent. */
export interface Refusal {
  status: number;
  /** The exception's name (`ValidationException`) or, in Anthropic's and OpenAI's shape, the error's type. */
  type: string;
  message: string;
  /** Whose error body it is; without it: `aws`. `coral` is AWS's older one, which comes with status 200 too. */
  shape?: 'aws' | 'anthropic' | 'coral' | 'openai';
  /** In OpenAI's shape: what is wrong, for programs, and the field that is. */
  code?: string | null;
  param?: string | null;
  headers?: Record<string, string>;
}

/** Looks at a call before it is answered; an answer of undefined lets it pass. */
export type Judge = (call: BedrockCall) => Refusal | undefined;

/**
 * One step of an answer. The same steps serve every surface; where the answer is not streamed, the
 * events are gathered into one message.
 *
 * - `event`: an event of Anthropic's Messages stream
 * - `wait`: milliseconds; as the first step it delays the headers too
 * - `refuse`: an error in place of the answer (only before the first event)
 * - `exception`: an exception within the stream (`throttlingException`, ...), which ends it
 * - `cut`: `clean` ends the response on a frame's boundary, without `message_stop`; `mid-frame` sends
 *   half of the next frame and closes the socket; `reset` resets the connection at once
 * - `raw`: bytes written as they are
 * - `split`: from here on every write is `split` bytes long, each flushed on its own
 */
export type Step =
  | { event: JsonObject }
  | { wait: number }
  | { refuse: Refusal }
  | { exception: { type: string; message: string } }
  | { cut: 'clean' | 'mid-frame' | 'reset' }
  | { raw: Buffer }
  | { split: number };

/** Says how a call is answered. */
export type Play = (call: BedrockCall) => Iterable<Step> | AsyncIterable<Step>;

/**
 * Reads one request to the end.
 *
 * @returns undefined where no operation has this method and path
 * @throws what the socket throws when the client leaves before the whole request has come
 */
export async function readCall(request: IncomingMessage): Promise<BedrockCall | undefined> {
  const raw = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>));
  const method = request.method ?? '';
  const url = request.url ?? '';
  const route = routeOf(method, url);
  if (!route) return undefined;

  const parsed = parseObject(raw);
  const body = parsed ?? {};
  const { operation } = route;
  return {
    operation,
    model: route.model ?? (typeof body.model === 'string' ? body.model : ''),
    service: signedService(request.headers) ?? (url.startsWith('/v1/') ? 'bedrock-mantle' : 'bedrock'),
    method,
    url,
    headers: request.headers,
    raw,
    body,
    malformed: method === 'POST' && parsed === undefined,
    betas: operation === 'messages' ? headerBetas(request.headers) : strings(body.anthropic_beta),
    stream: isStreamed(operation, body),
  };
}

function isStreamed(operation: Operation, body: JsonObject): boolean {
  if (operation === 'invoke-stream' || operation === 'converse-stream') return true;
  return ['messages', 'chat', 'responses'].includes(operation) && body.stream === true;
}

/** From the scope of the credential: `<key>/<date>/<region>/<service>/aws4_request`. */
function signedService({ authorization }: IncomingHttpHeaders): string | undefined {
  return authorization?.match(/\bCredential=(?:[^/,\s]+\/){3}([^/,\s]+)\/aws4_request\b/)?.[1];
}

function parseObject(raw: Buffer): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(raw.toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

function headerBetas(headers: IncomingHttpHeaders): string[] {
  const value = headers['anthropic-beta'];
  const whole = Array.isArray(value) ? value.join(',') : (value ?? '');
  return whole
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
