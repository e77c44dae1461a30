import { FrameError } from '../event-stream/decode.ts';
import { asRecord, parseRecord } from '../json/values.ts';
import { MessageWriter } from '../messages/writer.ts';
import type { AnswerContext, EventSink } from '../stream/decoder.ts';
import { readBlock, ServerSentBlocks } from '../stream/server-sent.ts';
import { uniqueCallId } from './call-ids.ts';
import { argumentsIn } from './chat-answer.ts';
import { openAiFailure } from './failure.ts';
import { newMessageId } from './message.ts';
import { DONE, isTerminal } from './native-events.ts';
import { AnswerParts } from './parts.ts';
import { toSignature } from './reasoning-signature.ts';
import { partsText, reasoningText, responsesStopReason, responsesUsage } from './responses-answer.ts';

type Json = Record<string, unknown>;

/** Decodes a stream of Responses into Messages events (https://platform.openai.com/docs/api-reference/responses-streaming). */
export class ResponsesEvents extends ServerSentBlocks {
  readonly #answer: AnswerContext;
  readonly #writer = new MessageWriter();
  readonly #parts = new AnswerParts(this.#writer);
  /** Items of which something has come in pieces, so that their whole is not taken again. */
  readonly #inPieces = new Set<string>();
  #isRefusal = false;

  constructor(answer: AnswerContext) {
    super();
    this.#answer = answer;
  }

  isLast(type: string): boolean {
    return type === 'message_stop';
  }

  protected take(bytes: Buffer, sink: EventSink): void {
    const block = readBlock(bytes);
    const data = block?.data.toString();
    if (!block || data === undefined || data === DONE) return;
    const event = parseRecord(data);
    if (!event) throw new FrameError('An event of the answer is no JSON object');
    this.#writer.sink = sink;
    event.type ??= block.type;
    const failure = openAiFailure(event, this.#answer.requestId);
    if (failure) sink.failure(failure);
    else this.#takeEvent(String(event.type), event);
  }

  #takeEvent(type: string, event: Json): void {
    const response = asRecord(event.response);
    if (response && !this.#writer.isStarted) this.#start(response.id);
    if (response && isTerminal(type)) {
      this.#finish(response);
      return;
    }
    const key = String(event.output_index ?? event.item_id ?? 0);
    const item = asRecord(event.item);
    const piece = typeof event.delta === 'string' ? event.delta : '';
    if (type === 'response.output_item.added' && item?.type === 'function_call') this.#name(key, item);
    else if (type === 'response.output_item.done' && item) this.#takeDone(key, item);
    else if (type === 'response.output_text.delta') this.#append(key, 'text', piece);
    else if (type === 'response.refusal.delta') this.#refuse(key, piece);
    else if (type === 'response.function_call_arguments.delta') this.#append(key, 'tool_use', piece);
    else if (type === 'response.reasoning_summary_text.delta') this.#append(key, 'thinking', piece);
    else if (type === 'response.reasoning_text.delta') this.#append(key, 'thinking', piece);
    // Between the parts of a summary.
    else if (type === 'response.reasoning_summary_part.added' && this.#inPieces.has(key))
      this.#append(key, 'thinking', '\n\n');
  }

  #append(key: string, kind: 'text' | 'thinking' | 'tool_use', piece: string): void {
    if (piece === '') return;
    this.#start(undefined);
    this.#inPieces.add(key);
    this.#parts.append(key, kind, piece);
  }

  #refuse(key: string, piece: string): void {
    if (piece !== '') this.#isRefusal = true;
    this.#append(key, 'text', piece);
  }

  #name(key: string, { call_id, name }: Json): void {
    this.#start(undefined);
    this.#parts.name(key, uniqueCallId(call_id), typeof name === 'string' ? name : '');
  }

  /** An item is over: what did not come in pieces is taken from it. */
  #takeDone(key: string, item: Json): void {
    const isNew = !this.#inPieces.has(key);
    if (item.type === 'reasoning') {
      const signature = toSignature(item);
      if (isNew) this.#append(key, 'thinking', reasoningText(item));
      if (signature !== undefined) {
        this.#start(undefined);
        this.#parts.sign(key, signature);
      }
    } else if (item.type === 'function_call') {
      this.#name(key, item);
      if (isNew) this.#append(key, 'tool_use', argumentsIn(item.arguments));
    } else if (item.type === 'message' && isNew) {
      this.#append(key, 'text', partsText(item.content, 'text'));
      this.#refuse(key, partsText(item.content, 'refusal'));
    }
    this.#parts.complete(key);
  }

  #start(id: unknown): void {
    if (this.#writer.isStarted) return;
    this.#writer.start(typeof id === 'string' && id !== '' ? id : newMessageId(), this.#answer.modelId);
  }

  #finish(response: Json): void {
    this.#parts.finish();
    const reason = responsesStopReason(response, this.#parts.hasCalls, this.#isRefusal);
    this.#writer.finish(reason, responsesUsage(response.usage));
  }
}
