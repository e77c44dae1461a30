import { asRecord } from '../../../bedrock/json/values.ts';
import type { AditError } from '../../../errors.ts';
import { AnswerOutline, type AnswerPart } from '../thinking-memory.ts';
import { ToolAnswer } from '../tool-answer.ts';
import { AnswerUsage } from '../usage.ts';
import type { ItemStatus, OpenItem, ResponseItem } from './open-item.ts';
import { openItem } from './output-items.ts';
import { cutShort, type Echo, errorOf, type ResponseObject, respond } from './response.ts';
import type { ToolNames } from './tool-names.ts';

type Json = Readonly<Record<string, unknown>>;

/** Writes one event of the stream: its type, and its fields without type and number. */
export type Emit = (type: string, fields: object) => void;

/** What an answer is written with. */
export interface AnswerContext {
  readonly echo: Echo;
  readonly names: ToolNames;
  /** Whether the input of the one tool is the answer. */
  readonly answersByTool: boolean;
  /** Whether the client asked for what reasoning items carry. */
  readonly showsEncrypted: boolean;
  /** Takes an answer that came to its end, and its items with all that they carry. */
  readonly keep: (response: Readonly<Record<string, unknown>>, items: readonly unknown[]) => void;
  /** Takes the order of what such an answer is made of. */
  readonly remember: (parts: readonly AnswerPart[]) => void;
}

interface Open {
  readonly item: OpenItem;
  readonly emit: Emit;
  readonly index: number;
}

/** Turns the events of the Messages API into those of the Responses API, and into the response itself. */
export class ResponseAnswer {
  readonly #context: AnswerContext;
  readonly #emit: Emit;
  readonly #usage = new AnswerUsage();
  readonly #outline = new AnswerOutline();
  readonly #toolAnswer: ToolAnswer | undefined;
  /** Finished items, as they are kept. */
  readonly #items: ResponseItem[] = [];
  #open: Open | undefined;
  #isBegun = false;
  #stopReason: unknown;
  #response: ResponseObject | undefined;

  constructor(context: AnswerContext, emit: Emit) {
    this.#context = context;
    this.#emit = emit;
    this.#toolAnswer = context.answersByTool ? new ToolAnswer() : undefined;
  }

  /** Takes one event of the Messages API; those that say nothing here are left out. */
  event(type: string, event: Json): void {
    if (!this.#toolAnswer) this.#take(type, event);
    else for (const standing of this.#toolAnswer.events(type, event)) this.#take(...standing);
  }

  #take(type: string, event: Json): void {
    if (this.#response) return;
    if (type === 'message_start') {
      this.#usage.take(asRecord(event.message)?.usage);
      this.#begin();
    } else if (type === 'content_block_start') this.#openBlock(asRecord(event.content_block) ?? {});
    else if (type === 'content_block_delta') this.#open?.item.delta(asRecord(event.delta) ?? {}, this.#open.emit);
    else if (type === 'message_delta') {
      this.#usage.take(event.usage);
      this.#stopReason = asRecord(event.delta)?.stop_reason ?? this.#stopReason;
    } else if (type === 'message_stop') {
      this.#usage.takeMetrics(event['amazon-bedrock-invocationMetrics']);
      this.finish();
    }
  }

  /** Ends an answer that is whole. */
  finish(): ResponseObject {
    this.#begin();
    const reason = cutShort(this.#stopReason);
    const status = reason ? 'incomplete' : 'completed';
    this.#close(status);
    const response = this.#respond(status, reason ? { incomplete_details: { reason } } : {});
    this.#response = response;
    this.#context.keep(response, this.#items);
    this.#context.remember(this.#outline.parts);
    this.#emit(`response.${status}`, { response });
    return response;
  }

  /** Ends an answer that broke. */
  fail(error: AditError): void {
    if (this.#response) return;
    this.#begin();
    this.#response = this.#respond('failed', { error: errorOf(error) });
    this.#emit('response.failed', { response: this.#response });
  }

  #begin(): void {
    if (this.#isBegun) return;
    this.#isBegun = true;
    const response = respond(this.#context.echo, 'in_progress', []);
    this.#emit('response.created', { response });
    this.#emit('response.in_progress', { response });
  }

  #openBlock(block: Record<string, unknown>): void {
    this.#begin();
    this.#close('completed');
    const item = openItem(block, this.#context.names);
    if (!item) return;
    const index = this.#items.length;
    const added = item.item('in_progress');
    const emit: Emit = (type, fields) => this.#emit(type, { item_id: added.id, output_index: index, ...fields });
    this.#open = { item, emit, index };
    this.#emit('response.output_item.added', { output_index: index, item: added });
    item.begin(emit);
  }

  /** Not at the block's end but at what follows it: only then it is known whether the answer was cut within it. */
  #close(status: ItemStatus): void {
    if (!this.#open) return;
    const { item, emit, index } = this.#open;
    this.#open = undefined;
    item.end(emit);
    item.outline(this.#outline);
    const finished = item.item(status);
    this.#items.push(finished);
    this.#emit('response.output_item.done', { output_index: index, item: this.#shown(finished) });
  }

  #respond(status: ResponseObject['status'], fields: Partial<ResponseObject>): ResponseObject {
    const output = this.#items.map((item) => this.#shown(item));
    return { ...respond(this.#context.echo, status, output), ...fields, usage: this.#usage.toResponseUsage() };
  }

  #shown(item: ResponseItem): ResponseItem {
    if (this.#context.showsEncrypted || item.type !== 'reasoning') return item;
    const { encrypted_content: _, ...rest } = item;
    return rest;
  }
}

/** The response that a whole message of the Messages API makes. */
export function wholeResponse(context: AnswerContext, message: Json): ResponseObject {
  const answer = new ResponseAnswer(context, () => {});
  answer.event('message_start', { message });
  for (const block of Array.isArray(message.content) ? message.content : []) {
    answer.event('content_block_start', { content_block: block });
    answer.event('content_block_stop', {});
  }
  answer.event('message_delta', { delta: message });
  return answer.finish();
}
