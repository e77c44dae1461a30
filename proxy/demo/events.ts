import type { JsonObject } from './call.ts';

/** A complete answer in the shape of Anthropic's Messages API. */
export interface Message extends JsonObject {
  content: JsonObject[];
  usage: JsonObject;
}

/** Characters of text, thinking or tool input per delta. */
const pieceLength = 32;

/**
 * Turns a complete answer into the events which would have streamed it.
 *
 * As on Bedrock there are no `ping` events. Tokens of the input are counted in `message_start`, those
 * of the output in `message_delta`; fields of the message beside those of the API (`context_management`,
 * `container`) travel in `message_delta`.
 * Source: https://platform.claude.com/docs/en/build-with-claude/streaming
 */
export function eventsOf(message: Message): JsonObject[] {
  const { content, usage, stop_reason, stop_sequence, ...head } = message;
  return [
    {
      type: 'message_start',
      message: {
        type: 'message',
        role: 'assistant',
        ...head,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { ...usage, output_tokens: Math.min(1, Number(usage.output_tokens ?? 0)) },
      },
    },
    ...content.flatMap(blockEvents),
    {
      type: 'message_delta',
      delta: { stop_reason: stop_reason ?? 'end_turn', stop_sequence: stop_sequence ?? null },
      usage: { output_tokens: usage.output_tokens ?? 0 },
    },
    { type: 'message_stop' },
  ];
}

/**
 * Gathers streamed events into the message which would have been answered without streaming. Events
 * which it does not know are skipped; where the stream broke off, so does the message.
 */
export function messageOf(events: Iterable<JsonObject>): Message {
  const message: Message = { content: [], usage: {} };
  const partialInputs = new Map<number, string>();
  for (const event of events) {
    const index = Number(event.index);
    if (event.type === 'message_start') Object.assign(message, structuredClone(event.message));
    if (event.type === 'content_block_start')
      message.content[index] = structuredClone(event.content_block as JsonObject);
    if (event.type === 'content_block_delta') {
      const delta = event.delta as JsonObject;
      if (delta.type === 'input_json_delta') {
        partialInputs.set(index, (partialInputs.get(index) ?? '') + String(delta.partial_json));
      } else {
        applyDelta(message.content[index], delta);
      }
    }
    if (event.type === 'content_block_stop') finishInput(message.content[index], partialInputs.get(index));
    if (event.type === 'message_delta') {
      const { type: _, delta, usage, ...rest } = event;
      Object.assign(message, delta, rest);
      Object.assign(message.usage, usage);
    }
  }
  return message;
}

type Deltas = (block: JsonObject) => { start: JsonObject; deltas: JsonObject[] };

const deltasOf: Record<string, Deltas> = {
  text: ({ text, ...rest }) => ({
    start: { ...rest, text: '' },
    deltas: pieces(text).map((piece) => ({ type: 'text_delta', text: piece })),
  }),
  thinking: ({ thinking, signature, ...rest }) => ({
    start: { ...rest, thinking: '', signature: '' },
    deltas: [
      ...pieces(thinking).map((piece) => ({ type: 'thinking_delta', thinking: piece })),
      { type: 'signature_delta', signature: signature ?? '' },
    ],
  }),
  tool_use: ({ input, ...rest }) => ({
    start: { ...rest, input: {} },
    // The service sends an empty piece first.
    deltas: ['', ...pieces(JSON.stringify(input ?? {}))].map((piece) => ({
      type: 'input_json_delta',
      partial_json: piece,
    })),
  }),
};

/** Blocks of other types (`redacted_thinking`) come whole, in `content_block_start`. */
function blockEvents(block: JsonObject, index: number): JsonObject[] {
  const { start, deltas } = deltasOf[String(block.type)]?.(block) ?? { start: block, deltas: [] };
  return [
    { type: 'content_block_start', index, content_block: start },
    ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ];
}

function applyDelta(block: JsonObject | undefined, delta: JsonObject): void {
  if (!block) return;
  if (delta.type === 'text_delta') block.text = `${block.text ?? ''}${delta.text}`;
  if (delta.type === 'thinking_delta') block.thinking = `${block.thinking ?? ''}${delta.thinking}`;
  if (delta.type === 'signature_delta') block.signature = `${block.signature ?? ''}${delta.signature}`;
  if (delta.type === 'citations_delta') block.citations = [...((block.citations as unknown[]) ?? []), delta.citation];
}

function finishInput(block: JsonObject | undefined, partial: string | undefined): void {
  if (block && partial) block.input = JSON.parse(partial);
}

/** Cuts by code points, so that no piece ends within a surrogate pair. */
function pieces(value: unknown): string[] {
  const characters = Array.from(String(value ?? ''));
  const count = Math.ceil(characters.length / pieceLength);
  return Array.from({ length: count }, (_, at) => characters.slice(at * pieceLength, (at + 1) * pieceLength).join(''));
}
