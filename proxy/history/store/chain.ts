import type { Scanner } from '../../bedrock/json/scanner.ts';
import type { Cursor } from './cursor.ts';
import type { CutBody } from './cut.ts';
import { hashOf, type Origin, type PartStore } from './parts.ts';
import { RecipeWriter } from './recipe.ts';
import type { Span } from './seams.ts';
import type { Turn, Turns } from './turns.ts';

/** A turn in its place. */
export interface Link extends Span {
  readonly turn: Turn;
  /** The part that all turns up to this one are; 0 where there is none. */
  chain: number;
  /** Hash of what is said up to here, marks and the words of the system left out. */
  readonly said: string;
}

/** As many turns at the end are in the request's own recipe: marks of the cache move on from them with the next request. */
const LOOSE = 3;

/**
 * Stores a conversation so that one that is longer by a turn takes a turn more: the turns up to some place are a part,
 * made of the part that ends a turn before, and of that turn.
 */
export class Chain {
  readonly #parts: PartStore;
  readonly #turns: Turns;

  constructor(parts: PartStore, turns: Turns) {
    this.#parts = parts;
    this.#turns = turns;
  }

  /** The array at which the scanner is. Gives back its turns. */
  cut(scanner: Scanner, cursor: Cursor, origin: Origin, earlier: readonly CutBody[]): Link[] {
    const { bytes } = scanner;
    const links: Link[] = [];
    let old: CutBody | undefined;
    let isSame = true;
    scanner.list(OPEN, CLOSE, () => {
      scanner.peek();
      const { position: start } = scanner;
      if (links.length === 0) old = earlier.find((body) => isThere(bytes, start, body, 0));
      const index = links.length;
      const known = old?.turns[index];
      if (old && known && isThere(bytes, start, old, index)) {
        const end = start + known.end - known.start;
        scanner.position = end;
        isSame &&= index === 0 || isGapSame(bytes, links[index - 1]?.end, start, old, index);
        links.push(isSame ? { ...known, start, end } : this.#link(links, { start, end }, known.turn));
        return;
      }
      isSame = false;
      scanner.skip();
      const span = { start, end: scanner.position };
      links.push(this.#link(links, span, this.#turns.turn(bytes, span, origin)));
    });
    this.#write(links, cursor, origin);
    return links;
  }

  #link(links: readonly Link[], span: Span, turn: Turn): Link {
    const before = links.at(-1)?.said ?? '';
    const isSaid = turn.role !== 'system' && turn.role !== 'developer';
    return { ...span, turn, chain: 0, said: isSaid ? hashOf(Buffer.from(before + turn.identity, 'latin1')) : before };
  }

  #write(links: readonly Link[], cursor: Cursor, origin: Origin): void {
    const count = Math.max(0, links.length - LOOSE);
    for (let index = 0; index < count; index++) {
      const link = links[index] as Link;
      link.chain ||= this.#join(links[index - 1], link, cursor.bytes, origin);
    }
    const first = links[0];
    const last = links[count - 1];
    if (first && last) cursor.part({ start: first.start, end: last.end }, last.chain);
    for (const link of links.slice(count)) cursor.part(link, link.turn.id);
  }

  #join(before: Link | undefined, { start, turn }: Link, bytes: Buffer, origin: Origin): number {
    if (!before) return turn.id;
    const recipe = new RecipeWriter();
    recipe.part(before.chain);
    recipe.text(bytes.subarray(before.end, start));
    recipe.part(turn.id);
    // Ids stay what they are as long as this link holds them.
    return this.#parts.recipe(hashOf(Buffer.concat([CHAIN, recipe.toBuffer()])), recipe, origin);
  }
}

const OPEN = 91;
const CLOSE = 93;

/** Keeps the hashes of chains apart from those of bytes. */
const CHAIN = Buffer.from('\0chain\0');

/** Whether a turn of another body stands here. Its text ends where it ends, whatever follows: turns are objects. */
function isThere(bytes: Buffer, at: number, { bytes: old, turns }: CutBody, index: number): boolean {
  const link = turns[index];
  if (!link || old[link.start] !== BRACE) return false;
  return bytes.compare(old, link.start, link.end, at, Math.min(bytes.length, at + link.end - link.start)) === 0;
}

const BRACE = 123;

/** Whether what stands before a turn is what stands before it in the other body. */
function isGapSame(bytes: Buffer, from = 0, to: number, { bytes: old, turns }: CutBody, index: number): boolean {
  const oldFrom = turns[index - 1]?.end ?? 0;
  const oldTo = turns[index]?.start ?? 0;
  return oldTo - oldFrom === to - from && bytes.compare(old, oldFrom, oldTo, from, to) === 0;
}
