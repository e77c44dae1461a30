import type { EventSink } from '../stream/decoder.ts';

/** Tokens in the names of Anthropic's API; `input` is what was neither read from the cache nor written to it. */
export interface MessageUsage {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cache_read_input_tokens?: number;
  readonly cache_creation_input_tokens?: number;
}

export type StopReason =
  | 'end_turn'
  | 'max_tokens'
  | 'stop_sequence'
  | 'tool_use'
  | 'refusal'
  | 'pause_turn'
  | 'model_context_window_exceeded';

type BlockKind = 'text' | 'thinking' | 'tool_use';

/**
 * Writes a stream of Messages events out of the pieces that another wire brings: opens and closes blocks, counts them,
 * and is whole only after `finish` (https://platform.claude.com/docs/en/build-with-claude/streaming).
 * Blocks come one after the other: what another wire interleaves, its decoder puts in order.
 */
export class MessageWriter {
  /** Where the events go; set by the decoder for each read. */
  sink: EventSink | undefined;
  #index = -1;
  #open: BlockKind | undefined;
  #started = false;

  get isStarted(): boolean {
    return this.#started;
  }

  /** `message_start`, once; later calls do nothing. */
  start(id: string, model: string, usage: Partial<MessageUsage> = {}): void {
    if (this.#started) return;
    this.#started = true;
    this.#emit('message_start', {
      message: {
        id,
        type: 'message',
        role: 'assistant',
        model,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { input_tokens: 0, output_tokens: 0, ...usage },
      },
    });
  }

  text(piece: string): void {
    if (piece === '') return;
    this.#ensure('text', { type: 'text', text: '' });
    this.#delta({ type: 'text_delta', text: piece });
  }

  thinking(piece: string): void {
    if (piece === '') return;
    this.#ensure('thinking', { type: 'thinking', thinking: '', signature: '' });
    this.#delta({ type: 'thinking_delta', thinking: piece });
  }

  /** The signature of the thinking before it; of thinking whose text was left out, where none is open. */
  signature(signature: string): void {
    this.#ensure('thinking', { type: 'thinking', thinking: '', signature: '' });
    this.#delta({ type: 'signature_delta', signature });
    this.close();
  }

  redactedThinking(data: string): void {
    this.close();
    this.#begin({ type: 'redacted_thinking', data });
    this.#emit('content_block_stop', { index: this.#index });
  }

  /** Opens the block of a tool call; its input comes by `toolInput`. */
  toolUse(id: string, name: string): void {
    this.close();
    this.#begin({ type: 'tool_use', id, name, input: {} });
    this.#open = 'tool_use';
  }

  /** A piece of the JSON of the open call's input. */
  toolInput(json: string): void {
    if (this.#open === 'tool_use' && json !== '') this.#delta({ type: 'input_json_delta', partial_json: json });
  }

  /** Ends the open block, if there is one. */
  close(): void {
    if (this.#open === undefined) return;
    this.#open = undefined;
    this.#emit('content_block_stop', { index: this.#index });
  }

  /** `message_delta` and `message_stop`: the stream is whole. */
  finish(reason: StopReason, usage: MessageUsage, stopSequence: string | null = null): void {
    this.close();
    this.#emit('message_delta', { delta: { stop_reason: reason, stop_sequence: stopSequence }, usage });
    this.#emit('message_stop', {});
  }

  #ensure(kind: BlockKind, block: object): void {
    if (this.#open === kind) return;
    this.close();
    this.#begin(block);
    this.#open = kind;
  }

  #begin(block: object): void {
    this.#index++;
    this.#emit('content_block_start', { index: this.#index, content_block: block });
  }

  #delta(delta: object): void {
    this.#emit('content_block_delta', { index: this.#index, delta });
  }

  #emit(type: string, rest: object): void {
    this.sink?.event(type, Buffer.from(JSON.stringify({ type, ...rest })), undefined);
  }
}
