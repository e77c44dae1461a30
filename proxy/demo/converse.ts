import type { BedrockCall, JsonObject } from './call.ts';
import type { Message } from './events.ts';
import { eventFrame, exceptionFrame, type Wire } from './wire.ts';

const nothing = Buffer.alloc(0);

/**
 * Puts Messages events on the wire as ConverseStream does. Text and thinking have no `contentBlockStart`, and
 * `messageStop` comes before the `metadata` with the usage.
 * Shapes: `ConverseStreamOutput` of @aws-sdk/client-bedrock-runtime 3.1162.0
 */
export class ConverseStream implements Wire {
  readonly headers = { 'content-type': 'application/vnd.amazon.eventstream' };
  readonly exception = exceptionFrame;
  readonly #startedAt = performance.now();
  readonly #call: BedrockCall;
  readonly #usage: JsonObject = {};

  constructor(call: BedrockCall) {
    this.#call = call;
  }

  event(event: JsonObject): Buffer {
    const message = event.message as JsonObject | undefined;
    Object.assign(this.#usage, message?.usage, event.usage);
    const contentBlockIndex = event.index;
    switch (event.type) {
      case 'message_start':
        return eventFrame('messageStart', { role: 'assistant' });
      case 'content_block_start':
        return startFrame(event.content_block as JsonObject, contentBlockIndex);
      case 'content_block_delta': {
        const delta = deltaOf(event.delta as JsonObject);
        return delta ? eventFrame('contentBlockDelta', { contentBlockIndex, delta }) : nothing;
      }
      case 'content_block_stop':
        return eventFrame('contentBlockStop', { contentBlockIndex });
      case 'message_delta':
        return eventFrame('messageStop', stopOf(event.delta as JsonObject, this.#call));
      case 'message_stop':
        return eventFrame('metadata', { usage: converseUsage(this.#usage), metrics: metricsSince(this.#startedAt) });
      default:
        return nothing;
    }
  }
}

/** The whole answer of Converse with the content of a message. Shape: `ConverseResponse` of the same package. */
export function converseWhole(message: Message, call: BedrockCall): JsonObject {
  return {
    output: { message: { role: 'assistant', content: message.content.flatMap(blockOf) } },
    ...stopOf(message, call),
    usage: converseUsage(message.usage),
    metrics: metricsSince(performance.now()),
  };
}

function startFrame(block: JsonObject, contentBlockIndex: unknown): Buffer {
  if (block.type === 'tool_use') {
    const { id: toolUseId, name } = block;
    return eventFrame('contentBlockStart', { contentBlockIndex, start: { toolUse: { toolUseId, name } } });
  }
  if (block.type !== 'redacted_thinking') return nothing;
  return eventFrame('contentBlockDelta', {
    contentBlockIndex,
    delta: { reasoningContent: { redactedContent: block.data } },
  });
}

/** A signature that is empty is none: models without one send no delta for it. */
function deltaOf({ type, ...delta }: JsonObject): JsonObject | undefined {
  if (type === 'text_delta') return { text: delta.text };
  if (type === 'thinking_delta') return { reasoningContent: { text: delta.thinking } };
  if (type === 'input_json_delta') return { toolUse: { input: delta.partial_json } };
  return type === 'signature_delta' && delta.signature
    ? { reasoningContent: { signature: delta.signature } }
    : undefined;
}

function blockOf(block: JsonObject): JsonObject[] {
  const { type, text, thinking, signature, data, id, name, input } = block;
  if (type === 'text') return [{ text }];
  if (type === 'thinking')
    return [{ reasoningContent: { reasoningText: { text: thinking, ...(signature ? { signature } : {}) } } }];
  if (type === 'redacted_thinking') return [{ reasoningContent: { redactedContent: data } }];
  return type === 'tool_use' ? [{ toolUse: { toolUseId: id, name, input } }] : [];
}

/** What Messages has other words for. */
const stopReasons: Record<string, string> = { refusal: 'content_filtered', pause_turn: 'end_turn' };

/** Which of several stop sequences it was is told where the request asks for it. */
function stopOf({ stop_reason, stop_sequence }: JsonObject, { body }: BedrockCall): JsonObject {
  const reason = String(stop_reason ?? 'end_turn');
  const paths = body.additionalModelResponseFieldPaths;
  const isAsked = Array.isArray(paths) && paths.includes('/stop_sequence');
  return {
    stopReason: stopReasons[reason] ?? reason,
    ...(isAsked && stop_sequence ? { additionalModelResponseFields: { stop_sequence } } : {}),
  };
}

function converseUsage(usage: JsonObject): JsonObject {
  const [inputTokens, outputTokens, read, written] = [
    'input_tokens',
    'output_tokens',
    'cache_read_input_tokens',
    'cache_creation_input_tokens',
  ].map((name) => Number(usage[name] ?? 0)) as [number, number, number, number];
  return {
    inputTokens,
    outputTokens,
    totalTokens: inputTokens + outputTokens + read + written,
    cacheReadInputTokens: read,
    cacheWriteInputTokens: written,
  };
}

function metricsSince(startedAt: number): JsonObject {
  return { latencyMs: Math.round(performance.now() - startedAt) };
}
