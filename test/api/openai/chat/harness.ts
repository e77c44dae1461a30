import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import OpenAI from 'openai';
import { chatDialect } from '../../../../proxy/api/openai/chat/chat.ts';
import { ThinkingMemory } from '../../../../proxy/api/openai/thinking-memory.ts';
import { MODELS, type Model } from '../../../../proxy/bedrock/catalogue/catalogue.ts';
import type { JsonObject } from '../../../../proxy/demo/call.ts';
import { AditError } from '../../../../proxy/errors.ts';

export interface Translation {
  body: JsonObject;
  notes: readonly string[];
  native: unknown;
}

/** The catalogue's row of a model by the name that people know. */
export function modelNamed(name: string): Model | undefined {
  return MODELS.find(({ slug, key }) => slug === name || `claude-${key}` === name);
}

export function dialect(memory = new ThinkingMemory()) {
  return chatDialect({ modelNamed, memory });
}

/** A request of Chat Completions as the Messages request that it becomes. */
export function translate(parts: JsonObject, memory?: ThinkingMemory, headers = {}): Translation {
  const { request } = dialect(memory).read(Buffer.from(JSON.stringify(chat(parts))), headers);
  const body = JSON.parse(request.bytes.toString()) as JsonObject;
  return { body, notes: request.notes, native: request.native };
}

/** The message of the 400 that a request gets. */
export function refusalOf(parts: JsonObject | string): string {
  try {
    dialect().read(Buffer.from(typeof parts === 'string' ? parts : JSON.stringify(chat(parts))), {});
  } catch (error) {
    if (!(error instanceof AditError) || error.status !== 400 || error.shouldRetry !== false) throw error;
    return error.message;
  }
  throw new Error('It was taken');
}

/** A question that every model takes. */
export function chat(parts: JsonObject = {}): JsonObject {
  return { model: 'claude-sonnet-4-6', messages: [{ role: 'user', content: 'hello' }], ...parts };
}

export type Event = { type: string } & JsonObject;

/** What upstream answers with: events of a stream, or a body. */
export type Upstream = readonly Event[] | { body: unknown } | { chunks: readonly string[] };

export interface ServedOptions {
  memory?: ThinkingMemory;
  /** Breaks the stream after its events. */
  error?: AditError;
}

export interface Served extends AsyncDisposable {
  readonly client: OpenAI;
  /** Posts a request, and reads all that comes. */
  text(parts: JsonObject): Promise<string>;
}

/** The dialect on a real socket, with one and the same answer from upstream for every request. */
export async function serveChat(upstream: Upstream, { memory, error }: ServedOptions = {}): Promise<Served> {
  const reader = dialect(memory);
  const server = createServer(async (incoming, outgoing) => {
    const pieces: Buffer[] = [];
    for await (const piece of incoming) pieces.push(piece as Buffer);
    const { request, writer, whole } = reader.read(Buffer.concat(pieces), incoming.headers);
    if (!request.stream) {
      outgoing.setHeader('content-type', 'application/json');
      const body = whole(Buffer.from(JSON.stringify('body' in upstream ? upstream.body : {})), 'req_1');
      outgoing.end(body instanceof Buffer ? body : JSON.stringify(body));
      return;
    }
    outgoing.setHeader('content-type', 'text/event-stream');
    const stream = writer('req_1');
    outgoing.write(stream.heartbeat);
    for (const { type, data, block } of eventsOf(upstream)) {
      for (const bytes of stream.event(type, data, block)) outgoing.write(bytes);
    }
    outgoing.end(error ? stream.fail(error) : stream.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  return {
    client: new OpenAI({ baseURL: url, apiKey: 'key', maxRetries: 0 }),
    async text(parts) {
      const response = await fetch(`${url}/chat/completions`, { method: 'POST', body: JSON.stringify(chat(parts)) });
      return response.text();
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The JSON of a stream's chunks, without its end. */
export function chunksOf(text: string): JsonObject[] {
  const lines = text.split('\n\n').filter((block) => block.startsWith('data: ') && block !== 'data: [DONE]');
  return lines.map((line) => JSON.parse(line.slice('data: '.length)) as JsonObject);
}

function eventsOf(upstream: Upstream): { type: string; data: Buffer; block: Buffer | undefined }[] {
  if ('chunks' in upstream) {
    return upstream.chunks.map((data) => {
      const type = data === '[DONE]' ? data : 'chat.completion.chunk';
      return { type, data: Buffer.from(data), block: Buffer.from(`data: ${data}\n\n`) };
    });
  }
  const events = 'body' in upstream ? [] : upstream;
  return events.map((event) => ({ type: event.type, data: Buffer.from(JSON.stringify(event)), block: undefined }));
}
