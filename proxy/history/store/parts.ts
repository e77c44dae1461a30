import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { Form } from './read-part.ts';
import type { RecipeWriter } from './recipe.ts';
import { squeeze } from './squeeze.ts';
import { textOf } from './text-of.ts';

/** Whence a part comes. */
export interface Origin {
  readonly seq: number;
  /** Whether its words go into the index: what is sent to Bedrock says once more what the client said. */
  readonly isSearched: boolean;
}

/** How many parts are remembered by their hashes, at about 150 bytes each. */
const MAX_KNOWN = 100_000;

/** SHA-256 as text of one character a byte: the shortest that a Map can have for a key. */
export function hashOf(bytes: Buffer | string): string {
  return hash('sha256', bytes, 'binary');
}

/** Where parts are stored, or where they are not and only hashes are of interest. */
export interface PartStore {
  /** The id of the part that these bytes are. `key` is their hash. */
  bytes(bytes: Buffer, key: string, origin: Origin): number;
  /** The id of a part by the hash of its bytes; undefined where there is none. */
  find(key: string): number | undefined;
  /** The id of the part that a recipe makes, under its hash. */
  recipe(key: string, recipe: RecipeWriter, origin: Origin): number;
}

/** Stores nothing: for clients whose bodies are not kept. */
export const NO_PARTS: PartStore = { bytes: () => 0, find: () => undefined, recipe: () => 0 };

/** Stores parts, each once. To be used inside a transaction; after one that failed, `forget` is to be called. */
export class Parts implements PartStore {
  readonly #find;
  readonly #insert;
  readonly #setForm;
  readonly #index;
  readonly #use;
  /** What is in the table, by hash; the id, negative where its words are not in the index. */
  readonly #known = new Map<string, number>();
  /** Ids of parts that are new since it was last emptied. */
  readonly created: number[] = [];

  constructor(db: DatabaseSync) {
    this.#find = db.prepare('SELECT id, form FROM parts WHERE hash = ?');
    this.#insert = db.prepare('INSERT INTO parts (hash, form, first, data) VALUES (?, ?, ?, ?) RETURNING id');
    this.#setForm = db.prepare('UPDATE parts SET form = form | ? WHERE id = ?');
    this.#index = db.prepare('INSERT INTO words (rowid, text) VALUES (?, ?)');
    this.#use = db.prepare('INSERT OR IGNORE INTO uses (child, parent) VALUES (?, ?)');
  }

  bytes(bytes: Buffer, key: string, origin: Origin): number {
    const known = this.#lookUp(key);
    if (known !== undefined && (known > 0 || !origin.isSearched)) return Math.abs(known);
    const id = known === undefined ? this.#add(key, 0, origin.seq, bytes) : -known;
    if (origin.isSearched) this.#addWords(id, bytes);
    this.#remember(key, origin.isSearched ? id : -id);
    return id;
  }

  find(key: string): number | undefined {
    const known = this.#lookUp(key);
    return known === undefined ? undefined : Math.abs(known);
  }

  /** A recipe has no words of its own. */
  recipe(key: string, recipe: RecipeWriter, { seq }: Origin): number {
    const known = this.#lookUp(key);
    if (known !== undefined) return Math.abs(known);
    const id = this.#add(key, Form.recipe, seq, recipe.toBuffer());
    for (const child of recipe.parts) this.#use.run(child, id);
    this.#remember(key, id);
    return id;
  }

  /** Something was taken out of the table, or a transaction was undone. */
  forget(): void {
    this.#known.clear();
    this.created.length = 0;
  }

  #add(key: string, form: number, seq: number, bytes: Buffer): number {
    const { data, isCompressed } = squeeze(bytes);
    const bits = form | (isCompressed ? Form.compressed : 0);
    const row = this.#insert.get(Buffer.from(key, 'latin1'), bits, seq, data);
    const id = row?.id as number;
    this.created.push(id);
    return id;
  }

  #addWords(id: number, bytes: Buffer): void {
    const text = textOf(bytes);
    if (text !== '') this.#index.run(id, text);
    this.#setForm.run(Form.indexed, id);
  }

  #lookUp(key: string): number | undefined {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const row = this.#find.get(Buffer.from(key, 'latin1')) as { id: number; form: number } | undefined;
    if (!row) return undefined;
    // A recipe's words are those of its parts.
    const id = row.form & (Form.indexed | Form.recipe) ? row.id : -row.id;
    this.#remember(key, id);
    return id;
  }

  #remember(key: string, id: number): void {
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.set(key, id);
  }
}
