import { asRecord, parseRecord } from '../../../bedrock/json/values.ts';
import type { AditError } from '../../../errors.ts';
import type { StreamWriter } from '../../relay.ts';
import { errorBody } from '../errors.ts';
import { AnswerOutline } from '../thinking-memory.ts';
import { ToolAnswer } from '../tool-answer.ts';
import { AnswerUsage } from '../usage.ts';
import { type AnswerForm, completionId, type FinishReason, now, toFinishReason } from './answer-form.ts';
import { CallDeltas } from './call-deltas.ts';
import { NativeChunks } from './native-chunks.ts';
import { toDetail } from './reasoning.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * Writes Messages events as `chat.completion.chunk`s (ChatCompletionChunk of the openai package), and chunks that
 * upstream speaks itself as they came.
 */
export class ChatChunks implements StreamWriter {
  readonly isOwnForm = true;
  readonly heartbeat = ': waiting\n\n';
  readonly #form: AnswerForm;
  readonly #head: string;
  /** Begin the two kinds of chunks that most of a stream is. */
  readonly #contentHead: string;
  readonly #thoughtHead: string;
  readonly #native: NativeChunks;
  readonly #usage = new AnswerUsage();
  readonly #outline = new AnswerOutline();
  readonly #calls: CallDeltas;
  readonly #toolAnswer: ToolAnswer | undefined;
  /** The thinking that is being read. */
  #thinking: { text: string; signature: string } | undefined;
  #thoughts = 0;
  #finish: FinishReason | undefined;

  constructor(form: AnswerForm, requestId: string) {
    this.#form = form;
    const about = `"object":"chat.completion.chunk","created":${now()},"model":${JSON.stringify(form.model)}`;
    this.#head = `data: {"id":${JSON.stringify(completionId(requestId))},${about},"choices":[`;
    this.#contentHead = `${this.#head}{"index":0,"delta":{"content":`;
    this.#thoughtHead = `${this.#head}{"index":0,"delta":{"reasoning_content":`;
    this.#native = new NativeChunks(form.includeUsage);
    this.#calls = new CallDeltas(form);
    this.#toolAnswer = form.answersByTool ? new ToolAnswer() : undefined;
  }

  event(type: string, data: Buffer, block: Buffer | undefined): readonly Buffer[] {
    if (NativeChunks.speaks(type)) return this.#native.event(type, data, block);
    const read = READERS.has(type) ? parseRecord(data) : undefined;
    if (!read) return NOTHING;
    const chunks = this.#toolAnswer
      ? this.#toolAnswer
          .events(type, read)
          .map((event) => this.#read(...event))
          .join('')
      : this.#read(type, read);
    return chunks === '' ? NOTHING : [Buffer.from(chunks)];
  }

  /** Clients stop at an error; the end of a whole answer must not follow it. */
  fail(error: AditError): string {
    return `data: ${JSON.stringify(errorBody(error))}\n\n`;
  }

  end(): string {
    return this.#native.isDone ? '' : 'data: [DONE]\n\n';
  }

  #read(type: string, event: Json): string {
    switch (type) {
      case 'content_block_delta':
        return this.#piece(asRecord(event.delta));
      case 'content_block_start':
        return this.#begin(asRecord(event.content_block));
      case 'content_block_stop':
        return this.#close();
      case 'message_start':
        this.#usage.take(asRecord(event.message)?.usage);
        return this.#chunk({ role: 'assistant', content: '', refusal: null });
      case 'message_delta':
        this.#usage.take(event.usage);
        return this.#stop(asRecord(event.delta)?.stop_reason);
      default:
        return this.#last(event);
    }
  }

  #piece(delta: Json | undefined): string {
    const { text, thinking, partial_json: json, signature } = delta ?? {};
    if (typeof text === 'string') return this.#text(text);
    if (typeof json === 'string') return this.#deltas(this.#calls.input(json));
    if (typeof thinking === 'string') return this.#thought(thinking);
    if (typeof signature === 'string' && this.#thinking) this.#thinking.signature += signature;
    return '';
  }

  #begin(block: Json | undefined): string {
    const { type, text, thinking, signature, data } = block ?? {};
    if (type === 'text') return this.#text(String(text ?? ''));
    if (type === 'redacted_thinking') return this.#detail({ type, data });
    if (type === 'thinking') {
      this.#thinking = { text: '', signature: String(signature ?? '') };
      return this.#thought(String(thinking ?? ''));
    }
    if (type !== 'tool_use' || !block) return '';
    this.#outline.call(String(block.id));
    return this.#deltas(this.#calls.begin(block));
  }

  #close(): string {
    if (!this.#thinking) return this.#deltas(this.#calls.close());
    const { text, signature } = this.#thinking;
    this.#thinking = undefined;
    return this.#detail({ type: 'thinking', thinking: text, signature });
  }

  #text(text: string): string {
    if (text === '') return '';
    this.#outline.text(text.length);
    return `${this.#contentHead}${JSON.stringify(text)}${DELTA_END}`;
  }

  #thought(text: string): string {
    if (this.#thinking) this.#thinking.text += text;
    if (text === '' || this.#form.hidesThinking) return '';
    return `${this.#thoughtHead}${JSON.stringify(text)}${DELTA_END}`;
  }

  #detail(block: { type: 'thinking' | 'redacted_thinking'; [field: string]: unknown }): string {
    this.#outline.thinking(block);
    return this.#chunk({ reasoning_details: [toDetail(block, this.#thoughts++)] });
  }

  #stop(stopReason: unknown): string {
    if (this.#finish || typeof stopReason !== 'string') return '';
    this.#finish = toFinishReason(stopReason, this.#form);
    return `${this.#head}{"index":0,"delta":{},"logprobs":null,"finish_reason":"${this.#finish}"}]}\n\n`;
  }

  #last(event: Json): string {
    this.#usage.takeMetrics(event['amazon-bedrock-invocationMetrics']);
    this.#form.memory.remember(this.#form.model, this.#outline.parts);
    const finish = this.#stop('end_turn');
    return this.#form.includeUsage
      ? `${finish}${this.#head}],"usage":${JSON.stringify(this.#usage.toCompletionUsage())}}\n\n`
      : finish;
  }

  #deltas(deltas: readonly object[]): string {
    return deltas.map((delta) => this.#chunk(delta)).join('');
  }

  #chunk(delta: object): string {
    return `${this.#head}{"index":0,"delta":${JSON.stringify(delta)}${DELTA_TAIL}`;
  }
}

const NOTHING: readonly Buffer[] = [];
const DELTA_TAIL = ',"logprobs":null,"finish_reason":null}]}\n\n';
const DELTA_END = `}${DELTA_TAIL}`;

const READERS = new Set([
  'message_start',
  'content_block_start',
  'content_block_delta',
  'content_block_stop',
  'message_delta',
  'message_stop',
]);
