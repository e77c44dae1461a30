import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { Form, PartReader } from './read-part.ts';
import { partsIn } from './recipe.ts';
import { textOf } from './text-of.ts';

/** Takes out parts that nobody has any more, words and all. To be used inside a transaction. */
export class Sweeper {
  readonly #db: DatabaseSync;
  readonly #isHeld: StatementSync;
  readonly #form: StatementSync;
  readonly #unuse: StatementSync;
  readonly #delete: StatementSync;
  readonly #unindex: StatementSync;
  readonly #firsts: StatementSync;
  readonly #setFirst: StatementSync;
  readonly #holder: StatementSync;
  readonly #parents: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#isHeld = db.prepare(
      'SELECT EXISTS (SELECT 1 FROM holds WHERE part = ?1) OR EXISTS (SELECT 1 FROM uses WHERE child = ?1) AS held',
    );
    this.#form = db.prepare('SELECT form FROM parts WHERE id = ?');
    this.#unuse = db.prepare('DELETE FROM uses WHERE child = ? AND parent = ?');
    this.#delete = db.prepare('DELETE FROM parts WHERE id = ?');
    this.#unindex = db.prepare("INSERT INTO words (words, rowid, text) VALUES ('delete', ?, ?)");
    this.#firsts = db.prepare('SELECT id FROM parts WHERE first = ?');
    this.#setFirst = db.prepare('UPDATE parts SET first = ? WHERE id = ?');
    this.#holder = db.prepare('SELECT min(seq) AS seq FROM holds WHERE part = ?');
    this.#parents = db.prepare(
      'SELECT parts.id, parts.first FROM uses JOIN parts ON parts.id = parent WHERE child = ?',
    );
  }

  /** Deletes those of the parts that nobody has, and then what they alone had. Gives back how many are gone. */
  sweep(parts: readonly number[]): number {
    const reader = new PartReader(this.#db);
    const left = [...parts];
    let gone = 0;
    for (let id = left.pop(); id !== undefined; id = left.pop()) {
      const form = this.#form.get(id)?.form as number | undefined;
      if (form === undefined || this.#isHeld.get(id)?.held === 1) continue;
      if (form & Form.indexed) this.#removeWords(id, reader);
      const recipe = form & Form.recipe ? reader.recipeOf(id) : undefined;
      this.#delete.run(id);
      gone++;
      for (const child of recipe ? partsIn(recipe) : []) {
        this.#unuse.run(child, id);
        left.push(child);
      }
    }
    return gone;
  }

  /** Lets go of the rows of bodies. */
  forget(seqs: readonly number[]): void {
    const statement = this.#db.prepare('DELETE FROM bodies WHERE seq = ?');
    for (const seq of seqs) statement.run(seq);
  }

  /** Parts that requests brought which are gone, and that others have too, now count as brought by the earliest of those. */
  reassign(seqs: readonly number[]): void {
    const ids = seqs.flatMap((seq) => this.#firsts.all(seq).map(({ id }) => id as number));
    const firsts = new Map<number, number | undefined>(ids.map((id) => [id, undefined]));
    for (const id of ids) this.#find(id, firsts);
    for (const [id, first] of firsts) if (first !== undefined) this.#setFirst.run(first, id);
  }

  /**
   * The earliest request that has a part: itself, or by a part that it is in. Of those it is in, the ones that need to be
   * looked at first go first: with a list, since a conversation is a chain as long as it is.
   */
  #find(start: number, firsts: Map<number, number | undefined>): void {
    const left = [start];
    for (let id = left.at(-1); id !== undefined; id = left.at(-1)) {
      const parents = this.#parents.all(id) as { id: number; first: number }[];
      const open = parents.filter((parent) => firsts.has(parent.id) && firsts.get(parent.id) === undefined);
      if (open.length > 0 && firsts.get(id) === undefined) {
        left.push(...open.map((parent) => parent.id));
        continue;
      }
      left.pop();
      const holder = this.#holder.get(id)?.seq as number | null | undefined;
      const known = parents.map((parent) => firsts.get(parent.id) ?? parent.first);
      firsts.set(id, Math.min(holder ?? Number.POSITIVE_INFINITY, ...known));
    }
  }

  /** An index without texts of its own has to be told what it is to forget. */
  #removeWords(id: number, reader: PartReader): void {
    const text = textOf(reader.read(id));
    if (text !== '') this.#unindex.run(id, text);
  }
}
