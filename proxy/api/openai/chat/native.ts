import type { Model } from '../../../bedrock/catalogue/catalogue.ts';
import type { NativeRequest } from '../../../bedrock/client-request.ts';
import { asRecord, parseRecord } from '../../../bedrock/json/values.ts';
import type { ChatMessage, ChatRequest, ContentPart } from './request.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * A request for a server that speaks Chat Completions: as it came, but for what only other servers understand. Undefined
 * where that server would refuse it, which a translation mends. `model` is what its name stands for, where that is known.
 */
export function toNative(json: unknown, request: ChatRequest, model: Model | undefined): NativeRequest | undefined {
  const { messages } = request;
  const isPlain = hasPlainFields(request, model) && messages.every(isOfPlainParts) && areCallsAnswered(messages);
  return isPlain ? { dialect: 'chat', body: nativeBody(json as Json) } : undefined;
}

/** Whether there is nothing of another API, and nothing beyond what the API and this model have. */
function hasPlainFields(request: ChatRequest, model: Model | undefined): boolean {
  const { functions, tools, reasoning_effort: effort, reasoning, thinking, stop } = request;
  if (functions?.length || tools?.some(({ type }) => type !== 'function')) return false;
  if (reasoning || thinking || (effort && !EFFORTS.has(effort))) return false;
  if (Array.isArray(stop) && stop.length > MAX_STOPS) return false;
  return isPlainForm(request) && isPlainLimit(request, model);
}

function isPlainForm({ response_format: form }: ChatRequest): boolean {
  if (form?.type !== 'json_schema') return true;
  const { name, schema } = form.json_schema;
  return schema != null && typeof name === 'string' && /^[\w-]{1,64}$/.test(name);
}

/** Of the two names of the limit only one may be there. */
function isPlainLimit({ max_tokens, max_completion_tokens }: ChatRequest, model: Model | undefined): boolean {
  if (max_tokens != null && max_completion_tokens != null) return false;
  return (max_tokens ?? max_completion_tokens ?? 0) <= (model?.maxOutputTokens ?? Number.POSITIVE_INFINITY);
}

/** openai 7.55.0, ChatCompletionCreateParamsBase.stop. */
const MAX_STOPS = 4;

/** Levels of thinking that all models have which have any (https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-openai.html). */
const EFFORTS = new Set(['low', 'medium', 'high']);

/**
 * What each role's messages hold, and the parts of their content (openai 7.55.0, ChatCompletionMessageParam), less files
 * and audio, of which no public source says that Bedrock takes them here. Functions are of the API before tools.
 */
const ROLES: Readonly<
  Record<ChatMessage['role'], { fields: readonly string[]; parts: readonly string[] } | undefined>
> = {
  system: { fields: ['role', 'content', 'name'], parts: ['text'] },
  developer: { fields: ['role', 'content', 'name'], parts: ['text'] },
  user: { fields: ['role', 'content', 'name'], parts: ['text', 'image_url'] },
  assistant: { fields: ['role', 'content', 'name', 'refusal', 'tool_calls'], parts: ['text', 'refusal'] },
  tool: { fields: ['role', 'content', 'tool_call_id'], parts: ['text'] },
  function: undefined,
};

function isOfPlainParts(message: ChatMessage): boolean {
  const { role, content } = message;
  const calls = (role === 'assistant' && message.tool_calls) || [];
  if (!ROLES[role] || (role === 'assistant' && message.function_call)) return false;
  if (!content) return calls.length > 0;
  return content.length > 0 && content.every((part) => ROLES[role]?.parts.includes(part.type) && isPlainImage(part));
}

/** Some clients have names of their own for a type, such as image/jpg. */
function isPlainImage(part: ContentPart): boolean {
  return part.type !== 'image_url' || /^data:image\/(?:png|jpeg|gif|webp);base64,/.test(part.image_url.url);
}

/**
 * Whether every call has arguments that can be read, and its one result before anybody else speaks
 * (langgenius/dify#32222).
 */
function areCallsAnswered(messages: readonly ChatMessage[]): boolean {
  const open = new Set<string>();
  for (const message of messages) {
    if (message.role === 'tool') {
      if (!open.delete(message.tool_call_id)) return false;
      continue;
    }
    if (open.size > 0) return false;
    for (const call of (message.role === 'assistant' && message.tool_calls) || []) {
      const isReadable = call.type !== 'custom' && parseRecord(String(call.function.arguments)) !== undefined;
      if (!isReadable || !call.id || open.has(call.id)) return false;
      open.add(call.id);
    }
  }
  return open.size === 0;
}

/** `stream_options` are refused where nothing is streamed. */
function nativeBody({ stream_options, ...body }: Json): NativeRequest['body'] {
  return {
    ...body,
    ...(stream_options && body.stream === true ? { stream_options } : {}),
    ...(Array.isArray(body.messages) ? { messages: body.messages.map(toMessage) } : {}),
    ...(Array.isArray(body.tools) ? { tools: body.tools.map(toTool) } : {}),
  };
}

/**
 * A message, or a part of it, a call or a tool, with the API's own fields alone: a server that knows no others refuses
 * them, and clients send many. Thinking (`reasoning_content` of @ai-sdk/openai-compatible 3.0.92, `reasoning_details` of
 * UKGovernmentBEIS/inspect_ai#2954), marks for Anthropic's cache
 * (https://portkey.ai/docs/virtual_key_old/integrations/llms/anthropic/prompt-caching.md), what the SDK has read for them
 * (`parsed` of openai 7.55.0, lib/parser), the name of a tool beside its result (@langchain/openai 1.5.8), and whatever
 * else came with the answer that they send back.
 */
function toMessage(message: unknown): unknown {
  const { role } = asRecord(message) ?? {};
  const own = pick(message, ROLES[role as ChatMessage['role']]?.fields ?? []);
  if (Array.isArray(own.content)) own.content = own.content.map((part) => pick(part, PART));
  if (!Array.isArray(own.tool_calls)) return own;
  if (own.tool_calls.length > 0) own.tool_calls = own.tool_calls.map(toCall);
  else delete own.tool_calls;
  return own;
}

const PART = ['type', 'text', 'refusal', 'image_url'];

/** Not every client names a call's type. */
function toCall(call: unknown): Json {
  const own = pick(call, ['id', 'type', 'function']);
  return { type: 'function', ...own, function: pick(own.function, ['name', 'arguments']) };
}

function toTool(tool: unknown): Json {
  const own = pick(tool, ['type', 'function']);
  return { ...own, function: pick(own.function, ['name', 'description', 'parameters', 'strict']) };
}

function pick(value: unknown, fields: readonly string[]): Record<string, unknown> {
  const record = asRecord(value) ?? {};
  return Object.fromEntries(fields.flatMap((field) => (Object.hasOwn(record, field) ? [[field, record[field]]] : [])));
}
