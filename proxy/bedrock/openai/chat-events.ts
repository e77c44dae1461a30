import { FrameError } from '../event-stream/decode.ts';
import { asRecord, parseRecord } from '../json/values.ts';
import { MessageWriter } from '../messages/writer.ts';
import type { AnswerContext, EventSink } from '../stream/decoder.ts';
import { readBlock, ServerSentBlocks } from '../stream/server-sent.ts';
import { missingEnd } from './arguments.ts';
import { uniqueCallId } from './call-ids.ts';
import { argumentsIn, chatStopReason, chatUsage, reasoningOf, textIn } from './chat-answer.ts';
import { openAiFailure } from './failure.ts';
import { newMessageId } from './message.ts';
import { DONE } from './native-events.ts';
import { AnswerParts } from './parts.ts';
import { ReasoningTags } from './reasoning-tags.ts';

interface Call {
  readonly key: string;
  /** Upstream's own; empty where it gave none. */
  readonly id: string;
  arguments: string;
  isComplete: boolean;
}

/**
 * Decodes a stream of Chat Completions into Messages events
 * (https://platform.openai.com/docs/api-reference/chat-streaming).
 */
export class ChatEvents extends ServerSentBlocks {
  readonly #answer: AnswerContext;
  readonly #writer = new MessageWriter();
  readonly #parts = new AnswerParts(this.#writer);
  readonly #tags: ReasoningTags | undefined;
  /** By index. */
  readonly #calls = new Map<number, Call>();
  #begun = 0;
  /** The run of text or thinking that goes on. */
  #run: { key: string; kind: 'text' | 'thinking' } | undefined;
  #finishReason: unknown;
  #isRefusal = false;
  #usage: unknown;

  constructor(answer: AnswerContext) {
    super();
    this.#answer = answer;
    this.#tags = ReasoningTags.areUsedBy(answer.modelId) ? new ReasoningTags() : undefined;
  }

  isLast(type: string): boolean {
    return type === 'message_stop';
  }

  protected take(bytes: Buffer, sink: EventSink): void {
    const data = readBlock(bytes)?.data.toString();
    if (data === undefined) return;
    this.#writer.sink = sink;
    if (data === DONE) {
      this.#finish();
      return;
    }
    const chunk = parseRecord(data);
    if (!chunk) throw new FrameError('A chunk of the answer is no JSON object');
    const failure = openAiFailure(chunk, this.#answer.requestId);
    if (failure) sink.failure(failure);
    else this.#takeChunk(chunk);
  }

  #takeChunk({ id, usage, choices }: Record<string, unknown>): void {
    this.#start(typeof id === 'string' && id !== '' ? id : undefined);
    if (asRecord(usage)) this.#usage = usage;
    const choice = asRecord(Array.isArray(choices) ? choices[0] : undefined);
    const delta = asRecord(choice?.delta);
    if (delta) this.#takeDelta(delta);
    if (typeof choice?.finish_reason === 'string') this.#finishReason = choice.finish_reason;
  }

  #takeDelta(delta: Record<string, unknown>): void {
    this.#say('thinking', reasoningOf(delta));
    const text = textIn(delta.content);
    for (const piece of this.#tags?.push(text) ?? [{ kind: 'text' as const, text }]) this.#say(piece.kind, piece.text);
    const refusal = textIn(delta.refusal);
    if (refusal !== '') this.#isRefusal = true;
    this.#say('text', refusal);
    for (const call of Array.isArray(delta.tool_calls) ? delta.tool_calls : []) this.#takeCall(asRecord(call) ?? {});
  }

  #say(kind: 'text' | 'thinking', piece: string): void {
    if (piece === '') return;
    if (this.#run?.kind !== kind) this.#run = { kind, key: this.#begin() };
    this.#parts.append(this.#run.key, kind, piece);
  }

  #takeCall({ index, id, function: named }: Record<string, unknown>): void {
    const fields = asRecord(named);
    const call = this.#callAt(index, typeof id === 'string' ? id : '');
    if (typeof fields?.name === 'string') this.#parts.name(call.key, uniqueCallId(call.id), fields.name);
    const piece = argumentsIn(fields?.arguments);
    call.arguments += piece;
    this.#parts.append(call.key, 'tool_use', piece);
    if (this.#parts.isBlocked && piece.trimEnd().endsWith('}')) this.#endWhole(call);
  }

  /** A call by its index. Where an index comes with another id, or there is none, it is another call. */
  #callAt(given: unknown, id: string): Call {
    const last = Math.max(-1, ...this.#calls.keys());
    const index = typeof given === 'number' ? given : id === '' ? Math.max(0, last) : last + 1;
    const known = this.#calls.get(index);
    if (known && (id === '' || known.id === '' || known.id === id)) return known;
    const call = { key: this.#begin(), id, arguments: '', isComplete: false };
    this.#run = undefined;
    this.#calls.set(index, call);
    return call;
  }

  /** The key of a new part, with which those before it are over as far as can be known. */
  #begin(): string {
    if (this.#run) this.#parts.complete(this.#run.key);
    for (const call of this.#calls.values()) this.#endWhole(call);
    return String(this.#begun++);
  }

  /** Upstream does not say when a call is complete: it is once its arguments are a JSON object. */
  #endWhole(call: Call): void {
    if (call.isComplete || !parseRecord(call.arguments)) return;
    call.isComplete = true;
    this.#parts.complete(call.key);
  }

  #mend({ key, arguments: json }: Call): void {
    this.#parts.append(key, 'tool_use', missingEnd(json));
  }

  #start(id: string | undefined): void {
    if (!this.#writer.isStarted) this.#writer.start(id ?? newMessageId(), this.#answer.modelId);
  }

  #finish(): void {
    if (!this.#writer.isStarted) throw new FrameError('The answer ended before it began');
    for (const { kind, text } of this.#tags?.end() ?? []) this.#say(kind, text);
    // What the limit of tokens cut stays cut.
    if (this.#finishReason !== 'length') for (const call of this.#calls.values()) this.#mend(call);
    this.#parts.finish();
    const reason = chatStopReason(this.#finishReason, this.#parts.hasCalls, this.#isRefusal);
    this.#writer.finish(reason, chatUsage(this.#usage));
  }
}
