import { RecipeWriter } from './recipe.ts';
import type { Span } from './seams.ts';

/** Writes the recipe of a text from its start to its end: what is in no part is taken over as text. */
export class Cursor {
  readonly bytes: Buffer;
  readonly #recipe = new RecipeWriter();
  #at: number;

  constructor(bytes: Buffer, at = 0) {
    this.bytes = bytes;
    this.#at = at;
  }

  /** A span that a part is. */
  part({ start, end }: Span, id: number): void {
    this.#text(start);
    this.#recipe.part(id);
    this.#at = end;
  }

  /** A span that a slice of a part is, from `from` on. */
  slice({ start, end }: Span, id: number, from: number): void {
    this.#text(start);
    this.#recipe.slice(id, from, from + end - start);
    this.#at = end;
  }

  /** The recipe, when the text ends at `end`. */
  end(end: number): RecipeWriter {
    this.#text(end);
    return this.#recipe;
  }

  #text(until: number): void {
    this.#recipe.text(this.bytes.subarray(this.#at, until));
    this.#at = until;
  }
}
