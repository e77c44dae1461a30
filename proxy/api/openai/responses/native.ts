import { asRecord } from '../../../bedrock/json/values.ts';
import { isOwnId } from './ids.ts';
import { isOwnThinking } from './reasoning.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * The body for a server that speaks the Responses API: a conversation that it can read without Adit's store, of which it
 * is to keep nothing, and a wish for reasoning that can be sent again. Ids and thinking that Adit made mean nothing
 * to it, and a call without its output, or an output without its call, is refused (leookun/cursor-byok#307).
 */
export function nativeBody(body: Json, items: readonly unknown[]): Record<string, unknown> {
  const { previous_response_id: _, ...rest } = body;
  const isText = typeof body.input === 'string' && items.length === 1;
  const input = isText ? body.input : paired(items.flatMap(foreign));
  const include = new Set([...(Array.isArray(body.include) ? body.include : []), ENCRYPTED]);
  return { ...rest, input, include: [...include], store: false };
}

const ENCRYPTED = 'reasoning.encrypted_content';

function foreign(item: unknown): Json[] {
  const record = asRecord(item) ?? {};
  const { id, ...rest } = record;
  const isThinking = record.type === 'reasoning' && (isOwnThinking(record.encrypted_content) || isOwnId(id));
  if (isThinking) return [];
  return [unparsed(isOwnId(id) ? rest : record)];
}

/**
 * An item without what OpenAI's SDK adds for reading to those of `parse` and `stream` (openai 7.55.0,
 * lib/ResponsesParser): clients append them to the next input, and Bedrock refuses fields that it does not know.
 */
function unparsed({ parsed_arguments: _, ...item }: Json): Json {
  return Array.isArray(item.content) ? { ...item, content: item.content.map(withoutParsed) } : item;
}

function withoutParsed(part: unknown): unknown {
  const record = asRecord(part);
  if (!record || !('parsed' in record)) return part;
  const { parsed: _, ...rest } = record;
  return rest;
}

/** Gives a call without an output one that says so, and makes an output without a call words of the user. */
function paired(items: readonly Json[]): Json[] {
  const answered = new Set(items.filter(isOutput).map(keyOf));
  const called = new Set<string>();
  return items.flatMap((item) => {
    if (isOutput(item)) return called.has(keyOf(item)) ? [item] : [asWords(item)];
    if (!CALLS.has(item.type)) return [item];
    const type = `${item.type}_output`;
    const output = { type, call_id: item.call_id, output: 'No result was given for this call.' };
    called.add(keyOf(output));
    return answered.has(keyOf(output)) ? [item] : [item, output];
  });
}

const CALLS = new Set<unknown>(['function_call', 'custom_tool_call']);
const OUTPUTS = new Set<unknown>(['function_call_output', 'custom_tool_call_output']);

function isOutput({ type }: Json): boolean {
  return OUTPUTS.has(type);
}

/** What a call's output is known by; calls are of two kinds. */
function keyOf({ type, call_id }: Json): string {
  return `${type} ${call_id}`;
}

function asWords({ output }: Json): Json {
  const parts: unknown[] = Array.isArray(output) ? output : [{ type: 'input_text', text: String(output ?? '') }];
  return {
    type: 'message',
    role: 'user',
    content: [{ type: 'input_text', text: 'The result of a tool call:' }, ...parts],
  };
}
