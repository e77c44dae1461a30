import { asRecord } from '../json/values.ts';
import type { MessageWriter } from '../messages/writer.ts';
import { toCallId } from './answer.ts';
import { decodeToolName } from './tool-ids.ts';

type Piece = Record<string, unknown>;

/** Pieces of a block that has to wait until the one before it is over. */
interface Waiting {
  readonly pieces: Piece[];
  isOver: boolean;
}

/**
 * Writes the blocks of an answer one after the other, whatever the order in which their pieces come: the first block is
 * written as it comes, and those that begin before it is over wait.
 */
export class ContentWriter {
  readonly #writer: MessageWriter;
  readonly #waiting = new Map<number, Waiting>();
  #current: number | undefined;
  #signature = '';
  #redacted: Buffer[] = [];
  #callsTool = false;
  #isFinished = false;

  constructor(writer: MessageWriter) {
    this.#writer = writer;
  }

  /** Whether a tool was called. */
  get callsTool(): boolean {
    return this.#callsTool;
  }

  get isFinished(): boolean {
    return this.#isFinished;
  }

  start(index: number, start: Piece): void {
    // Text and thinking begin with their first delta.
    if (start.toolUse !== undefined) this.#take(index, { begin: start.toolUse });
  }

  delta(index: number, delta: Piece): void {
    this.#take(index, delta);
  }

  stop(index: number): void {
    if (index === this.#current) this.#end();
    const waiting = this.#waiting.get(index);
    if (waiting) waiting.isOver = true;
    this.#next();
  }

  /** Writes what still waits, in order, and ends the last block. */
  finish(): void {
    this.#isFinished = true;
    this.#end();
    for (const waiting of this.#waiting.values()) waiting.isOver = true;
    this.#next();
  }

  #take(index: number, piece: Piece): void {
    this.#current ??= index;
    if (index === this.#current) {
      this.#write(piece);
      return;
    }
    const waiting = this.#waiting.get(index) ?? { pieces: [], isOver: false };
    waiting.pieces.push(piece);
    this.#waiting.set(index, waiting);
  }

  /** Goes on with the blocks that wait, up to the first that is not over. */
  #next(): void {
    while (this.#current === undefined && this.#waiting.size > 0) {
      const index = Math.min(...this.#waiting.keys());
      const { pieces = [], isOver = true } = this.#waiting.get(index) ?? {};
      this.#waiting.delete(index);
      this.#current = index;
      for (const piece of pieces) this.#write(piece);
      if (isOver) this.#end();
    }
  }

  #write({ begin, text, toolUse, reasoningContent }: Piece): void {
    const use = asRecord(begin);
    if (typeof use?.name === 'string') {
      this.#callsTool = true;
      this.#writer.toolUse(toCallId(use.toolUseId), decodeToolName(use.name));
    }
    if (typeof text === 'string') this.#writer.text(text);
    const input = asRecord(toolUse)?.input;
    if (typeof input === 'string') this.#writer.toolInput(input);
    else if (asRecord(input)) this.#writer.toolInput(JSON.stringify(input));
    const reasoning = asRecord(reasoningContent);
    if (typeof reasoning?.text === 'string') this.#writer.thinking(reasoning.text);
    if (typeof reasoning?.signature === 'string') this.#signature += reasoning.signature;
    if (typeof reasoning?.redactedContent === 'string') {
      this.#redacted.push(Buffer.from(reasoning.redactedContent, 'base64'));
    }
  }

  #end(): void {
    if (this.#signature !== '') this.#writer.signature(this.#signature);
    if (this.#redacted.length > 0) this.#writer.redactedThinking(Buffer.concat(this.#redacted).toString('base64'));
    this.#signature = '';
    this.#redacted = [];
    this.#writer.close();
    this.#current = undefined;
  }
}
