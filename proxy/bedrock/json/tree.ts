import { type Cut, isChanged, type Part, type Pieces, type Raw, renderList, renderPart } from './render.ts';
import { JsonSyntaxError, Scanner } from './scanner.ts';

/**
 * JSON text as a tree that is cut only where somebody looks, and written again only where somebody changed it.
 * Everything else is copied byte for byte: unknown fields, number spellings and escapes survive.
 */
abstract class Node implements Cut {
  readonly bytes: Buffer;
  readonly start: number;
  end: number;
  /** What is somewhere inside (see Mark). */
  marks: number;
  readonly #parent: Node | undefined;
  #changed = false;

  protected constructor(scanner: Scanner, parent: Node | undefined) {
    scanner.peek();
    this.bytes = scanner.bytes;
    this.start = scanner.position;
    this.end = scanner.position;
    this.marks = 0;
    this.#parent = parent;
  }

  get changed(): boolean {
    return this.#changed;
  }

  /** Appends the text to `pieces`. */
  render(pieces: Pieces): void {
    if (this.#changed) this.renderChanged(pieces);
    else pieces.push(this.bytes.subarray(this.start, this.end));
  }

  /** Notes that this text is no longer the old one, nor that of what it is in. */
  protected touch(): void {
    for (let node: Node | undefined = this; node && !node.#changed; node = node.#parent) node.#changed = true;
  }

  protected abstract renderChanged(pieces: Pieces): void;
}

interface Member {
  /** Where the member's name starts, for copying a run of members whole. */
  readonly start: number;
  value: Part;
}

const OBJECT = [123, 125] as const;
const ARRAY = [91, 93] as const;
const COLON = 58;

/** An object in JSON text. A name that is there twice counts once, with its last value, as JSON.parse has it. */
export class JsonObject extends Node {
  readonly #members = new Map<string, Member>();

  /**
   * Cuts a whole text, which must be an object. `cuts` names members that are cut along in the same pass,
   * as arrays of objects. Throws JsonSyntaxError.
   */
  static parse(bytes: Buffer, cuts: ReadonlySet<string>): JsonObject {
    const scanner = new Scanner(bytes, hasByteOrderMark(bytes) ? 3 : 0);
    if (scanner.peek() !== OBJECT[0]) throw new JsonSyntaxError('Expected a JSON object', scanner.position);
    const object = new JsonObject(scanner, undefined, cuts);
    if (scanner.peek() !== -1) throw scanner.error('Something follows the JSON object');
    return object;
  }

  constructor(scanner: Scanner, parent?: Node, cuts?: ReadonlySet<string>) {
    super(scanner, parent);
    this.marks = marksWithin(scanner, () => {
      scanner.list(...OBJECT, () => {
        scanner.peek();
        const start = scanner.position;
        const name = scanner.string();
        scanner.expect(COLON);
        if (this.#members.delete(name)) this.touch();
        const cut = cuts?.has(name) === true && scanner.peek() === ARRAY[0];
        this.#members.set(name, { start, value: cut ? new JsonArray(scanner, this, true) : skipped(scanner) });
      });
    });
    this.end = scanner.position;
  }

  has(name: string): boolean {
    return this.#members.has(name);
  }

  /** The members' names, in the order of the text. */
  names(): string[] {
    return [...this.#members.keys()];
  }

  /** The value, parsed; undefined where there is none. */
  read(name: string): unknown {
    const value = this.#members.get(name)?.value;
    return value === undefined ? undefined : JSON.parse(text(this.bytes, value));
  }

  /** The marks of what is inside a member. */
  marksOf(name: string): number {
    const value = this.#members.get(name)?.value;
    return typeof value === 'object' ? value.marks : 0;
  }

  /** The length of a member's text in bytes; 0 where there is none or it was replaced. */
  sizeOf(name: string): number {
    const value = this.#members.get(name)?.value;
    return typeof value === 'object' ? value.end - value.start : 0;
  }

  /** The member as an array whose items can be edited; undefined where it is no array. */
  array(name: string): JsonArray | undefined {
    const member = this.#members.get(name);
    if (!member) return undefined;
    member.value = cut(this, member.value);
    return member.value instanceof JsonArray ? member.value : undefined;
  }

  /** Sets a member to a value that `JSON.stringify` can write. */
  write(name: string, value: unknown): void {
    this.touch();
    const member = this.#members.get(name);
    const json = JSON.stringify(value);
    if (member) member.value = json;
    else this.#members.set(name, { start: -1, value: json });
  }

  /** Takes a member out; false where there was none. */
  remove(name: string): boolean {
    const removed = this.#members.delete(name);
    if (removed) this.touch();
    return removed;
  }

  /** The object's text as bytes. */
  toBuffer(): Buffer {
    const pieces: Pieces = [];
    this.render(pieces);
    const [only] = pieces;
    if (pieces.length === 1 && only instanceof Buffer) return only;
    return Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)));
  }

  protected override renderChanged(pieces: Pieces): void {
    const entries = [...this.#members].map(([name, { start, value }]) => ({
      value,
      start,
      prefix: `${JSON.stringify(name)}:`,
    }));
    renderList(this.bytes, entries, '{', '}', pieces);
  }
}

/** An array in JSON text. */
export class JsonArray extends Node {
  readonly #items: Part[] = [];

  constructor(scanner: Scanner, parent?: Node, cutObjects = false) {
    super(scanner, parent);
    this.marks = marksWithin(scanner, () => {
      scanner.list(...ARRAY, () => {
        const object = cutObjects && scanner.peek() === OBJECT[0];
        this.#items.push(object ? new JsonObject(scanner, this) : skipped(scanner));
      });
    });
    this.end = scanner.position;
  }

  get length(): number {
    return this.#items.length;
  }

  marksOf(index: number): number {
    const item = this.#items[index];
    return typeof item === 'object' ? item.marks : 0;
  }

  /** Whether the item is not in the old text, so that no mark tells what is inside. */
  isNew(index: number): boolean {
    const item = this.#items[index];
    return item !== undefined && isChanged(this.bytes, item);
  }

  /** The item, parsed. */
  read(index: number): unknown {
    const item = this.#items[index];
    return item === undefined ? undefined : JSON.parse(text(this.bytes, item));
  }

  /** The item as an object that can be edited; undefined where it is none. */
  object(index: number): JsonObject | undefined {
    const item = this.#items[index];
    if (item === undefined) return undefined;
    const value = cut(this, item);
    this.#items[index] = value;
    return value instanceof JsonObject ? value : undefined;
  }

  write(index: number, value: unknown): void {
    this.touch();
    this.#items[index] = JSON.stringify(value);
  }

  insert(index: number, value: unknown): void {
    this.touch();
    this.#items.splice(index, 0, JSON.stringify(value));
  }

  remove(index: number): void {
    this.touch();
    this.#items.splice(index, 1);
  }

  protected override renderChanged(pieces: Pieces): void {
    const entries = this.#items.map((value) => ({
      value,
      start: typeof value === 'string' ? -1 : value.start,
      prefix: '',
    }));
    renderList(this.bytes, entries, '[', ']', pieces);
  }
}

/** The marks that the scanner meets during `pass`; they stay in those of what is around. */
function marksWithin(scanner: Scanner, pass: () => void): number {
  const outer = scanner.marks;
  scanner.marks = 0;
  pass();
  const { marks } = scanner;
  scanner.marks |= outer;
  return marks;
}

function skipped(scanner: Scanner): Raw {
  scanner.peek();
  const start = scanner.position;
  const marks = marksWithin(scanner, () => scanner.skip());
  return { start, end: scanner.position, marks };
}

function cut(parent: Node, part: Part): Part {
  if (part instanceof Node) return part;
  const isNew = typeof part === 'string';
  const scanner = isNew ? new Scanner(Buffer.from(part)) : new Scanner(parent.bytes, part.start);
  const first = scanner.peek();
  if (first !== OBJECT[0] && first !== ARRAY[0]) return part;
  const node = first === OBJECT[0] ? new JsonObject(scanner, parent) : new JsonArray(scanner, parent);
  // A cut object's own names are no longer passed over, so the marks that they left are kept.
  if (!isNew) node.marks |= part.marks;
  return node;
}

function text(bytes: Buffer, part: Part): string {
  const pieces: Pieces = [];
  renderPart(bytes, part, pieces);
  return pieces.map((piece) => piece.toString()).join('');
}

function hasByteOrderMark(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}
