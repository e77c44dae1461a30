import { isGptOss } from './models.ts';

/** A piece of an answer's text, told apart from the reasoning that came in it. */
export interface Piece {
  readonly kind: 'text' | 'thinking';
  readonly text: string;
}

const OPEN = '<reasoning>';
const CLOSE = '</reasoning>';

/**
 * Tells reasoning in tags from the text behind it. On bedrock-runtime gpt-oss begins its content with
 * `<reasoning>…</reasoning>`; streams have a pair of tags around each piece (recorded in llamastack/llama-stack
 * tests/integration/inference/recordings/085098d43435ac3b10595184dcd7ef191f16f392ee697f679f3bf1d238ca2f25.json).
 * Tags behind the first text are text.
 */
export class ReasoningTags {
  #state: 'before' | 'inside' | 'behind' = 'before';
  #hasReasoned = false;
  /** What may be the beginning of a tag. */
  #held = '';

  /** Whether a model writes such tags, by its id. */
  static areUsedBy(modelId: string): boolean {
    return isGptOss(modelId);
  }

  push(text: string): Piece[] {
    const pieces: Piece[] = [];
    this.#held += text;
    while (this.#step(pieces));
    return pieces;
  }

  /** What was held back and turned out to be no tag. */
  end(): Piece[] {
    const isBetween = this.#state === 'before' && this.#hasReasoned;
    const text = isBetween ? this.#held.trimStart() : this.#held;
    this.#held = '';
    return text === '' ? [] : [{ kind: this.#state === 'inside' ? 'thinking' : 'text', text }];
  }

  /** Takes one run of a kind out of what is held; false where more has to come first. */
  #step(pieces: Piece[]): boolean {
    if (this.#held === '') return false;
    if (this.#state === 'behind') return this.#give(pieces, 'text', this.#held.length);
    if (this.#state === 'inside') return this.#stepInside(pieces);
    const text = this.#held.trimStart();
    if (text.startsWith(OPEN)) {
      this.#held = text.slice(OPEN.length);
      this.#state = 'inside';
      this.#hasReasoned = true;
      return true;
    }
    if (OPEN.startsWith(text)) return false;
    // Blank space between reasoning and answer belongs to neither.
    if (this.#hasReasoned) this.#held = text;
    this.#state = 'behind';
    return true;
  }

  #stepInside(pieces: Piece[]): boolean {
    const end = this.#held.indexOf(CLOSE);
    if (end < 0) {
      this.#give(pieces, 'thinking', this.#held.length - heldBack(this.#held));
      return false;
    }
    this.#give(pieces, 'thinking', end);
    this.#held = this.#held.slice(CLOSE.length);
    this.#state = 'before';
    return true;
  }

  #give(pieces: Piece[], kind: Piece['kind'], length: number): boolean {
    if (length > 0) pieces.push({ kind, text: this.#held.slice(0, length) });
    this.#held = this.#held.slice(length);
    return true;
  }
}

/** Letters at the end that may begin the closing tag. */
function heldBack(text: string): number {
  for (let length = Math.min(text.length, CLOSE.length - 1); length > 0; length--) {
    if (CLOSE.startsWith(text.slice(-length))) return length;
  }
  return 0;
}
