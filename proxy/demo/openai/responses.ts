import type { BedrockCall, JsonObject } from '../call.ts';
import { eventsOf, type Message } from '../events.ts';
import type { Wire } from '../wire.ts';
import { type Item, itemFor } from './items.ts';
import { newId, now, openAiError, tokensOf } from './terms.ts';

/** Puts Messages events on the wire as the events of a response; some are none, and then no bytes. */
export function responsesWire(call: BedrockCall): Wire {
  const events = new ResponseEvents(call);
  return {
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' },
    event: (event) => write(events.of(event)),
    exception: (type, message) => write(events.failed(type, message)),
  };
}

/** The whole response with the content of a message. */
export function responsesWhole(message: Message, call: BedrockCall): JsonObject {
  const events = new ResponseEvents(call);
  const last = eventsOf(message)
    .flatMap((event) => events.of(event))
    .at(-1);
  return last?.response as JsonObject;
}

const incompleteReasons: Record<string, string> = {
  max_tokens: 'max_output_tokens',
  model_context_window_exceeded: 'max_output_tokens',
  refusal: 'content_filter',
};

/** Turns Messages events into those of the Responses API. Shapes: `ResponseStreamEvent` of npm openai. */
class ResponseEvents {
  readonly #call: BedrockCall;
  readonly #response: JsonObject;
  readonly #output: JsonObject[] = [];
  readonly #usage: JsonObject = {};
  #item: Item | undefined;
  #stopReason: unknown;
  #sequence = 0;

  constructor(call: BedrockCall) {
    this.#call = call;
    this.#response = emptyResponse(call);
  }

  /** The events that one Messages event becomes. */
  of(event: JsonObject): JsonObject[] {
    const message = event.message as JsonObject | undefined;
    const delta = event.delta as JsonObject | undefined;
    Object.assign(this.#usage, message?.usage, event.usage);
    switch (event.type) {
      case 'message_start':
        return [this.#whole('response.created'), this.#whole('response.in_progress')];
      case 'content_block_start':
        return this.#start(event.content_block as JsonObject);
      case 'content_block_delta':
        // Where a script wants something to break off, a delta comes without a block.
        return this.#item ? this.#numbered(this.#item.delta(delta ?? {})) : [this.#whole('response.in_progress')];
      case 'content_block_stop':
        return this.#stop();
      case 'message_delta':
        this.#stopReason = delta?.stop_reason;
        return [];
      case 'message_stop':
        return [this.#end()];
      default:
        return [];
    }
  }

  /** The event of a response that an exception ended. */
  failed(type: string, message: string): JsonObject[] {
    const { code } = openAiError(type, message);
    Object.assign(this.#response, { status: 'failed', error: { code, message }, output: this.#output });
    return [this.#whole('response.failed')];
  }

  #start(block: JsonObject): JsonObject[] {
    this.#item = itemFor(block, this.#call);
    if (!this.#item) return [];
    const added = { type: 'response.output_item.added', item: this.#item.started };
    return this.#numbered([added, ...this.#item.opening]);
  }

  #stop(): JsonObject[] {
    const done = this.#item?.done();
    if (!done) return [];
    const events = this.#numbered([...done.closing, { type: 'response.output_item.done', item: done.item }]);
    this.#output.push(done.item);
    this.#item = undefined;
    return events;
  }

  #end(): JsonObject {
    const reason = incompleteReasons[String(this.#stopReason)];
    Object.assign(this.#response, {
      status: reason ? 'incomplete' : 'completed',
      incomplete_details: reason ? { reason } : null,
      completed_at: reason ? null : now(),
      output: this.#output,
      usage: usageOf(this.#usage),
    });
    return this.#whole(reason ? 'response.incomplete' : 'response.completed');
  }

  /** Adds what every event of an item has. */
  #numbered(events: JsonObject[]): JsonObject[] {
    return events.map((event) => ({
      ...event,
      output_index: this.#output.length,
      sequence_number: this.#sequence++,
    }));
  }

  #whole(type: string): JsonObject {
    return { type, response: structuredClone(this.#response), sequence_number: this.#sequence++ };
  }
}

/** A response as it stands at its beginning, with the request's fields said back. */
function emptyResponse({ body, model }: BedrockCall): JsonObject {
  const { effort = null, summary = null } = (body.reasoning ?? {}) as JsonObject;
  return {
    id: newId('resp'),
    object: 'response',
    created_at: now(),
    status: 'in_progress',
    background: false,
    completed_at: null,
    error: null,
    incomplete_details: null,
    instructions: body.instructions ?? null,
    max_output_tokens: body.max_output_tokens ?? null,
    metadata: body.metadata ?? {},
    model,
    output: [],
    parallel_tool_calls: body.parallel_tool_calls ?? true,
    previous_response_id: null,
    reasoning: { effort, summary },
    service_tier: 'default',
    store: body.store ?? true,
    temperature: body.temperature ?? 1,
    text: { format: { type: 'text' }, ...((body.text ?? {}) as JsonObject) },
    tool_choice: body.tool_choice ?? 'auto',
    tools: body.tools ?? [],
    top_p: body.top_p ?? 1,
    truncation: body.truncation ?? 'disabled',
    usage: null,
    user: null,
  };
}

function usageOf(usage: JsonObject): JsonObject {
  const { input, read, written, output } = tokensOf(usage);
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: read, cache_write_tokens: written },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + output,
  };
}

function write(events: JsonObject[]): Buffer {
  return Buffer.from(events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''));
}
