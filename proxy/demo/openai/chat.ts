import type { BedrockCall, JsonObject } from '../call.ts';
import type { Message } from '../events.ts';
import type { Wire } from '../wire.ts';
import { chatReasoning, newId, now, openAiError, tokensOf } from './terms.ts';

/**
 * Puts Messages events on the wire as the chunks of a chat completion; some events are no chunk, and
 * then no bytes. Shapes: `ChatCompletionChunk` of npm openai.
 */
export function chatWire(call: BedrockCall): Wire {
  return new ChatChunks(call);
}

/** A whole chat completion with the content of a message. Shape: `ChatCompletion` of npm openai. */
export function chatWhole(message: Message, call: BedrockCall): JsonObject {
  const calls = message.content.filter((block) => block.type === 'tool_use');
  const text = textOf(message, 'text', 'text');
  const thinking = textOf(message, 'thinking', 'thinking');
  const place = chatReasoning(call.model);
  const content = place === 'tags' ? tagged(thinking) + text : text;
  return {
    ...headOf(call, 'chat.completion'),
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: content || (calls.length > 0 ? null : ''),
          refusal: null,
          ...(place === 'field' && thinking ? { reasoning: thinking } : {}),
          ...(calls.length > 0 ? { tool_calls: calls.map(wholeCall) } : {}),
        },
        finish_reason: finishReason(message.stop_reason),
        logprobs: null,
      },
    ],
    usage: usageOf(message.usage),
  };
}

class ChatChunks implements Wire {
  readonly headers = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' };
  readonly #call: BedrockCall;
  readonly #head: JsonObject;
  readonly #usage: JsonObject = {};
  /** The tool call of a content block, by the block's index. */
  readonly #calls = new Map<unknown, number>();

  constructor(call: BedrockCall) {
    this.#call = call;
    this.#head = headOf(call, 'chat.completion.chunk');
  }

  event(event: JsonObject): Buffer {
    const message = event.message as JsonObject | undefined;
    Object.assign(this.#usage, message?.usage, event.usage);
    switch (event.type) {
      case 'message_start':
        return this.#chunk({ role: 'assistant', content: '' });
      case 'content_block_start':
        return this.#start(event.index, event.content_block as JsonObject);
      case 'content_block_delta':
        return this.#delta(event.index, event.delta as JsonObject);
      case 'message_delta':
        return this.#chunk({}, finishReason((event.delta as JsonObject | undefined)?.stop_reason));
      case 'message_stop':
        return this.#end();
      default:
        return nothing;
    }
  }

  exception(type: string, message: string): Buffer {
    return data({ error: openAiError(type, message) });
  }

  #start(index: unknown, block: JsonObject): Buffer {
    if (block.type !== 'tool_use') return nothing;
    const at = this.#calls.size;
    this.#calls.set(index, at);
    const { id, name } = block;
    return this.#chunk({ tool_calls: [{ index: at, id, type: 'function', function: { name, arguments: '' } }] });
  }

  #delta(index: unknown, delta: JsonObject): Buffer {
    switch (delta.type) {
      case 'text_delta':
        return this.#chunk({ content: delta.text });
      case 'thinking_delta':
        return this.#reasoning(String(delta.thinking));
      case 'input_json_delta':
        return this.#chunk({
          tool_calls: [{ index: this.#calls.get(index) ?? 0, function: { arguments: delta.partial_json } }],
        });
      default:
        return nothing;
    }
  }

  #reasoning(thinking: string): Buffer {
    const place = chatReasoning(this.#call.model);
    if (place === 'hidden') return nothing;
    return this.#chunk(place === 'tags' ? { content: tagged(thinking) } : { reasoning: thinking });
  }

  #end(): Buffer {
    const options = this.#call.body.stream_options as JsonObject | null | undefined;
    const usage = options?.include_usage === true;
    const last = usage ? data({ ...this.#head, choices: [], usage: usageOf(this.#usage) }) : nothing;
    return Buffer.concat([last, Buffer.from('data: [DONE]\n\n')]);
  }

  #chunk(delta: JsonObject, finish: string | null = null): Buffer {
    return data({ ...this.#head, choices: [{ index: 0, delta, finish_reason: finish, logprobs: null }] });
  }
}

const nothing = Buffer.alloc(0);

const finishReasons: Record<string, string> = {
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool_calls',
  refusal: 'content_filter',
};

function finishReason(stopReason: unknown): string {
  return finishReasons[String(stopReason)] ?? 'stop';
}

function headOf(call: BedrockCall, object: string): JsonObject {
  return { id: newId('chatcmpl'), object, created: now(), model: call.model, service_tier: 'default' };
}

/** The tokens of reasoning are not told apart: see `chatReasoning` for the source. */
function usageOf(usage: JsonObject): JsonObject {
  const { input, read, written, output } = tokensOf(usage);
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: read, cache_write_tokens: written },
  };
}

function wholeCall({ id, name, input }: JsonObject): JsonObject {
  return { id, type: 'function', function: { name, arguments: JSON.stringify(input ?? {}) } };
}

function textOf(message: Message, type: string, field: string): string {
  const blocks = message.content.filter((block) => block.type === type);
  return blocks.map((block) => String(block[field] ?? '')).join('');
}

function tagged(thinking: string): string {
  return thinking && `<reasoning>${thinking}</reasoning>`;
}

function data(value: JsonObject): Buffer {
  return Buffer.from(`data: ${JSON.stringify(value)}\n\n`);
}
