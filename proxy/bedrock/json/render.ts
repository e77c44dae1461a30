import { isSpace } from './scanner.ts';

/** A value that has not been cut: where it lies in the text, and the marks of what is inside. */
export interface Raw {
  readonly start: number;
  readonly end: number;
  readonly marks: number;
}

/** A value that has been cut, and can say whether its text is still the old one. */
export interface Cut extends Raw {
  readonly bytes: Buffer;
  readonly changed: boolean;
  render(pieces: Pieces): void;
}

/** A part of the text in the tree: uncut, cut, or replaced by new JSON text. */
export type Part = Raw | Cut | string;

/** Text as it is put together: slices of the old one, and new text between them. */
export type Pieces = (Buffer | string)[];

/** A member of an object or an item of an array. */
export interface Entry {
  readonly value: Part;
  /** Where it starts, name included; -1 for one that is not in the old text. */
  readonly start: number;
  /** The name and its colon; empty for items. */
  readonly prefix: string;
}

/** Writes the entries; a run of neighbours that nobody touched is one slice of the old text, commas and all. */
export function renderList(bytes: Buffer, entries: Entry[], open: string, close: string, out: Pieces): void {
  let separator = open;
  let index = 0;
  while (index < entries.length) {
    out.push(separator);
    separator = ',';
    const entry = entries[index] as Entry;
    if (isOld(bytes, entry)) {
      const last = runEnd(bytes, entries, index);
      out.push(bytes.subarray(entry.start, endOf(entries[last] as Entry)));
      index = last + 1;
    } else {
      out.push(entry.prefix);
      renderPart(bytes, entry.value, out);
      index++;
    }
  }
  out.push(entries.length === 0 ? open + close : close);
}

/** Appends the text of a part whose old text is in `bytes`. */
export function renderPart(bytes: Buffer, part: Part, out: Pieces): void {
  if (typeof part === 'string') out.push(part);
  else if (isCut(part)) part.render(out);
  else out.push(bytes.subarray(part.start, part.end));
}

/** Whether a part cannot be copied from its parent's text: it was edited, or it is new and was cut from text of its own. */
export function isChanged(bytes: Buffer, part: Part): boolean {
  if (typeof part === 'string') return true;
  return isCut(part) && (part.bytes !== bytes || part.changed);
}

function isCut(part: Raw | Cut): part is Cut {
  return 'render' in part;
}

function isOld(bytes: Buffer, { start, value }: Entry): boolean {
  return start >= 0 && !isChanged(bytes, value);
}

/** The index of the last of the untouched neighbours that begin at `index`. */
function runEnd(bytes: Buffer, entries: Entry[], index: number): number {
  let last = index;
  for (let next = index + 1; next < entries.length; next++) {
    const entry = entries[next] as Entry;
    if (!isOld(bytes, entry) || !adjoins(bytes, endOf(entries[last] as Entry), entry.start)) break;
    last = next;
  }
  return last;
}

function endOf({ value }: Entry): number {
  return (value as Raw).end;
}

const COMMA = 44;

/** Whether nothing but one comma and white space lies between two neighbours: no entry was taken out there. */
function adjoins(bytes: Buffer, from: number, to: number): boolean {
  let commas = 0;
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number;
    if (byte === COMMA) commas++;
    else if (!isSpace(byte)) return false;
  }
  return commas === 1;
}
