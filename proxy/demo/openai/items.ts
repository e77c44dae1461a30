import type { BedrockCall, JsonObject } from '../call.ts';
import { hidesReasoning, newId } from './terms.ts';

/** One item of a response's output while it streams. Its events still lack their place and number. */
export interface Item {
  /** As `response.output_item.added` has it. */
  started: JsonObject;
  /** Events after that. */
  opening: JsonObject[];
  /** Events for a delta of the content block. */
  delta(delta: JsonObject): JsonObject[];
  /** The last events, and the item as `response.output_item.done` has it. */
  done(): { closing: JsonObject[]; item: JsonObject };
}

/**
 * The output item that a content block becomes; undefined where it becomes none. Calls of tools that the
 * request has as `custom` are custom calls, whose text is the input's field `input`.
 */
export function itemFor(block: JsonObject, call: BedrockCall): Item | undefined {
  switch (block.type) {
    case 'text':
      return textItem();
    case 'thinking':
      return hidesReasoning(call.model) ? summaryItem(call) : reasoningItem();
    case 'tool_use':
      return isCustom(block.name, call) ? customItem(block) : functionItem(block);
    default:
      return undefined;
  }
}

function textItem(): Item {
  const id = newId('msg');
  const at = { item_id: id, content_index: 0 };
  const message = { id, type: 'message', role: 'assistant' };
  let text = '';
  const part = (): JsonObject => ({ type: 'output_text', text, annotations: [], logprobs: [] });
  return {
    started: { ...message, status: 'in_progress', content: [] },
    opening: [{ type: 'response.content_part.added', ...at, part: part() }],
    delta({ type, text: piece }) {
      if (type !== 'text_delta') return [];
      text += piece;
      return [{ type: 'response.output_text.delta', ...at, delta: piece, logprobs: [] }];
    },
    done: () => ({
      closing: [
        { type: 'response.output_text.done', ...at, text, logprobs: [] },
        { type: 'response.content_part.done', ...at, part: part() },
      ],
      item: { ...message, status: 'completed', content: [part()] },
    }),
  };
}

/**
 * Reasoning that can be read. The events of its part are not OpenAI's.
 * Source: https://github.com/aws-samples/sample-per-model-bedrock harness/research/mantle-capability-matrix.md
 */
function reasoningItem(): Item {
  const id = newId('rs');
  const at = { item_id: id, content_index: 0 };
  let text = '';
  const part = (): JsonObject => ({ type: 'reasoning_text', text });
  return {
    started: { id, type: 'reasoning', summary: [], content: [], status: 'in_progress' },
    opening: [{ type: 'response.reasoning_part.added', ...at, part: part() }],
    delta({ type, thinking }) {
      if (type !== 'thinking_delta') return [];
      text += thinking;
      return [{ type: 'response.reasoning_text.delta', ...at, delta: thinking }];
    },
    done: () => ({
      closing: [
        { type: 'response.reasoning_text.done', ...at, text },
        { type: 'response.reasoning_part.done', ...at, part: part() },
      ],
      item: { id, type: 'reasoning', summary: [], content: [part()], status: 'completed' },
    }),
  };
}

/** Reasoning of which there is a summary where one is asked for, and all of it encrypted where `include` asks. */
function summaryItem({ body }: BedrockCall): Item {
  const id = newId('rs');
  const at = { item_id: id, summary_index: 0 };
  const summarised = Boolean((body.reasoning as JsonObject | null | undefined)?.summary);
  const encrypted = Array.isArray(body.include) && body.include.includes('reasoning.encrypted_content');
  let text = '';
  let signature = '';
  const part = (): JsonObject => ({ type: 'summary_text', text });
  return {
    started: { id, type: 'reasoning', summary: [] },
    opening: summarised ? [{ type: 'response.reasoning_summary_part.added', ...at, part: part() }] : [],
    delta(delta) {
      if (delta.type === 'signature_delta') signature += delta.signature;
      if (delta.type !== 'thinking_delta') return [];
      text += delta.thinking;
      return summarised ? [{ type: 'response.reasoning_summary_text.delta', ...at, delta: delta.thinking }] : [];
    },
    done: () => ({
      closing: summarised
        ? [
            { type: 'response.reasoning_summary_text.done', ...at, text },
            { type: 'response.reasoning_summary_part.done', ...at, part: part() },
          ]
        : [],
      item: {
        id,
        type: 'reasoning',
        summary: summarised ? [part()] : [],
        ...(encrypted ? { encrypted_content: sealed(text, signature) } : {}),
      },
    }),
  };
}

function functionItem({ id: call_id, name }: JsonObject): Item {
  const id = newId('fc');
  const call = { id, type: 'function_call', call_id, name };
  let json = '';
  return {
    started: { ...call, status: 'in_progress', arguments: '' },
    opening: [],
    delta({ partial_json }) {
      json += partial_json ?? '';
      return partial_json ? [{ type: 'response.function_call_arguments.delta', item_id: id, delta: partial_json }] : [];
    },
    done: () => ({
      closing: [{ type: 'response.function_call_arguments.done', item_id: id, arguments: json || '{}' }],
      item: { ...call, status: 'completed', arguments: json || '{}' },
    }),
  };
}

/** The text stands within JSON until the block's end, so it comes in one piece. */
function customItem({ id: call_id, name }: JsonObject): Item {
  const id = newId('ctc');
  const call = { id, type: 'custom_tool_call', call_id, name };
  let json = '';
  return {
    started: { ...call, status: 'in_progress', input: '' },
    opening: [],
    delta({ partial_json }) {
      json += partial_json ?? '';
      return [];
    },
    done() {
      const input = String((JSON.parse(json || '{}') as JsonObject).input ?? '');
      return {
        closing: [
          { type: 'response.custom_tool_call_input.delta', item_id: id, delta: input },
          { type: 'response.custom_tool_call_input.done', item_id: id, input },
        ],
        item: { ...call, status: 'completed', input },
      };
    },
  };
}

function isCustom(name: unknown, { body }: BedrockCall): boolean {
  const tools = Array.isArray(body.tools) ? (body.tools as JsonObject[]) : [];
  return tools.some((tool) => tool?.type === 'custom' && tool.name === name);
}

/** What stands for encryption: nobody but a test has to read it again. */
function sealed(thinking: string, signature: string): string {
  return Buffer.from(JSON.stringify({ thinking, signature })).toString('base64url');
}
