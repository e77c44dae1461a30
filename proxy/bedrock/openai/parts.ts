import type { MessageWriter } from '../messages/writer.ts';

type Kind = 'text' | 'thinking' | 'tool_use';

interface Part {
  readonly kind: Kind;
  /** What has come and is not written yet. */
  waiting: string[];
  /** Of a call; its block can be opened only with both. */
  id: string;
  name: string;
  signature: string | undefined;
  isComplete: boolean;
}

/**
 * Puts the parts of an answer in order. Upstream may go on with one while another has begun; blocks of the Messages API
 * come one after the other. The first part that is not complete is written as it comes, those behind it wait.
 */
export class AnswerParts {
  readonly #writer: MessageWriter;
  /** By a key of the decoder's own, in the order in which they began. */
  readonly #parts = new Map<string, Part>();
  /** Keys of parts that were written whole: what comes for them later means nothing. */
  readonly #written = new Set<string>();
  #open: Part | undefined;
  #calls = 0;

  constructor(writer: MessageWriter) {
    this.#writer = writer;
  }

  /** Whether a call was written. */
  get hasCalls(): boolean {
    return this.#calls > 0;
  }

  /** Whether parts wait for an earlier one to be complete. */
  get isBlocked(): boolean {
    return this.#parts.size > 1;
  }

  /** A piece of text or thinking, or of the JSON of a call's input. */
  append(key: string, kind: Kind, piece: string): void {
    if (piece === '') return;
    this.#part(key, kind)?.waiting.push(piece);
    this.#write();
  }

  /** Names a call; empty where it is not said yet. */
  name(key: string, id: string, name: string): void {
    const part = this.#part(key, 'tool_use');
    if (!part) return;
    part.id ||= id;
    part.name ||= name;
    this.#write();
  }

  /** What stands for a reasoning whose text is not told; ends it. */
  sign(key: string, signature: string): void {
    const part = this.#part(key, 'thinking');
    if (part) part.signature = signature;
    this.complete(key);
  }

  /** Says that no more of a part comes. */
  complete(key: string): void {
    const part = this.#parts.get(key);
    if (!part) return;
    part.isComplete = true;
    this.#write();
  }

  /** Writes all that is left. A call that was never named is left out: no client could answer it. */
  finish(): void {
    for (const part of this.#parts.values()) part.isComplete = true;
    this.#write();
  }

  #part(key: string, kind: Kind): Part | undefined {
    const known = this.#parts.get(key);
    if (known || this.#written.has(key)) return known;
    const part: Part = { kind, waiting: [], id: '', name: '', signature: undefined, isComplete: false };
    this.#parts.set(key, part);
    return part;
  }

  #write(): void {
    for (const [key, part] of this.#parts) {
      this.#writePart(part);
      if (!part.isComplete) return;
      if (part.signature !== undefined) this.#writer.signature(part.signature);
      if (this.#open === part) this.#writer.close();
      this.#parts.delete(key);
      this.#written.add(key);
    }
  }

  #writePart(part: Part): void {
    if (part.kind === 'tool_use' && this.#open !== part) {
      if (part.id === '' || part.name === '') return;
      this.#writer.toolUse(part.id, part.name);
      this.#calls++;
    }
    if (part.kind === 'tool_use' || part.waiting.length > 0) this.#open = part;
    for (const piece of part.waiting) {
      if (part.kind === 'text') this.#writer.text(piece);
      else if (part.kind === 'thinking') this.#writer.thinking(piece);
      else this.#writer.toolInput(piece);
    }
    part.waiting = [];
  }
}
