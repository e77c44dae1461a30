import { asRecord, parseRecord } from '../../../bedrock/json/values.ts';
import type { TimedEvent } from '../../shapes.ts';

type Json = Record<string, unknown>;

/**
 * The message that a stream of Messages events amounts to
 * (https://platform.claude.com/docs/en/build-with-claude/streaming), as far as it has come; undefined where nothing has.
 */
export function messageOf(events: readonly TimedEvent[]): Json | undefined {
  let message: Json | undefined;
  const blocks: Block[] = [];
  for (const { type, data } of events) {
    const event = parseRecord(data);
    if (!event) continue;
    if (type === 'message_start') message = { ...asRecord(event.message) };
    else if (type === 'content_block_start') blocks[indexOf(event)] = new Block(asRecord(event.content_block) ?? {});
    else if (type === 'content_block_delta') blocks[indexOf(event)]?.add(asRecord(event.delta) ?? {});
    else if (type === 'message_delta' && message) take(message, event);
  }
  return message && { ...message, content: blocks.filter(Boolean).map((block) => block.value()) };
}

/** Later figures take the place of earlier ones; whatever else a delta brings stays as well. */
function take(message: Json, { delta, usage, type: _, ...rest }: Json): void {
  Object.assign(message, delta, rest);
  if (asRecord(usage)) message.usage = { ...asRecord(message.usage), ...asRecord(usage) };
}

/** A block that grows by deltas. Text comes in pieces that are joined once. */
class Block {
  readonly #fields: Json;
  readonly #texts = new Map<string, string[]>();
  readonly #citations: unknown[] = [];

  constructor(fields: Json) {
    this.#fields = fields;
  }

  add(delta: Json): void {
    const type = String(delta.type);
    if (type === 'citations_delta') this.#citations.push(delta.citation);
    else if (type === 'input_json_delta') this.#piece('input', delta.partial_json);
    // text_delta has text, thinking_delta has thinking, signature_delta has signature, and so on.
    else for (const [name, value] of Object.entries(delta)) if (name !== 'type') this.#piece(name, value);
  }

  value(): Json {
    const block = { ...this.#fields };
    for (const [name, pieces] of this.#texts) {
      const text = pieces.join('');
      if (name === 'input') block.input = inputOf(text);
      else block[name] = `${typeof block[name] === 'string' ? block[name] : ''}${text}`;
    }
    if (this.#citations.length > 0) block.citations = this.#citations;
    return block;
  }

  #piece(name: string, value: unknown): void {
    if (typeof value !== 'string') {
      this.#fields[name] = value;
      return;
    }
    const pieces = this.#texts.get(name);
    if (pieces) pieces.push(value);
    else this.#texts.set(name, [value]);
  }
}

/** A call's input; its text where that is cut, and no JSON yet. */
function inputOf(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function indexOf({ index }: Json): number {
  return typeof index === 'number' && Number.isInteger(index) && index >= 0 && index < 10_000 ? index : 0;
}
