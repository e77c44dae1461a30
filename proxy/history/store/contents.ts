import type { DatabaseSync } from 'node:sqlite';
import { BodySide, type BodySideName } from './bodies.ts';
import { BodyCutter, type CutBody } from './cut.ts';
import { NO_PARTS, Parts } from './parts.ts';
import { RecentBodies } from './recent-bodies.ts';
import { partsIn, type RecipeWriter } from './recipe.ts';
import { asBuffer } from './squeeze.ts';
import { Sweeper } from './sweep.ts';

/** Sides whose words are searched: Bedrock gets what the client says, and says it to nobody else. */
const SEARCHED: ReadonlySet<BodySideName> = new Set(['request', 'answer']);

/** Stores bodies, and lets go of them. To be used inside a transaction; after one that failed, `forget` is to be called. */
export class Contents {
  readonly #parts: Parts;
  readonly #cutter: BodyCutter;
  readonly #sweeper: Sweeper;
  readonly #recent = new RecentBodies();
  readonly #find;
  readonly #write;
  readonly #hold;
  readonly #drop;
  readonly #all;

  constructor(db: DatabaseSync) {
    this.#parts = new Parts(db);
    this.#cutter = new BodyCutter(this.#parts);
    this.#sweeper = new Sweeper(db);
    this.#find = db.prepare('SELECT recipe FROM bodies WHERE seq = ? AND side = ?');
    this.#write = db.prepare('INSERT OR REPLACE INTO bodies (seq, side, recipe) VALUES (?, ?, ?)');
    this.#hold = db.prepare('INSERT OR IGNORE INTO holds (part, seq) VALUES (?, ?)');
    this.#drop = db.prepare('DELETE FROM holds WHERE part = ? AND seq = ?');
    this.#all = db.prepare('SELECT side, recipe FROM bodies WHERE seq = ?');
  }

  /** Stores a body in the place of what was there. `conversation` is the same for requests that may go on from each other. */
  write(seq: number, side: BodySideName, bytes: Buffer, conversation = ''): CutBody {
    const before = this.#find.get(seq, BodySide[side])?.recipe;
    this.#parts.created.length = 0;
    const key = `${side} ${conversation}`;
    const body = this.#cutter.cut(bytes, { seq, isSearched: SEARCHED.has(side) }, this.#recent.of(key));
    this.#write.run(seq, BodySide[side], body.recipe.toBuffer());
    this.#holdAll(body.recipe, seq);
    // What was cut before a body turned out to be no JSON.
    if (body.isWhole) this.#sweep(this.#parts.created);
    if (before !== undefined) this.#release(seq, partsIn(asBuffer(before as Uint8Array)));
    if (body.turns.length > 0) this.#recent.add(key, body);
    return body;
  }

  /** Cuts a body that is not to be stored, for the hashes of its turns. */
  look(seq: number, bytes: Buffer): CutBody {
    return new BodyCutter(NO_PARTS).cut(bytes, { seq, isSearched: false });
  }

  /** Takes all bodies of requests out, with every part that nobody else has. */
  remove(seqs: readonly number[]): void {
    const gone = seqs.map((seq) => ({ seq, parts: this.#held(seq) }));
    for (const { seq, parts } of gone) for (const part of parts) this.#drop.run(part, seq);
    this.#sweeper.forget(seqs);
    this.#sweep([...new Set(gone.flatMap(({ parts }) => [...parts]))]);
    this.#sweeper.reassign(seqs);
  }

  /** Something was undone, or is gone: ids may mean something else from now on. */
  forget(): void {
    this.#recent.clear();
    this.#parts.forget();
    this.#cutter.forget();
  }

  #holdAll({ parts }: RecipeWriter, seq: number): void {
    for (const part of parts) this.#hold.run(part, seq);
  }

  /** After one of a request's bodies was replaced: what no other of its bodies has is its own no longer. */
  #release(seq: number, parts: Set<number>): void {
    const held = this.#held(seq);
    const left = [...parts].filter((part) => !held.has(part));
    for (const part of left) this.#drop.run(part, seq);
    this.#sweep(left);
  }

  #held(seq: number): Set<number> {
    const recipes = this.#all.all(seq).map(({ recipe }) => asBuffer(recipe as Uint8Array));
    return new Set(recipes.flatMap((recipe) => [...partsIn(recipe)]));
  }

  #sweep(parts: readonly number[]): void {
    if (this.#sweeper.sweep(parts) > 0) this.forget();
  }
}
