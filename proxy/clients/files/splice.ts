import { calcPatch } from 'fast-myers-diff';

/** A piece of a text replaced by another. Offsets count UTF-16 units, as strings do. */
export interface Splice {
  readonly at: number;
  /** How much goes from there. */
  readonly drop: number;
  /** What comes in its place. */
  readonly text: string;
}

/** The text with all of the splices made; they are sorted, and do not overlap. */
export function splice(text: string, splices: readonly Splice[]): string {
  const pieces: string[] = [];
  let from = 0;
  for (const { at, drop, text: put } of splices) {
    pieces.push(text.slice(from, at), put);
    from = at + drop;
  }
  return pieces.join('') + text.slice(from);
}

/** What makes `to` of `from`: small pieces, also of a text that is one long line. */
export function splicesBetween(from: string, to: string): Splice[] {
  const [lines, wished] = [toLines(from), toLines(to)];
  const offsets = [0];
  for (const line of lines) offsets.push((offsets.at(-1) ?? 0) + line.length);
  return Array.from(calcPatch(lines, wished), ([start, end, put]) => {
    const at = offsets[start] ?? 0;
    return trimmed(at, from.slice(at, offsets[end]), put.join(''));
  });
}

/** Lines with what ends them. */
export function toLines(text: string): string[] {
  const lines: string[] = [];
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from) + 1 || text.length;
    lines.push(text.slice(from, end));
    from = end;
  }
  return lines;
}

/** Without what both have at their beginnings and ends. */
function trimmed(at: number, old: string, put: string): Splice {
  const least = Math.min(old.length, put.length);
  let head = 0;
  while (head < least && old[head] === put[head]) head++;
  let tail = 0;
  while (tail < least - head && old.at(-1 - tail) === put.at(-1 - tail)) tail++;
  return { at: at + head, drop: old.length - head - tail, text: put.slice(head, put.length - tail) };
}
