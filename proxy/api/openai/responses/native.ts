import type { Model } from '../../../bedrock/catalogue/catalogue.ts';
import type { NativeRequest } from '../../../bedrock/client-request.ts';
import { asRecord } from '../../../bedrock/json/values.ts';
import { isOwnId } from './ids.ts';
import { isOwnThinking } from './reasoning.ts';
import { type ResponsesRequest, typeOf } from './request.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * A request for a server that speaks the Responses API, for a conversation of these items. Undefined where that server
 * would refuse it, which a translation mends. `model` is what its name stands for, where that is known.
 */
export function toNative(
  body: Json,
  request: ResponsesRequest,
  items: readonly unknown[],
  model: Model | undefined,
): NativeRequest | undefined {
  const { reasoning, max_output_tokens: limit } = request;
  const isWithin = limit == null || (limit >= MIN_OUTPUT_TOKENS && limit <= (model?.maxOutputTokens ?? limit));
  // A level of older models (openai 7.55.0, ReasoningEffort), which Bedrock's do not have.
  const isPlain = isWithin && reasoning?.effort !== 'minimal' && !items.some(holdsFile);
  return isPlain ? { dialect: 'responses', body: nativeBody(body, items) } : undefined;
}

/** The least that `max_output_tokens` may be (earendil-works/pi#6265). */
const MIN_OUTPUT_TOKENS = 16;

/** Files are in no public example of Bedrock's Responses API: their text is sent, or they are refused with a reason. */
function holdsFile(item: unknown): boolean {
  const { content, output } = asRecord(item) ?? {};
  return [content, output].some((parts) => Array.isArray(parts) && parts.some((part) => typeOf(part) === 'input_file'));
}

/**
 * The body: a conversation that can be read without Adit's store, of which that server is to keep nothing, and a wish for
 * reasoning that can be sent again. Ids and thinking that Adit made mean nothing to it, and a call without its output, or
 * an output without its call, is refused (leookun/cursor-byok#307).
 */
function nativeBody(body: Json, items: readonly unknown[]): Record<string, unknown> {
  const { previous_response_id: _, stream_options, ...rest } = body;
  const isText = typeof body.input === 'string' && items.length === 1;
  const input = isText ? body.input : paired(items.flatMap(foreign));
  const include = new Set([...(Array.isArray(body.include) ? body.include : []), ENCRYPTED]);
  // Refused where nothing is streamed.
  const options = stream_options && body.stream === true ? { stream_options } : {};
  return { ...rest, ...options, input, include: [...include], store: false };
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
