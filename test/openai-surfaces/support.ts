import { expect } from 'vitest';
import { MODELS, type Model, type OpenAiSurface } from '../../proxy/bedrock/catalogue/catalogue.ts';
import { ClientRequest, type NativeRequest } from '../../proxy/bedrock/client-request.ts';
import type { Lessons } from '../../proxy/bedrock/fit/context.ts';
import type { FitTarget } from '../../proxy/bedrock/fit/fit.ts';
import type { EventDecoder } from '../../proxy/bedrock/stream/decoder.ts';
import { SURFACES } from '../../proxy/bedrock/surfaces.ts';
import { type Collected, collect } from '../stream/collect.ts';
import { cutEvery } from '../support/cut.ts';
import { question } from '../support/road.ts';

export type Json = Record<string, unknown>;

export interface Wish extends Partial<Omit<FitTarget, 'model' | 'lessons' | 'surface'>> {
  /** Foundation model id; without it: gpt-oss on Chat Completions, GPT-5.6 on Responses. */
  model?: string;
  lessons?: Partial<Lessons>;
  headers?: Record<string, string>;
  native?: NativeRequest;
}

export const GPT_OSS = 'openai.gpt-oss-120b-1:0';
export const GPT = 'openai.gpt-5.6-sol';
/** An open-weight model that sees images. */
export const SEEING = 'moonshotai.kimi-k2.5';

export function modelOf(id: string): Model {
  const model = MODELS.find((row) => row.id === id);
  if (!model) throw new Error(`no model has the id ${id}`);
  return model;
}

/** Fits a question with these parts to a surface. */
export function fitTo(surface: OpenAiSurface, parts: Json | string, wish: Wish = {}) {
  const { model: id = surface.endsWith('chat') ? GPT_OSS : GPT, lessons, headers, native, ...target } = wish;
  const json = typeof parts === 'string' ? parts : JSON.stringify(question(parts));
  const fitted = SURFACES[surface].fit(new ClientRequest(Buffer.from(json), headers, native ? { native } : {}), {
    surface,
    model: modelOf(id),
    modelId: id,
    wantsLongContext: false,
    allowedBetas: [],
    autoCache: false,
    lessons: {
      refusesBeta: () => false,
      refusedFields: [],
      foldSystemRole: false,
      wholeToolCalls: false,
      reservedWords: [],
      ...lessons,
    },
    ...target,
  });
  return { ...fitted, body: JSON.parse(fitted.body.toString()) as Json };
}

/** A stream in which a chat server says this, chunk by chunk. */
export function chatStream(...chunks: Json[]): Buffer {
  const head = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'any' };
  const blocks = chunks.map((chunk) => `data: ${JSON.stringify({ ...head, ...chunk })}\n\n`);
  return Buffer.from(`${blocks.join('')}data: [DONE]\n\n`);
}

/** One chunk with a delta of the only choice. */
export function delta(fields: Json, finish_reason: string | null = null): Json {
  return { choices: [{ index: 0, delta: fields, finish_reason }] };
}

/** A stream of events of the Responses API. */
export function responsesStream(...events: Json[]): Buffer {
  return Buffer.from(events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''));
}

export interface Assembled {
  content: Json[];
  stopReason: unknown;
  usage: Json;
  start: Json;
}

/** What a decoder makes of a stream: the same message wherever its reads end. */
export function decode(decoder: () => EventDecoder, bytes: Buffer): Assembled {
  const whole = collect(decoder(), [bytes]);
  expect(collect(decoder(), cutEvery(bytes, 1)).events.map(withoutIds)).toEqual(whole.events.map(withoutIds));
  return assemble(whole);
}

/** Puts the events of a message together as an SDK does, and refuses what no stream may do. */
export function assemble({ events, failures }: Collected): Assembled {
  expect(failures).toEqual([]);
  const [first, ...rest] = events.map(({ data }) => JSON.parse(data) as Json);
  const content: Json[] = [];
  const inputs = new Map<number, string>();
  let open = -1;
  let end: Json = {};
  expect(first?.type).toBe('message_start');
  expect(rest.at(-1)).toEqual({ type: 'message_stop' });
  for (const event of rest) {
    const index = event.index as number;
    if (event.type === 'content_block_start') {
      expect([open, index]).toEqual([-1, content.length]);
      open = index;
      content.push({ ...(event.content_block as Json) });
    } else if (event.type === 'content_block_delta') {
      expect(index).toBe(open);
      addDelta(content[index] as Json, event.delta as Json, inputs, index);
    } else if (event.type === 'content_block_stop') {
      expect(index).toBe(open);
      open = -1;
    } else if (event.type === 'message_delta') end = event;
  }
  for (const [index, json] of inputs) (content[index] as Json).input = JSON.parse(json);
  expect(open).toBe(-1);
  const start = first?.message as Json;
  return { content, stopReason: (end.delta as Json).stop_reason, usage: end.usage as Json, start };
}

function addDelta(block: Json, fields: Json, inputs: Map<number, string>, index: number): void {
  if (fields.type === 'text_delta') block.text = `${block.text}${fields.text}`;
  else if (fields.type === 'thinking_delta') block.thinking = `${block.thinking}${fields.thinking}`;
  else if (fields.type === 'signature_delta') block.signature = fields.signature;
  else inputs.set(index, `${inputs.get(index) ?? ''}${fields.partial_json}`);
}

/** Ids that Adit makes are new each time. */
function withoutIds({ type, data }: { type: string; data: string }): string {
  return `${type} ${data.replace(/"(?:toolu|msg)_[\da-f]{32}"/g, '"made"')}`;
}
