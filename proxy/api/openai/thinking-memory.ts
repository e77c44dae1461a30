/** A block of thinking as Anthropic's API has it: `thinking` with its signature, or `redacted_thinking`. */
export interface ThinkingBlock {
  readonly type: 'thinking' | 'redacted_thinking';
  readonly [field: string]: unknown;
}

/** A piece of an answer, in its place: thinking as it came, text by its length in UTF-16 units, a tool call by its id. */
export type AnswerPart =
  | { readonly kind: 'thinking'; readonly block: ThinkingBlock }
  | { readonly kind: 'text'; readonly length: number }
  | { readonly kind: 'call'; readonly id: string };

interface KeptAnswer {
  readonly model: string;
  readonly parts: readonly AnswerPart[];
  readonly callIds: readonly string[];
  readonly bytes: number;
}

/** The order of an answer's pieces, noted while it comes. */
export class AnswerOutline {
  readonly #parts: AnswerPart[] = [];

  get parts(): readonly AnswerPart[] {
    return this.#parts;
  }

  /** Adds text; texts that follow each other are one. */
  text(length: number): void {
    const last = this.#parts.at(-1);
    if (last?.kind === 'text') this.#parts[this.#parts.length - 1] = { kind: 'text', length: last.length + length };
    else this.#parts.push({ kind: 'text', length });
  }

  /** Adds thinking. Without a signature nothing can be given back to a model, so that is left out. */
  thinking(block: ThinkingBlock): void {
    if (block.type === 'redacted_thinking' || block.signature) this.#parts.push({ kind: 'thinking', block });
  }

  call(id: string): void {
    this.#parts.push({ kind: 'call', id });
  }
}

/**
 * Thinking of answers that called tools, by the ids of the calls. Models want it back with the results of the tools, and
 * most clients of OpenAI's APIs have nowhere to keep its signatures
 * (https://platform.claude.com/docs/en/build-with-claude/thinking-tool-workflows). Kept in memory alone, and bounded: the
 * oldest answers go first.
 */
export class ThinkingMemory {
  readonly #maxAnswers: number;
  readonly #maxBytes: number;
  /** In the order in which they came. */
  readonly #answers = new Set<KeptAnswer>();
  readonly #byCall = new Map<string, KeptAnswer>();
  #bytes = 0;

  constructor({ maxAnswers = 2000, maxBytes = 32 * 1024 * 1024 } = {}) {
    this.#maxAnswers = maxAnswers;
    this.#maxBytes = maxBytes;
  }

  /** Keeps an answer of the model that was asked for by this name, if it thought before it called a tool. */
  remember(model: string, parts: readonly AnswerPart[]): void {
    const callIds = parts.flatMap((part) => (part.kind === 'call' ? [part.id] : []));
    if (callIds.length === 0 || !parts.some(({ kind }) => kind === 'thinking')) return;
    const bytes = JSON.stringify(parts).length;
    if (bytes > this.#maxBytes) return;
    for (const id of callIds) this.#forget(this.#byCall.get(id));
    const answer: KeptAnswer = { model, parts, callIds, bytes };
    this.#answers.add(answer);
    this.#bytes += bytes;
    for (const id of callIds) this.#byCall.set(id, answer);
    for (const oldest of this.#answers) {
      if (this.#answers.size <= this.#maxAnswers && this.#bytes <= this.#maxBytes) break;
      this.#forget(oldest);
    }
  }

  /** The answer that made one of these calls; undefined where it is not known, or was another model's. */
  recall(model: string, callIds: readonly string[]): readonly AnswerPart[] | undefined {
    for (const id of callIds) {
      const answer = this.#byCall.get(id);
      if (answer?.model === model) return answer.parts;
    }
    return undefined;
  }

  #forget(answer: KeptAnswer | undefined): void {
    if (!answer || !this.#answers.delete(answer)) return;
    this.#bytes -= answer.bytes;
    for (const id of answer.callIds) if (this.#byCall.get(id) === answer) this.#byCall.delete(id);
  }
}
