import { JsonSyntaxError, Scanner } from '../../bedrock/json/scanner.ts';
import { textBlock } from './blocks.ts';
import { Chain, type Link } from './chain.ts';
import { Cursor } from './cursor.ts';
import { hashOf, type Origin, type PartStore } from './parts.ts';
import { RecipeWriter } from './recipe.ts';
import { isArrayAt, isObjectAt, isStringAt, itemsAt, membersAt, type Span } from './seams.ts';
import { Turns } from './turns.ts';

/** A body as it is stored, and the turns of its conversation. */
export interface CutBody {
  readonly bytes: Buffer;
  readonly recipe: RecipeWriter;
  /** Empty where it has none. */
  readonly turns: readonly Link[];
  /** Whether it was no JSON object, and is one part. */
  readonly isWhole: boolean;
}

/** Values shorter than this are kept in the recipe itself. */
const MIN_PART = 64;

/** Members that are conversations: Messages, Chat Completions and Converse have `messages`, Responses has `input`. */
const CHAINS: ReadonlySet<string> = new Set(['messages', 'input']);

/**
 * Cuts bodies at their seams and stores what is new in them. A body that goes on from an earlier one has most of its bytes:
 * what is the same at the same place is seen by comparing, and neither scanned nor hashed.
 */
export class BodyCutter {
  readonly #parts: PartStore;
  readonly #turns: Turns;
  readonly #chain: Chain;

  constructor(parts: PartStore) {
    this.#parts = parts;
    this.#turns = new Turns(parts);
    this.#chain = new Chain(parts, this.#turns);
  }

  /** `earlier` are bodies that it may go on from, the likeliest first. To be called inside a transaction. */
  cut(bytes: Buffer, origin: Origin, earlier: readonly CutBody[] = []): CutBody {
    try {
      return this.#cutObject(bytes, origin, earlier);
    } catch (error) {
      if (!(error instanceof JsonSyntaxError || error instanceof SyntaxError || error instanceof RangeError))
        throw error;
      return this.#whole(bytes, origin);
    }
  }

  /** Something was taken out of the table, or a transaction was undone. */
  forget(): void {
    this.#turns.forget();
  }

  #cutObject(bytes: Buffer, origin: Origin, earlier: readonly CutBody[]): CutBody {
    const scanner = new Scanner(bytes);
    const cursor = new Cursor(bytes);
    let turns: readonly Link[] = [];
    scanner.list(OBJECT[0], OBJECT[1], () => {
      const name = scanner.string();
      scanner.expect(COLON);
      if (CHAINS.has(name) && isConversationAt(scanner)) {
        turns = this.#chain.cut(scanner, cursor, origin, earlier);
        return;
      }
      scanner.peek();
      const { position: start } = scanner;
      scanner.skip();
      const value = { start, end: scanner.position };
      this.#member(cursor, name, value, origin);
      if (name === 'input' && isStringAt(bytes, value)) turns = [questionAt(bytes, value)];
    });
    if (scanner.peek() !== -1) throw scanner.error('Something follows the JSON object');
    return { bytes, recipe: cursor.end(bytes.length), turns, isWhole: false };
  }

  #member(cursor: Cursor, name: string, value: Span, origin: Origin): void {
    const { bytes } = cursor;
    // The tools of a client are the same thousands of words for everybody who looks for one of them.
    const searched = name === 'tools' || name === 'toolConfig' ? { ...origin, isSearched: false } : origin;
    if (name === 'content' && isArrayAt(bytes, value)) this.#turns.items(cursor, value, searched);
    else if (value.end - value.start < MIN_PART && !isStringAt(bytes, value)) return;
    else if (name === 'system' && isStringAt(bytes, value)) this.#turns.string(cursor, value, searched);
    else if (value.end - value.start < MIN_PART) return;
    else cursor.part(value, this.#value(bytes, name, value, searched));
  }

  /** A part for a member's value; what is in it in turn is stored by itself only where the whole is new. */
  #value(bytes: Buffer, name: string, value: Span, origin: Origin): number {
    const text = bytes.subarray(value.start, value.end);
    const key = hashOf(text);
    const isList = isArrayAt(bytes, value);
    if (!(isList ? LISTS : OBJECTS).has(name) || (!isList && !isObjectAt(bytes, value)))
      return this.#parts.bytes(text, key, origin);
    const known = this.#parts.find(key);
    if (known !== undefined) return known;
    const inner = new Cursor(bytes, value.start);
    if (name === 'choices' || name === 'output') this.#turnsIn(inner, value, isList, origin);
    else if (isList) this.#turns.items(inner, value, origin);
    else for (const { name, value: member } of membersAt(bytes, value.start)) this.#member(inner, name, member, origin);
    return this.#parts.recipe(key, inner.end(value.end), origin);
  }

  /** The turns of an answer: `choices` of Chat Completions, `output` of Responses and of Converse. */
  #turnsIn(cursor: Cursor, value: Span, isList: boolean, origin: Origin): void {
    const { bytes } = cursor;
    const turns = isList ? itemsAt(bytes, value.start) : membersAt(bytes, value.start).map((member) => member.value);
    for (const turn of turns) if (isObjectAt(bytes, turn)) this.#turns.into(cursor, turn, origin);
  }

  /** Bytes that are no JSON object. */
  #whole(bytes: Buffer, origin: Origin): CutBody {
    const recipe = new RecipeWriter();
    if (bytes.length > 0) recipe.part(this.#parts.bytes(bytes, hashOf(bytes), origin));
    return { bytes, recipe, turns: [], isWhole: true };
  }
}

/** The turn that an `input` is which is a text: what one of the person's with that text would be. It is stored as a member. */
function questionAt(bytes: Buffer, value: Span): Link {
  const identity = hashOf(['role:"user"', hashOf(textBlock(bytes.subarray(value.start, value.end)))].join('\0'));
  const said = hashOf(Buffer.from(identity, 'latin1'));
  return { ...value, turn: { id: 0, role: 'user', identity }, chain: 0, said };
}

/** Whether an array of objects is there; what embeddings have for `input` are texts and numbers. */
function isConversationAt({ bytes, position }: Scanner): boolean {
  const scanner = new Scanner(bytes, position);
  if (scanner.peek() !== ARRAY) return false;
  scanner.position++;
  return scanner.peek() === OBJECT[0];
}

const OBJECT = [123, 125] as const;
const ARRAY = 91;
const COLON = 58;

/** Lists whose items, and objects whose members, are stored by themselves. */
const LISTS: ReadonlySet<string> = new Set(['tools', 'system', 'choices', 'output']);
const OBJECTS: ReadonlySet<string> = new Set(['toolConfig', 'output']);
