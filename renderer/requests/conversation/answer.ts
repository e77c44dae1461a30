import type { TimedEvent } from '../../../proxy/history/shapes.ts';
import { partsOf } from './from-messages.ts';
import { fieldsOf, type Json, type Part, parsed, textOf } from './turns.ts';

/** The blocks of an answer as its events have built them so far; `json` is the text of a tool's input. */
interface Block {
  readonly fields: Record<string, unknown>;
  json: string;
}

/** An answer as far as it has come, made of the events of a Messages stream. Each event is read once. */
export class GrowingAnswer {
  readonly #blocks: Block[] = [];
  #read = 0;

  /** Takes what is new of the events; gives the answer's parts, or undefined where no block has begun. */
  take(events: readonly TimedEvent[]): readonly Part[] | undefined {
    for (const { data, type } of events.slice(this.#read)) this.#add(type, fieldsOf(parsed(data)));
    this.#read = events.length;
    return this.#blocks.length === 0 ? undefined : partsOf(this.#blocks.map(blockOf));
  }

  #add(type: string, data: Json): void {
    const index = Number(data.index);
    if (type === 'content_block_start') {
      this.#blocks[index] = { fields: { ...fieldsOf(data.content_block) }, json: '' };
      return;
    }
    const block = this.#blocks[index];
    if (type !== 'content_block_delta' || !block) return;
    const delta = fieldsOf(data.delta);
    const { fields } = block;
    if (delta.type === 'text_delta') fields.text = textOf(fields.text) + textOf(delta.text);
    if (delta.type === 'thinking_delta') fields.thinking = textOf(fields.thinking) + textOf(delta.thinking);
    if (delta.type === 'input_json_delta') block.json += textOf(delta.partial_json);
  }
}

function blockOf({ fields, json }: Block): Json {
  return json === '' ? fields : { ...fields, input: parsed(json) };
}
