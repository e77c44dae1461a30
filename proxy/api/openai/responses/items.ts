import * as v from 'valibot';
import { lazily, readAs, Tool, typeOf } from './request.ts';

/*
 * The items of a conversation (openai 7.55.0, resources/responses/responses.d.ts, ResponseInputItem), and those that
 * Codex sends besides: `additional_tools` (router-for-me/CLIProxyAPI#4850), `agent_message` (BerriAI/litellm#36545).
 */

const Part = v.looseObject({
  type: v.string(),
  text: v.nullish(v.string()),
  refusal: v.nullish(v.string()),
  image_url: v.nullish(v.string()),
  file_data: v.nullish(v.string()),
  file_url: v.nullish(v.string()),
  file_id: v.nullish(v.string()),
  filename: v.nullish(v.string()),
});
const parts = v.array(Part, 'Input should be a string or a list of parts');
const asText = v.pipe(
  v.string(),
  v.transform((content): Part[] => [{ type: 'input_text', text: content }]),
);
const Content = lazily<Part[]>((content) => (typeof content === 'string' ? asText : parts));

const Message = v.looseObject({
  type: v.optional(v.nullable(v.literal('message'))),
  role: v.picklist(['user', 'assistant', 'system', 'developer']),
  content: Content,
});
const FunctionCall = v.looseObject({
  type: v.literal('function_call'),
  call_id: v.string(),
  name: v.string(),
  namespace: v.nullish(v.string()),
  arguments: v.string(),
});
const CustomToolCall = v.looseObject({
  type: v.literal('custom_tool_call'),
  call_id: v.string(),
  name: v.string(),
  namespace: v.nullish(v.string()),
  input: v.string(),
});
const Output = v.looseObject({
  type: v.picklist(['function_call_output', 'custom_tool_call_output']),
  call_id: v.nullish(v.string()),
  output: Content,
});
const Reasoning = v.looseObject({ type: v.literal('reasoning'), encrypted_content: v.nullish(v.string()) });
const ItemReference = v.looseObject({ type: v.nullish(v.literal('item_reference')), id: v.string() });
const AdditionalTools = v.looseObject({ type: v.literal('additional_tools'), tools: v.array(Tool) });
const AgentMessage = v.looseObject({ type: v.literal('agent_message'), content: Content });
/** Calls of tools that some server runs, what it answered, and what is newer than this list. */
const OtherItem = v.looseObject({ type: v.string() });

const SCHEMAS = new Map<unknown, v.GenericSchema>([
  ['message', Message],
  ['function_call', FunctionCall],
  ['function_call_output', Output],
  ['custom_tool_call', CustomToolCall],
  ['custom_tool_call_output', Output],
  ['reasoning', Reasoning],
  ['item_reference', ItemReference],
  ['additional_tools', AdditionalTools],
  ['agent_message', AgentMessage],
]);

export type Part = v.InferOutput<typeof Part>;
export type MessageItem = v.InferOutput<typeof Message>;
export type CallItem = v.InferOutput<typeof FunctionCall> | v.InferOutput<typeof CustomToolCall>;
export type OutputItem = v.InferOutput<typeof Output>;

/** An item by its kind, with the place to name in errors. */
export type Item = { readonly path: string } & (
  | { readonly kind: 'message'; readonly item: MessageItem }
  | { readonly kind: 'call'; readonly item: CallItem }
  | { readonly kind: 'output'; readonly item: OutputItem }
  | { readonly kind: 'reasoning'; readonly item: v.InferOutput<typeof Reasoning> }
  | { readonly kind: 'tools'; readonly item: v.InferOutput<typeof AdditionalTools> }
  | { readonly kind: 'agent_message'; readonly item: v.InferOutput<typeof AgentMessage> }
  | { readonly kind: 'other'; readonly item: v.InferOutput<typeof OtherItem> }
);

const KINDS = new Map<unknown, Item['kind']>([
  ['message', 'message'],
  ['function_call', 'call'],
  ['custom_tool_call', 'call'],
  ['function_call_output', 'output'],
  ['custom_tool_call_output', 'output'],
  ['reasoning', 'reasoning'],
  ['additional_tools', 'tools'],
  ['agent_message', 'agent_message'],
]);

/** Reads one item. Throws AditError (400) that begins with the field that is wrong. */
export function readItem(value: unknown, path: string): Item {
  const type = typeOf(value) ?? 'message';
  const item = readAs(SCHEMAS.get(type) ?? OtherItem, value, path);
  return { path, kind: KINDS.get(type) ?? 'other', item } as Item;
}

/** The id that an item refers to, where it is nothing but a reference: the type may be missing then too. */
export function referenceOf(value: unknown, path: string): string | undefined {
  const record = value as { id?: unknown; role?: unknown } | null;
  const isBare = typeof record === 'object' && record !== null && !('role' in record) && typeof record.id === 'string';
  if (typeOf(value) === 'item_reference' || (isBare && (typeOf(value) ?? null) === null)) {
    return readAs(ItemReference, value, path).id;
  }
  return undefined;
}
