import type { JsonObject } from '../../../../proxy/demo/call.ts';
import type { Event } from './harness.ts';

/** The blocks of an answer, in Anthropic's shape. */
export type Block = { type: string } & JsonObject;

export const USAGE = {
  input_tokens: 10,
  cache_read_input_tokens: 5,
  cache_creation_input_tokens: 3,
  output_tokens: 7,
};

/** A message of Anthropic's. */
export function message(content: Block[], stop_reason = 'end_turn'): JsonObject {
  return { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude', content, stop_reason, usage: USAGE };
}

/** The same message as a stream, with every text in pieces of at most `size` letters. */
export function events(content: Block[], stop_reason = 'end_turn', size = 4): Event[] {
  const { output_tokens, ...read } = USAGE;
  return [
    { type: 'message_start', message: { ...message([]), stop_reason: null, usage: { ...read, output_tokens: 1 } } },
    { type: 'ping' },
    ...content.flatMap((block, index) => blockEvents(block, index, size)),
    { type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage: { output_tokens } },
    { type: 'message_stop' },
  ];
}

function blockEvents(block: Block, index: number, size: number): Event[] {
  const [start, deltas] = opened(block, size);
  return [
    { type: 'content_block_start', index, content_block: start },
    ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ];
}

function opened(block: Block, size: number): [JsonObject, JsonObject[]] {
  const pieces = (text: unknown) => String(text).match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
  switch (block.type) {
    case 'text':
      return [{ ...block, text: '' }, pieces(block.text).map((text) => ({ type: 'text_delta', text }))];
    case 'thinking': {
      const thoughts = pieces(block.thinking).map((thinking) => ({ type: 'thinking_delta', thinking }));
      const signature = { type: 'signature_delta', signature: block.signature };
      return [{ type: 'thinking', thinking: '', signature: '' }, [...thoughts, signature]];
    }
    case 'tool_use': {
      const json = JSON.stringify(block.input) === '{}' ? '' : JSON.stringify(block.input);
      const input = ['', ...pieces(json)].map((partial_json) => ({ type: 'input_json_delta', partial_json }));
      return [{ ...block, input: {} }, input];
    }
    default:
      return [block, []];
  }
}
