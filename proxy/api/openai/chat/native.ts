import type { NativeRequest } from '../../../bedrock/client-request.ts';
import { asRecord, parseRecord } from '../../../bedrock/json/values.ts';
import type { ChatMessage, ChatRequest } from './request.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * What clients put into messages, parts, calls and tools that is no field of the API (openai 7.55.0,
 * ChatCompletionMessageParam, ChatCompletionTool), and that a server which knows its own fields alone refuses.
 */
const FOREIGN: readonly { field: string; source: string }[] = [
  {
    field: 'reasoning_content',
    source: '@ai-sdk/openai-compatible 3.0.92, convert-to-openai-compatible-chat-messages',
  },
  { field: 'reasoning_details', source: 'UKGovernmentBEIS/inspect_ai#2954: OpenRouter’s; Adit’s answers have it too' },
  { field: 'reasoning', source: 'no public source: clients that send a whole answer back send this too' },
  {
    field: 'cache_control',
    source: 'https://portkey.ai/docs/virtual_key_old/integrations/llms/anthropic/prompt-caching.md',
  },
  { field: 'parsed', source: 'openai 7.55.0, lib/parser: added to messages for reading' },
  { field: 'parsed_arguments', source: 'openai 7.55.0, lib/parser: added to calls for reading' },
];

/**
 * A request for a server that speaks Chat Completions: as it came, but for what only other servers understand. Undefined
 * where that server would refuse its conversation, which a translation mends.
 */
export function toNative(json: unknown, { messages, functions }: ChatRequest): NativeRequest | undefined {
  const isPlain = !functions?.length && messages.every(isOfPlainParts) && areCallsAnswered(messages);
  return isPlain ? { dialect: 'chat', body: nativeBody(json as Json) } : undefined;
}

/**
 * Parts that each role takes (openai 7.55.0, ChatCompletionMessageParam), less files and audio, of which no public source
 * says that Bedrock takes them here. Functions are of the API before tools.
 */
const PARTS: Readonly<Record<ChatMessage['role'], readonly string[] | undefined>> = {
  system: ['text'],
  developer: ['text'],
  user: ['text', 'image_url'],
  assistant: ['text', 'refusal'],
  tool: ['text'],
  function: undefined,
};

function isOfPlainParts(message: ChatMessage): boolean {
  const plain = PARTS[message.role];
  if (!plain || (message.role === 'assistant' && message.function_call)) return false;
  return !Array.isArray(message.content) || message.content.every(({ type }) => plain.includes(type));
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
      const isReadable = call.type === 'custom' || parseRecord(String(call.function.arguments)) !== undefined;
      if (!isReadable || !call.id || open.has(call.id)) return false;
      open.add(call.id);
    }
  }
  return open.size === 0;
}

function nativeBody(body: Json): NativeRequest['body'] {
  const tools = Array.isArray(body.tools) ? { tools: body.tools.map(toTool) } : {};
  return { ...body, ...(Array.isArray(body.messages) ? { messages: body.messages.map(toMessage) } : {}), ...tools };
}

function toMessage(message: unknown): unknown {
  const own = ownFields(message);
  if (!own) return message;
  if (Array.isArray(own.content)) own.content = own.content.map((part) => ownFields(part) ?? part);
  if (Array.isArray(own.tool_calls)) own.tool_calls = own.tool_calls.map(toTool);
  return own;
}

/** A tool, or a call of one: both hold a function. */
function toTool(tool: unknown): unknown {
  const own = ownFields(tool);
  if (!own) return tool;
  const named = ownFields(own.function);
  return named ? { ...own, function: named } : own;
}

function ownFields(value: unknown): Record<string, unknown> | undefined {
  const record = asRecord(value);
  if (!record) return undefined;
  const own = { ...record };
  for (const { field } of FOREIGN) delete own[field];
  return own;
}
