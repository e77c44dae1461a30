import { asRecord, parseRecord } from '../../../bedrock/json/values.ts';
import { isTerminal } from '../../../bedrock/openai/native-events.ts';
import type { TimedEvent } from '../../shapes.ts';

type Json = Record<string, unknown>;

/**
 * The response that events of the Responses API amount to: the last one brings all of it; before, what is done so far and
 * the text of what is not (https://platform.openai.com/docs/api-reference/responses-streaming).
 */
export function responseOf(events: readonly TimedEvent[]): Json | undefined {
  let response: Json | undefined;
  const output: Json[] = [];
  for (const { type, data } of events) {
    const event = parseRecord(data);
    if (!event) continue;
    response = asRecord(event.response) ?? response;
    if (isTerminal(type) && Array.isArray(response?.output)) return response;
    const index = typeof event.output_index === 'number' ? event.output_index : 0;
    const item = asRecord(event.item);
    if (item) output[index] = item;
    else if (typeof event.delta === 'string') output[index] = grown(output[index] ?? {}, type, event.delta);
  }
  return response && { ...response, output: output.filter(Boolean) };
}

/** An item with one more piece of it. */
function grown(item: Json, type: string, delta: string): Json {
  if (type === 'response.function_call_arguments.delta') {
    return { ...item, arguments: `${item.arguments ?? ''}${delta}` };
  }
  const [field, part] = PARTS[type] ?? [];
  if (field === undefined) return item;
  const parts = Array.isArray(item[field]) ? (item[field] as unknown[]) : [];
  const last = asRecord(parts.at(-1)) ?? { type: part, text: '' };
  return { ...item, [field]: [...parts.slice(0, -1), { ...last, text: `${last.text}${delta}` }] };
}

/** Where pieces of text go: the list, and the type of its items. */
const PARTS: Readonly<Record<string, readonly [field: string, part: string]>> = {
  'response.output_text.delta': ['content', 'output_text'],
  'response.refusal.delta': ['content', 'refusal'],
  'response.reasoning_summary_text.delta': ['summary', 'summary_text'],
  'response.reasoning_text.delta': ['content', 'reasoning_text'],
};
