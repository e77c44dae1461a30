import type { DatabaseSync } from 'node:sqlite';
import { type Step, stepsOf } from './recipe.ts';
import { unsqueeze } from './squeeze.ts';

/** How a part is stored: bits of its column `form`. */
export const Form = { compressed: 1, recipe: 2, indexed: 4 } as const;

interface PartRow {
  readonly form: number;
  readonly data: Uint8Array;
}

/** Puts bytes together from recipes: of one database, and as long as nothing is deleted from it. */
export class PartReader {
  readonly #find;
  /** Parts of which slices were taken: the next slice is mostly of the same one. */
  readonly #sliced = new Map<number, Buffer>();

  constructor(db: DatabaseSync) {
    this.#find = db.prepare('SELECT form, data FROM parts WHERE id = ?');
  }

  /** The bytes of a recipe. Throws where a part of it is not there. */
  render(recipe: Buffer): Buffer {
    const pieces: Buffer[] = [];
    // Recipes in recipes, as deep as a conversation is long: with a list of what is open, not by recursion.
    const open: Iterator<Step>[] = [stepsOf(recipe)];
    for (let top = open.at(-1); top; top = open.at(-1)) {
      const { value: step, done } = top.next();
      if (done) open.pop();
      else if (step.kind === 'text') pieces.push(step.bytes);
      else if (step.kind === 'slice') pieces.push(this.#whole(step.id).subarray(step.start, step.end));
      else {
        const { form, bytes } = this.#load(step.id);
        if (form & Form.recipe) open.push(stepsOf(bytes));
        else pieces.push(bytes);
      }
    }
    return pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
  }

  /** The bytes of a part. */
  read(id: number): Buffer {
    const { form, bytes } = this.#load(id);
    return form & Form.recipe ? this.render(bytes) : bytes;
  }

  /** A part's recipe; undefined for one that is bytes. */
  recipeOf(id: number): Buffer | undefined {
    const { form, bytes } = this.#load(id);
    return form & Form.recipe ? bytes : undefined;
  }

  #load(id: number): { form: number; bytes: Buffer } {
    const row = this.#find.get(id) as PartRow | undefined;
    if (!row) throw new Error(`Part ${id} is missing`);
    return { form: row.form, bytes: unsqueeze(row.data, (row.form & Form.compressed) !== 0) };
  }

  #whole(id: number): Buffer {
    let bytes = this.#sliced.get(id);
    if (!bytes) {
      bytes = this.read(id);
      this.#sliced.clear();
      this.#sliced.set(id, bytes);
    }
    return bytes;
  }
}
