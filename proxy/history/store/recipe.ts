/**
 * A recipe says how bytes are put together: text of its own, parts that are stored elsewhere, and slices of these. In it,
 * every step begins with a number whose two lowest bits say what it is: 0 text (the number's rest is its length), 1 a part,
 * 2 a slice (the rest is the part's id, as the difference to the one before, so that neighbours take a byte each).
 */
export type Step =
  | { readonly kind: 'text'; readonly bytes: Buffer }
  | { readonly kind: 'part'; readonly id: number }
  | { readonly kind: 'slice'; readonly id: number; readonly start: number; readonly end: number };

const TEXT = 0;
const PART = 1;
const SLICE = 2;
const KINDS = 4;

/** Writes a recipe step by step. */
export class RecipeWriter {
  /** Ids of the parts that it holds; some may be there more than once. */
  readonly parts: number[] = [];
  readonly #pieces: Buffer[] = [];
  #text: Buffer[] = [];
  #last = 0;

  text(bytes: Buffer): void {
    if (bytes.length > 0) this.#text.push(bytes);
  }

  part(id: number): void {
    this.#reference(id, PART);
  }

  slice(id: number, start: number, end: number): void {
    if (start === end) return;
    this.#reference(id, SLICE);
    this.#pieces.push(varint(start), varint(end));
  }

  /** Appends the steps of another one. */
  append(steps: Iterable<Step>): void {
    for (const step of steps) {
      if (step.kind === 'text') this.text(step.bytes);
      else if (step.kind === 'part') this.part(step.id);
      else this.slice(step.id, step.start, step.end);
    }
  }

  toBuffer(): Buffer {
    this.#endText();
    return Buffer.concat(this.#pieces);
  }

  #reference(id: number, kind: number): void {
    this.#endText();
    this.#pieces.push(varint(zigzag(id - this.#last) * KINDS + kind));
    this.#last = id;
    this.parts.push(id);
  }

  #endText(): void {
    if (this.#text.length === 0) return;
    const size = this.#text.reduce((sum, { length }) => sum + length, 0);
    this.#pieces.push(varint(size * KINDS + TEXT), ...this.#text);
    this.#text = [];
  }
}

/** The steps of a recipe. Throws RangeError for bytes that are none. */
export function* stepsOf(recipe: Buffer): Generator<Step> {
  const reader = { bytes: recipe, at: 0 };
  let id = 0;
  while (reader.at < recipe.length) {
    const head = readVarint(reader);
    const rest = Math.floor(head / KINDS);
    const kind = head % KINDS;
    if (kind === TEXT) {
      if (reader.at + rest > recipe.length) throw new RangeError('A recipe ends too early');
      yield { kind: 'text', bytes: recipe.subarray(reader.at, reader.at + rest) };
      reader.at += rest;
      continue;
    }
    id += unzigzag(rest);
    if (kind === PART) yield { kind: 'part', id };
    else yield { kind: 'slice', id, start: readVarint(reader), end: readVarint(reader) };
  }
}

/** Ids of the parts that a recipe holds, each once. */
export function partsIn(recipe: Buffer): Set<number> {
  const ids = new Set<number>();
  for (const step of stepsOf(recipe)) if (step.kind !== 'text') ids.add(step.id);
  return ids;
}

/** Seven bits a byte, lowest first; the highest bit says that more follow. */
export function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}

export function readVarint(reader: { readonly bytes: Buffer; at: number }): number {
  let value = 0;
  for (let scale = 1; ; scale *= 128) {
    const byte = reader.bytes[reader.at++];
    if (byte === undefined) throw new RangeError('A number in a recipe ends too early');
    value += (byte % 128) * scale;
    if (byte < 128) return value;
  }
}

function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

function unzigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}
