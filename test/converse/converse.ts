import { MODELS } from '../../proxy/bedrock/catalogue/catalogue.ts';
import { ClientRequest } from '../../proxy/bedrock/client-request.ts';
import { ConverseEvents } from '../../proxy/bedrock/converse/events.ts';
import { fitConverse } from '../../proxy/bedrock/converse/request.ts';
import { encodeFrame } from '../../proxy/bedrock/event-stream/encode.ts';
import type { AnswerContext } from '../../proxy/bedrock/stream/decoder.ts';
import type { JsonObject } from '../../proxy/demo/call.ts';
import { type Collected, collect } from '../stream/collect.ts';

export interface ConverseWish {
  /** Foundation model id; nova-pro's without it. One that the catalogue lacks is an unknown model. */
  model?: string;
  refusedFields?: string[];
  headers?: Record<string, string>;
  autoCache?: boolean;
}

export interface ConverseBody extends JsonObject {
  messages: { role: string; content: JsonObject[] }[];
  system?: JsonObject[];
  inferenceConfig?: JsonObject;
  additionalModelRequestFields?: JsonObject;
  toolConfig?: { tools: { toolSpec: JsonObject }[]; toolChoice?: JsonObject };
}

export const NOVA = 'amazon.nova-pro-v1:0';
export const NOVA_2 = 'amazon.nova-2-lite-v1:0';
export const LLAMA = 'meta.llama3-3-70b-instruct-v1:0';
export const GPT_OSS = 'openai.gpt-oss-120b-1:0';
export const MISTRAL = 'mistral.mistral-large-3-675b-instruct';
export const UNKNOWN = 'newmaker.model-1';

export const user = (...content: unknown[]) => ({ role: 'user', content });
export const assistant = (...content: unknown[]) => ({ role: 'assistant', content });
export const text = (words: string, more: JsonObject = {}) => ({ type: 'text', text: words, ...more });
export const call = (id: string, name = 'Read', input: unknown = { path: id }) => ({
  type: 'tool_use',
  id,
  name,
  input,
});
export const result = (id: string, content: unknown = `of ${id}`, more: JsonObject = {}) => ({
  type: 'tool_result',
  tool_use_id: id,
  content,
  ...more,
});
export const png = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } };
export const tool = (name = 'Read', more: JsonObject = {}) => ({
  name,
  description: `What ${name} does`,
  input_schema: { type: 'object', properties: { path: { type: 'string' } } },
  ...more,
});

/** Fits a question with these parts, or a whole body. */
export function fitted(
  parts: JsonObject | string,
  { model = NOVA, refusedFields = [], headers = {}, autoCache = false }: ConverseWish = {},
) {
  const question = { model, max_tokens: 100, messages: [{ role: 'user', content: 'hello' }] };
  const bytes = Buffer.from(typeof parts === 'string' ? parts : JSON.stringify({ ...question, ...parts }));
  const { body, notes, ...rest } = fitConverse(new ClientRequest(bytes, headers), {
    surface: 'converse',
    model: MODELS.find(({ id }) => id === model),
    modelId: model,
    wantsLongContext: false,
    allowedBetas: [],
    autoCache,
    lessons: {
      refusesBeta: () => false,
      refusedFields,
      foldSystemRole: false,
      wholeToolCalls: false,
      reservedWords: [],
    },
  });
  return { body: JSON.parse(body.toString()) as ConverseBody, notes, ...rest };
}

/** The messages that a conversation becomes. */
export function messagesOf(messages: unknown[], wish: ConverseWish = {}): ConverseBody['messages'] {
  return fitted({ messages }, wish).body.messages;
}

export const ANSWER: AnswerContext = { requestId: 'a-b-c', modelId: 'us.amazon.nova-pro-v1:0', isNative: false };

/** One event of ConverseStream as a frame. */
export function frame(type: string, payload: unknown): Buffer {
  const headers = { ':event-type': type, ':content-type': 'application/json', ':message-type': 'event' };
  return encodeFrame(headers, Buffer.from(JSON.stringify(payload)));
}

export const delta = (contentBlockIndex: number, piece: JsonObject) =>
  frame('contentBlockDelta', { contentBlockIndex, delta: piece, p: 'abcdef' });
export const stop = (contentBlockIndex: number) => frame('contentBlockStop', { contentBlockIndex });
export const toolStart = (contentBlockIndex: number, toolUseId: string, name: string) =>
  frame('contentBlockStart', { contentBlockIndex, start: { toolUse: { toolUseId, name } } });

/** A whole stream with this in the middle. */
export function streamOf(middle: Buffer[], reason = 'end_turn', usage: JsonObject = {}): Buffer[] {
  return [
    frame('messageStart', { role: 'assistant' }),
    ...middle,
    frame('messageStop', { stopReason: reason }),
    frame('metadata', {
      usage: { inputTokens: 7, outputTokens: 3, totalTokens: 10, ...usage },
      metrics: { latencyMs: 5 },
    }),
  ];
}

export interface StreamedMessage {
  id: string;
  model: string;
  content: JsonObject[];
  stop_reason: string;
  stop_sequence: string | null;
  usage: JsonObject;
}

/** Reads a stream as a client does. */
export function readStream(reads: Iterable<Buffer>): { message: StreamedMessage; collected: Collected } {
  const collected = collect(new ConverseEvents(ANSWER), reads);
  let message = {} as StreamedMessage;
  const inputs = new Map<number, string>();
  for (const { data } of collected.events) {
    const event = JSON.parse(data) as JsonObject & { index: number; delta: JsonObject };
    const block = message.content?.[event.index];
    if (event.type === 'message_start') message = event.message as unknown as StreamedMessage;
    if (event.type === 'content_block_start') message.content[event.index] = event.content_block as JsonObject;
    if (event.type === 'content_block_delta' && block) {
      const { type, text: words, thinking, signature, partial_json } = event.delta;
      if (type === 'text_delta') block.text = `${block.text}${words}`;
      if (type === 'thinking_delta') block.thinking = `${block.thinking}${thinking}`;
      if (type === 'signature_delta') block.signature = signature;
      if (type === 'input_json_delta') inputs.set(event.index, (inputs.get(event.index) ?? '') + partial_json);
    }
    if (event.type === 'message_delta') Object.assign(message, event.delta, { usage: event.usage });
  }
  for (const [index, json] of inputs) Object.assign(message.content[index] ?? {}, { input: JSON.parse(json) });
  return { message, collected };
}
