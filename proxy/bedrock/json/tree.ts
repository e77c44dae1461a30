import { JsonSyntaxError, Scanner } from './scanner.ts';

/**
 * JSON text as a tree that is cut only where somebody looks, and written again only where somebody changed it.
 * Everything else is copied byte for byte: unknown fields, number spellings and escapes survive.
 */

/** A value that has not been cut: where it lies in the text, and the marks of what is inside. */
export interface Raw {
  readonly start: number;
  readonly end: number;
  readonly marks: number;
}

/** A part of the text in the tree: uncut, cut, or replaced by new JSON text. */
type Part = Raw | JsonObject | JsonArray | string;

interface Member {
  /** Where the member's name starts, for copying a run of members whole. */
  readonly start: number;
  value: Part;
}

const OBJECT = [123, 125] as const;
const ARRAY = [91, 93] as const;

/** An object in JSON text. A name that is there twice counts once, with its last value, as JSON.parse has it. */
export class JsonObject {
  readonly bytes: Buffer;
  readonly #members = new Map<string, Member>();
  readonly start: number;
  readonly end: number;
  readonly marks: number;
  #changed = false;

  /**
   * Cuts a whole text, which must be an object. `cuts` names members that are cut along in the same pass,
   * as arrays of objects. Throws JsonSyntaxError.
   */
  static parse(bytes: Buffer, cuts: ReadonlySet<string>): JsonObject {
    const scanner = new Scanner(bytes, hasByteOrderMark(bytes) ? 3 : 0);
    if (scanner.peek() !== OBJECT[0]) throw new JsonSyntaxError('Expected a JSON object', scanner.position);
    const object = new JsonObject(scanner, cuts);
    if (scanner.peek() !== -1) throw scanner.error('Something follows the JSON object');
    return object;
  }

  constructor(scanner: Scanner, cuts?: ReadonlySet<string>, marks = 0) {
    this.bytes = scanner.bytes;
    const outer = scanner.marks;
    scanner.marks = 0;
    scanner.peek();
    this.start = scanner.position;
    scanner.list(...OBJECT, () => {
      scanner.peek();
      const start = scanner.position;
      const name = scanner.string();
      scanner.expect(58);
      if (this.#members.delete(name)) this.#changed = true;
      const cut = cuts?.has(name) === true && scanner.peek() === ARRAY[0];
      this.#members.set(name, { start, value: cut ? new JsonArray(scanner, true) : skipped(scanner) });
    });
    this.end = scanner.position;
    this.marks = scanner.marks | marks;
    scanner.marks |= outer;
  }

  get changed(): boolean {
    return this.#changed || this.#members.values().some(({ value }) => isChanged(this.bytes, value));
  }

  has(name: string): boolean {
    return this.#members.has(name);
  }

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
    member.value = cut(this.bytes, member.value);
    return member.value instanceof JsonArray ? member.value : undefined;
  }

  /** Sets a member to a value that `JSON.stringify` can write. */
  write(name: string, value: unknown): void {
    this.#changed = true;
    const member = this.#members.get(name);
    const json = JSON.stringify(value);
    if (member) member.value = json;
    else this.#members.set(name, { start: -1, value: json });
  }

  /** Takes a member out; false where there was none. */
  remove(name: string): boolean {
    const removed = this.#members.delete(name);
    if (removed) this.#changed = true;
    return removed;
  }

  /** Appends the object's text to `pieces`. */
  render(pieces: (Buffer | string)[]): void {
    if (!this.changed) {
      pieces.push(this.bytes.subarray(this.start, this.end));
      return;
    }
    const entries = [...this.#members].map(([name, { start, value }]) => ({
      value,
      start,
      prefix: `${JSON.stringify(name)}:`,
    }));
    renderList(this.bytes, entries, '{', '}', pieces);
  }

  /** The object's text as bytes. */
  toBuffer(): Buffer {
    const pieces: (Buffer | string)[] = [];
    this.render(pieces);
    const [only] = pieces;
    if (pieces.length === 1 && only instanceof Buffer) return only;
    return Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)));
  }
}

/** An array in JSON text. */
export class JsonArray {
  readonly bytes: Buffer;
  #items: Part[] = [];
  readonly start: number;
  readonly end: number;
  readonly marks: number;
  #changed = false;

  constructor(scanner: Scanner, cutObjects = false, marks = 0) {
    this.bytes = scanner.bytes;
    const outer = scanner.marks;
    scanner.marks = 0;
    scanner.peek();
    this.start = scanner.position;
    scanner.list(...ARRAY, () => {
      const object = cutObjects && scanner.peek() === OBJECT[0];
      this.#items.push(object ? new JsonObject(scanner) : skipped(scanner));
    });
    this.end = scanner.position;
    this.marks = scanner.marks | marks;
    scanner.marks |= outer;
  }

  get length(): number {
    return this.#items.length;
  }

  get changed(): boolean {
    return this.#changed || this.#items.some((item) => isChanged(this.bytes, item));
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
    const value = cut(this.bytes, item);
    this.#items[index] = value;
    return value instanceof JsonObject ? value : undefined;
  }

  write(index: number, value: unknown): void {
    this.#changed = true;
    this.#items[index] = JSON.stringify(value);
  }

  insert(index: number, value: unknown): void {
    this.#changed = true;
    this.#items.splice(index, 0, JSON.stringify(value));
  }

  remove(index: number): void {
    this.#changed = true;
    this.#items.splice(index, 1);
  }

  render(pieces: (Buffer | string)[]): void {
    if (!this.changed) pieces.push(this.bytes.subarray(this.start, this.end));
    else {
      const entries = this.#items.map((value) => ({
        value,
        start: typeof value === 'string' ? -1 : value.start,
        prefix: '',
      }));
      renderList(this.bytes, entries, '[', ']', pieces);
    }
  }
}

interface Entry {
  readonly value: Part;
  readonly start: number;
  readonly prefix: string;
}

/** Writes the entries; a run of neighbours that nobody touched is one slice of the old text, commas and all. */
function renderList(bytes: Buffer, entries: Entry[], open: string, close: string, out: (Buffer | string)[]): void {
  let separator = open;
  let index = 0;
  while (index < entries.length) {
    out.push(separator);
    separator = ',';
    const { value, start, prefix } = entries[index] as Entry;
    if (start >= 0 && typeof value !== 'string' && !isChanged(bytes, value)) {
      let last = value;
      for (index++; index < entries.length; index++) {
        const next = entries[index] as Entry;
        if (typeof next.value === 'string' || isChanged(bytes, next.value) || !adjoins(bytes, last.end, next.start))
          break;
        last = next.value;
      }
      out.push(bytes.subarray(start, last.end));
      continue;
    }
    index++;
    out.push(prefix);
    if (typeof value === 'string') out.push(value);
    else if (value instanceof JsonObject || value instanceof JsonArray) value.render(out);
    else out.push(bytes.subarray(value.start, value.end));
  }
  out.push(entries.length === 0 ? open + close : close);
}

/** Whether nothing but a comma and white space lies between two neighbours: no entry was taken out there. */
function adjoins(bytes: Buffer, from: number, to: number): boolean {
  return to > from && to - from < 64 && /^\s*,\s*$/.test(bytes.toString('latin1', from, to));
}

function skipped(scanner: Scanner): Raw {
  const outer = scanner.marks;
  scanner.marks = 0;
  scanner.peek();
  const start = scanner.position;
  scanner.skip();
  const { marks, position: end } = scanner;
  scanner.marks |= outer;
  return { start, end, marks };
}

function cut(bytes: Buffer, part: Part): Part {
  if (part instanceof JsonObject || part instanceof JsonArray) return part;
  const isNew = typeof part === 'string';
  const scanner = isNew ? new Scanner(Buffer.from(part)) : new Scanner(bytes, part.start);
  // A cut object's own names are no longer passed over, so the marks that they left are kept.
  const marks = isNew ? 0 : part.marks;
  const first = scanner.peek();
  if (first === OBJECT[0]) return new JsonObject(scanner, undefined, marks);
  if (first === ARRAY[0]) return new JsonArray(scanner, false, marks);
  return part;
}

function text(bytes: Buffer, part: Part): string {
  if (typeof part === 'string') return part;
  if (part instanceof JsonObject || part instanceof JsonArray) {
    const pieces: (Buffer | string)[] = [];
    part.render(pieces);
    return pieces.map((piece) => piece.toString()).join('');
  }
  return bytes.toString('utf8', part.start, part.end);
}

/** Whether a part cannot be copied from its parent's text: it was edited, or it is new and was cut from text of its own. */
function isChanged(bytes: Buffer, part: Part): boolean {
  if (typeof part === 'string') return true;
  return part instanceof JsonObject || part instanceof JsonArray ? part.bytes !== bytes || part.changed : false;
}

function hasByteOrderMark(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}
