import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

export type JsonObject = Record<string, unknown>;

/** The four operations of the Bedrock runtime that Claude clients use. */
export type Operation = 'messages' | 'invoke' | 'invoke-stream' | 'count-tokens';

/** One request as it arrived, read but not judged. */
export interface BedrockCall {
  operation: Operation;
  /** The model or inference profile that is asked: from the body on the Messages surface, else from the path. */
  model: string;
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
  /** The exception's name (`ValidationException`) or, in Anthropic's shape, the error's type. */
  type: string;
  message: string;
  /** Whose error body it is; without it: `aws`. `coral` is AWS's older one, which comes with status 200 too. */
  shape?: 'aws' | 'anthropic' | 'coral';
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
  const route = method === 'POST' ? routeOf(url) : undefined;
  if (!route) return undefined;

  const parsed = parseObject(raw);
  const body = parsed ?? {};
  const { operation } = route;
  return {
    operation,
    model: route.model ?? (typeof body.model === 'string' ? body.model : ''),
    method,
    url,
    headers: request.headers,
    raw,
    body,
    malformed: parsed === undefined,
    betas: operation === 'messages' ? headerBetas(request.headers) : strings(body.anthropic_beta),
    stream: operation === 'invoke-stream' || (operation === 'messages' && body.stream === true),
  };
}

const modelOperations: Record<string, Operation> = {
  invoke: 'invoke',
  'invoke-with-response-stream': 'invoke-stream',
  'count-tokens': 'count-tokens',
};

/** The model's id is one segment of the path: the slash of an ARN has to arrive as `%2F`. */
function routeOf(url: string): { operation: Operation; model?: string } | undefined {
  const path = url.split('?', 1)[0] ?? '';
  if (path === '/anthropic/v1/messages') return { operation: 'messages' };
  const [, id, name] = path.match(/^\/model\/([^/]+)\/([a-z-]+)$/) ?? [];
  const operation = modelOperations[name ?? ''];
  const model = decode(id ?? '');
  return operation && model ? { operation, model } : undefined;
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

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
