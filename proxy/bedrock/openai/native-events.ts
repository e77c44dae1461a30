import { parseRecord } from '../json/values.ts';
import type { AnswerContext, EventSink } from '../stream/decoder.ts';
import { readBlock, ServerSentBlocks } from '../stream/server-sent.ts';
import { openAiFailure } from './failure.ts';

/** What stands for the end of a stream of Chat Completions. */
export const DONE = '[DONE]';

const DONE_BYTES = Buffer.from(DONE);

/** Chat Completions for a client that speaks them: every chunk as it came, of type `chat.completion.chunk`. */
export class NativeChatEvents extends ServerSentBlocks {
  readonly #requestId: string | undefined;

  constructor(answer: AnswerContext) {
    super();
    this.#requestId = answer.requestId;
  }

  isLast(type: string): boolean {
    return type === DONE;
  }

  protected take(bytes: Buffer, sink: EventSink): void {
    const block = readBlock(bytes);
    if (!block) return;
    const { type, data, isUsual } = block;
    const isDone = data.equals(DONE_BYTES);
    // Nearly all chunks are seen not to be errors without being parsed.
    const mayFail = !isDone && (!data.includes('"choices"') || data.includes('"error"'));
    const failure = mayFail ? openAiFailure(parseRecord(data) ?? {}, this.#requestId) : undefined;
    if (failure) sink.failure(failure);
    else sink.event(isDone ? DONE : CHUNK, data, isUsual && type === '' ? bytes : spelled('', data));
  }
}

/** Responses for a client that speaks them: every event as it came, by its own name. */
export class NativeResponsesEvents extends ServerSentBlocks {
  readonly #requestId: string | undefined;

  constructor(answer: AnswerContext) {
    super();
    this.#requestId = answer.requestId;
  }

  isLast(type: string): boolean {
    return isTerminal(type);
  }

  protected take(bytes: Buffer, sink: EventSink): void {
    const block = readBlock(bytes);
    // Some servers end these streams as Chat Completions end; the last event has said so already.
    if (!block || block.data.equals(DONE_BYTES)) return;
    const { data, isUsual } = block;
    const type = block.type || String(parseRecord(data)?.type ?? '');
    const mayFail = type === 'response.failed' || !type.startsWith('response.');
    const failure = mayFail ? openAiFailure(parseRecord(data) ?? {}, this.#requestId) : undefined;
    if (failure) sink.failure(failure);
    else sink.event(type, data, isUsual && block.type !== '' ? bytes : spelled(type, data));
  }
}

/** Whether an event is the last of a stream of Responses. */
export function isTerminal(type: string): boolean {
  return type === 'response.completed' || type === 'response.incomplete' || type === 'response.failed';
}

const CHUNK = 'chat.completion.chunk';

function spelled(type: string, data: Buffer): Buffer {
  return Buffer.concat([Buffer.from(type === '' ? 'data: ' : `event: ${type}\ndata: `), data, Buffer.from('\n\n')]);
}
