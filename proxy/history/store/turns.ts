import { TEXT_BLOCK, textBlock } from './blocks.ts';
import { Cursor } from './cursor.ts';
import { hashOf, type Origin, type PartStore } from './parts.ts';
import {
  gaps,
  isArrayAt,
  isObjectAt,
  isStringAt,
  itemsAt,
  type Member,
  marksIn,
  membersAt,
  type Span,
  without,
} from './seams.ts';

/** One turn of a conversation as it is stored. */
export interface Turn {
  readonly id: number;
  /** Empty where it says none. */
  readonly role: string;
  /** The same for turns that say the same, whatever marks of the cache are on them. */
  readonly identity: string;
}

/** Values shorter than this are kept in the recipe itself. */
const MIN_PART = 64;

/** How many turns are remembered. */
const MAX_KNOWN = 50_000;

/** Cuts turns into their blocks. */
export class Turns {
  readonly #parts: PartStore;
  /** By hash; apart for those whose words are in the index. */
  readonly #known = { searched: new Map<string, Turn>(), other: new Map<string, Turn>() };

  constructor(parts: PartStore) {
    this.#parts = parts;
  }

  /** Stores one turn, whatever it is. */
  turn(bytes: Buffer, span: Span, origin: Origin): Turn {
    const key = hashOf(bytes.subarray(span.start, span.end));
    const known = origin.isSearched ? this.#known.searched : this.#known.other;
    let turn = known.get(key);
    if (!turn) {
      turn = this.#cut(bytes, span, key, origin);
      if (known.size >= MAX_KNOWN) known.clear();
      known.set(key, turn);
    }
    return turn;
  }

  /** Stores a turn, and writes it into the recipe of what it is in. */
  into(cursor: Cursor, span: Span, origin: Origin): void {
    cursor.part(span, this.turn(cursor.bytes, span, origin).id);
  }

  /** Stores the blocks of a list, and gives back by what each is known. */
  items(cursor: Cursor, list: Span, origin: Origin): string[] {
    return itemsAt(cursor.bytes, list.start).map((item) => this.#item(cursor, item, origin));
  }

  /** Stores text that is short for one block of it, as that block. */
  string(cursor: Cursor, span: Span, origin: Origin): string {
    const block = textBlock(cursor.bytes.subarray(span.start, span.end));
    const key = hashOf(block);
    cursor.slice(span, this.#parts.bytes(block, key, origin), TEXT_BLOCK.length);
    return key;
  }

  forget(): void {
    this.#known.searched.clear();
    this.#known.other.clear();
  }

  #cut(bytes: Buffer, span: Span, key: string, origin: Origin): Turn {
    if (!isObjectAt(bytes, span)) {
      return { id: this.#parts.bytes(bytes.subarray(span.start, span.end), key, origin), role: '', identity: key };
    }
    const cursor = new Cursor(bytes, span.start);
    const members = membersAt(bytes, span.start);
    const identity = members.flatMap((member) => this.#member(cursor, member, origin));
    const role = members.find(({ name }) => name === 'role')?.value;
    return {
      id: this.#parts.recipe(key, cursor.end(span.end), origin),
      role: role ? bytes.toString('latin1', role.start + 1, role.end - 1) : '',
      identity: hashOf(identity.join('\0')),
    };
  }

  /** Stores a member of a turn, and gives back by what it is known. */
  #member(cursor: Cursor, { name, value }: Member, origin: Origin): string[] {
    const { bytes } = cursor;
    if (isArrayAt(bytes, value)) return this.items(cursor, value, origin);
    if (name === 'content' && isStringAt(bytes, value)) return [this.string(cursor, value, origin)];
    if (name === 'message' && isObjectAt(bytes, value)) {
      return membersAt(bytes, value.start).flatMap((member) => this.#member(cursor, member, origin));
    }
    const text = bytes.subarray(value.start, value.end);
    if (name === 'cache_control') return [];
    if (text.length < MIN_PART) return [`${name}:${text.toString('latin1')}`];
    const key = hashOf(text);
    cursor.part(value, this.#parts.bytes(text, key, origin));
    return [key];
  }

  #item(cursor: Cursor, item: Span, origin: Origin): string {
    const { bytes } = cursor;
    const text = textIn(bytes, item);
    if (text) return this.#text(cursor, item, text, origin);
    const marks = marksIn(bytes, item);
    const unmarked = marks.length === 0 ? bytes.subarray(item.start, item.end) : without(bytes, item, marks);
    const key = hashOf(unmarked);
    if (!isObjectAt(bytes, item) && unmarked.length < MIN_PART) return key;
    const id = this.#parts.bytes(unmarked, key, origin);
    if (marks.length === 0) {
      cursor.part(item, id);
      return key;
    }
    let from = 0;
    for (const gap of gaps(item, marks)) {
      cursor.slice(gap, id, from);
      from += gap.end - gap.start;
    }
    return key;
  }

  /** Every spelling of a block of text shares the one part that its text is. */
  #text(cursor: Cursor, item: Span, text: Span, origin: Origin): string {
    const { bytes } = cursor;
    const block = textBlock(bytes.subarray(text.start, text.end));
    if (!block.equals(bytes.subarray(item.start, item.end))) return this.string(cursor, text, origin);
    const key = hashOf(block);
    cursor.part(item, this.#parts.bytes(block, key, origin));
    return key;
  }
}

/** The text of a block that has little more than text. */
function textIn(bytes: Buffer, item: Span): Span | undefined {
  if (!isObjectAt(bytes, item)) return undefined;
  const members = membersAt(bytes, item.start);
  const text = members.find(({ name }) => name === 'text')?.value;
  const isPlain = members.every(({ name }) => PLAIN.has(name));
  return text && isPlain && isStringAt(bytes, text) ? text : undefined;
}

/** Members that a block of nothing but text has in one API or another. */
const PLAIN: ReadonlySet<string> = new Set(['type', 'text', 'cache_control', 'annotations', 'logprobs']);
