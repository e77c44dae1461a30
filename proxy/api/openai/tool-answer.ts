import { asRecord } from '../../bedrock/json/values.ts';

type Json = Readonly<Record<string, unknown>>;
type Event = readonly [type: string, event: Json];

/** Turns the events of an answer that comes as the input of JSON_TOOL into those of the text that it stands for. */
export class ToolAnswer {
  #open: 'answer' | 'aside' | 'dropped' | undefined;
  #isCalled = false;
  #input: unknown;
  /** Text that comes although the tool is to bring the answer: it is the answer only where the tool is not called. */
  #aside = '';

  /** What stands for an event. */
  events(type: string, event: Json): readonly Event[] {
    if (type === 'content_block_start') return this.#begin(event);
    if (type === 'content_block_delta') return this.#delta(event);
    if (type === 'content_block_stop') return this.#close(event);
    if (type === 'message_delta') return [...this.#rest(), [type, { ...event, delta: ended(asRecord(event.delta)) }]];
    return type === 'message_stop' ? [...this.#rest(), [type, event]] : [[type, event]];
  }

  #begin(event: Json): readonly Event[] {
    const { type, text, input } = asRecord(event.content_block) ?? {};
    if (type === 'text') {
      this.#open = 'aside';
      this.#aside += String(text ?? '');
      return [];
    }
    this.#open = type !== 'tool_use' ? undefined : this.#isCalled ? 'dropped' : 'answer';
    if (this.#open === 'answer') {
      this.#isCalled = true;
      this.#input = input ?? {};
      return [TEXT_START];
    }
    return this.#open ? [] : [['content_block_start', event]];
  }

  #delta(event: Json): readonly Event[] {
    const { text, partial_json: json } = asRecord(event.delta) ?? {};
    if (this.#open === 'aside') this.#aside += String(text ?? '');
    if (this.#open !== 'answer') return this.#open ? [] : [['content_block_delta', event]];
    if (typeof json !== 'string' || json === '') return [];
    this.#input = undefined;
    return [textDelta(json)];
  }

  #close(event: Json): readonly Event[] {
    const open = this.#open;
    this.#open = undefined;
    if (open === 'aside' || open === 'dropped') return [];
    const isGiven = open === 'answer' && this.#input !== undefined;
    return [...(isGiven ? [textDelta(JSON.stringify(this.#input))] : []), ['content_block_stop', event]];
  }

  #rest(): readonly Event[] {
    const aside = this.#isCalled ? '' : this.#aside;
    this.#aside = '';
    return aside === '' ? [] : [TEXT_START, textDelta(aside), ['content_block_stop', {}]];
  }
}

const TEXT_START: Event = ['content_block_start', { content_block: { type: 'text', text: '' } }];

function textDelta(text: string): Event {
  return ['content_block_delta', { delta: { type: 'text_delta', text } }];
}

/** The same for a whole message. */
export function fromToolAnswer(message: Json): Json {
  const blocks = (Array.isArray(message.content) ? message.content : []).map(asRecord);
  const call = blocks.find((block) => block?.type === 'tool_use');
  if (!call) return message;
  const others = blocks.filter((block) => block && block.type !== 'tool_use' && block.type !== 'text');
  return { ...ended(message), content: [...others, { type: 'text', text: JSON.stringify(call.input ?? {}) }] };
}

/** To the client nothing was called. */
function ended(fields: Json | undefined): Json {
  return fields?.stop_reason === 'tool_use' ? { ...fields, stop_reason: 'end_turn' } : (fields ?? {});
}
