import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import OpenAI from 'openai';
import type { DialectRequest } from '../../../../proxy/api/answer.ts';
import { responsesDialect } from '../../../../proxy/api/openai/responses/dialect.ts';
import { ResponseStore } from '../../../../proxy/api/openai/responses/store.ts';
import { ThinkingMemory } from '../../../../proxy/api/openai/thinking-memory.ts';
import type { JsonObject } from '../../../../proxy/demo/call.ts';
import { eventsOf, type Message } from '../../../../proxy/demo/events.ts';
import { AditError } from '../../../../proxy/errors.ts';
import { message } from '../../../bedrock/scenarios.ts';
import { claudeModel } from '../../../support/fitted.ts';

/** What a dialect keeps between requests. */
export interface Kept {
  store: ResponseStore;
  memory: ThinkingMemory;
}

export const kept = (): Kept => ({ store: new ResponseStore(), memory: new ThinkingMemory() });

const dialect = ({ store, memory }: Kept) =>
  responsesDialect({
    modelNamed: (name) => (name === 'claude-sonnet-4-6' ? claudeModel('sonnet-4-6') : undefined),
    store,
    memory,
  });

/** A request that asks nothing special. */
export function asked(parts: JsonObject = {}): JsonObject {
  return { model: 'claude-sonnet-4-6', input: 'hello', ...parts };
}

/** Reads a request as the route does. */
export function read(parts: JsonObject | string, keeps = kept()): DialectRequest {
  const json = typeof parts === 'string' ? parts : JSON.stringify(asked(parts));
  return dialect(keeps).read(Buffer.from(json), {});
}

/** The Messages body that a request becomes, and what is noted of it. */
export function translated(parts: JsonObject | string, keeps?: Kept) {
  const { request } = read(parts, keeps);
  const body = JSON.parse(request.bytes.toString()) as JsonObject & { messages: JsonObject[]; tools: JsonObject[] };
  return { body, notes: request.notes, native: request.native?.body };
}

/** The error that a request is answered with, in OpenAI's shape. */
export function errorOf(parts: JsonObject | string, keeps = kept()) {
  try {
    read(parts, keeps);
  } catch (error) {
    if (!(error instanceof AditError)) throw error;
    const body = dialect(keeps).errorBody(error, 'req') as {
      error: { message: string; type: string; param: string | null; code: string | null };
    };
    return { status: error.status, shouldRetry: error.shouldRetry, ...body.error };
  }
  throw new Error('The request was taken');
}

export type StreamEvent = { type: string; sequence_number: number } & JsonObject;

/** The bytes of an answer's stream. */
export function streamed(request: DialectRequest, answer: Partial<Message>): string {
  const writer = request.writer('req');
  const pieces = eventsOf(message(answer)).flatMap((event) =>
    writer.event(String(event.type), Buffer.from(JSON.stringify(event)), undefined),
  );
  return Buffer.concat(pieces).toString() + writer.end();
}

/** The events of a stream; throws where one is not written as the API does. */
export function eventsIn(stream: string): StreamEvent[] {
  return stream
    .split('\n\n')
    .filter((block) => block !== '' && !block.startsWith(':'))
    .map((block) => {
      const [, type, data] = /^event: (\S+)\ndata: ([^\n]*)$/.exec(block) ?? [];
      const event = JSON.parse(String(data)) as StreamEvent;
      if (event.type !== type) throw new Error(`event: ${type}, but type: ${event.type}`);
      return event;
    });
}

/** The response at the end of a stream. */
export function responseIn(stream: string): ResponseBody {
  return eventsIn(stream).at(-1)?.response as ResponseBody;
}

export type ResponseBody = JsonObject & { id: string; output: JsonObject[] };

/** The response to a message that came whole. */
export function whole(request: DialectRequest, answer: Partial<Message>): ResponseBody {
  return request.whole(Buffer.from(JSON.stringify(message(answer))), 'req') as ResponseBody;
}

/** The official SDK, and a server that answers each of its requests with the next of these messages. */
export async function openSdk(answers: Partial<Message>[], keeps = kept()) {
  const bodies: JsonObject[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const bytes = Buffer.concat(await Array.fromAsync(incoming));
    const request = dialect(keeps).read(bytes, incoming.headers);
    bodies.push(JSON.parse(request.request.bytes.toString()) as JsonObject);
    const answer = answers.shift() ?? {};
    if (request.request.stream) {
      outgoing.setHeader('content-type', 'text/event-stream').end(streamed(request, answer));
    } else outgoing.setHeader('content-type', 'application/json').end(JSON.stringify(whole(request, answer)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    client: new OpenAI({ baseURL: `http://127.0.0.1:${port}/v1`, apiKey: 'key', maxRetries: 0 }),
    /** The Messages bodies, in order. */
    bodies,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const user = (text: string): JsonObject => ({ role: 'user', content: text });
export const call = (callId: string, name = 'run', parts: JsonObject = {}): JsonObject => ({
  type: 'function_call',
  call_id: callId,
  name,
  arguments: '{"a":1}',
  ...parts,
});
export const output = (callId: string, text: unknown = 'done'): JsonObject => ({
  type: 'function_call_output',
  call_id: callId,
  output: text,
});
export const functionTool = (name: string, parts: JsonObject = {}): JsonObject => ({
  type: 'function',
  name,
  parameters: { type: 'object', properties: {} },
  ...parts,
});
