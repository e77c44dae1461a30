import { asRecord, parseRecord } from '../../../bedrock/json/values.ts';
import type { TimedEvent } from '../../shapes.ts';

type Json = Record<string, unknown>;

/** The completion that chunks amount to (https://platform.openai.com/docs/api-reference/chat-streaming). */
export function completionOf(events: readonly TimedEvent[]): Json | undefined {
  let completion: Json | undefined;
  const choices: Json[] = [];
  for (const { data } of events) {
    const chunk = parseRecord(data);
    if (!chunk) continue;
    const { choices: pieces, object: _, ...rest } = chunk;
    completion = { ...completion, ...withoutNulls(rest), object: 'chat.completion' };
    for (const piece of Array.isArray(pieces) ? pieces : []) {
      const { index, delta, ...fields } = asRecord(piece) ?? {};
      const at = typeof index === 'number' ? index : 0;
      const choice = choices[at] ?? { index: at, message: {} };
      choices[at] = { ...choice, ...withoutNulls(fields), message: merge(choice.message, delta) };
    }
  }
  return completion && { ...completion, choices: choices.filter(Boolean) };
}

/** What is text grows, and lists grow item by item, each by its `index`; anything else is replaced. */
function merge(before: unknown, delta: unknown): Json {
  const merged: Json = { ...asRecord(before) };
  for (const [name, value] of Object.entries(asRecord(delta) ?? {})) {
    const old = merged[name];
    if (Array.isArray(value)) merged[name] = mergeItems(Array.isArray(old) ? old : [], value);
    else if (asRecord(value)) merged[name] = merge(old, value);
    else if (typeof value === 'string' && typeof old === 'string' && !ONCE.has(name)) merged[name] = old + value;
    else if (value !== null || old === undefined) merged[name] = value;
  }
  return merged;
}

/** Names that a server may say again with each piece. */
const ONCE: ReadonlySet<string> = new Set(['role', 'id', 'type']);

function mergeItems(before: readonly unknown[], pieces: readonly unknown[]): unknown[] {
  const items = [...before];
  for (const piece of pieces) {
    const { index, ...fields } = asRecord(piece) ?? {};
    const at = typeof index === 'number' ? index : items.length;
    items[at] = merge(items[at], fields);
  }
  return items;
}

function withoutNulls(fields: Json): Json {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
