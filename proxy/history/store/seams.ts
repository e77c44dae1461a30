import { Scanner } from '../../bedrock/json/scanner.ts';

/** A piece of JSON text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A member of an object: `start` is where its name begins. */
export interface Member extends Span {
  readonly name: string;
  readonly value: Span;
}

export const QUOTE = 34;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const OPEN_ARRAY = 91;
const CLOSE_ARRAY = 93;
const COLON = 58;

export function isObjectAt(bytes: Buffer, { start }: Span): boolean {
  return bytes[start] === OPEN_OBJECT;
}

export function isArrayAt(bytes: Buffer, { start }: Span): boolean {
  return bytes[start] === OPEN_ARRAY;
}

export function isStringAt(bytes: Buffer, { start }: Span): boolean {
  return bytes[start] === QUOTE;
}

/** The members of the object that begins at `at`. Throws JsonSyntaxError. */
export function membersAt(bytes: Buffer, at: number): Member[] {
  const scanner = new Scanner(bytes, at);
  const members: Member[] = [];
  scanner.list(OPEN_OBJECT, CLOSE_OBJECT, () => {
    scanner.peek();
    const { position: start } = scanner;
    const name = scanner.string();
    scanner.expect(COLON);
    const value = valueAt(scanner);
    members.push({ name, start, end: value.end, value });
  });
  return members;
}

/** The items of the array that begins at `at`. Throws JsonSyntaxError. */
export function itemsAt(bytes: Buffer, at: number): Span[] {
  const scanner = new Scanner(bytes, at);
  const items: Span[] = [];
  scanner.list(OPEN_ARRAY, CLOSE_ARRAY, () => items.push(valueAt(scanner)));
  return items;
}

/** The object that the whole text is; undefined where it is none. */
export function objectIn(bytes: Buffer): Member[] | undefined {
  try {
    const scanner = new Scanner(bytes);
    if (scanner.peek() !== OPEN_OBJECT) return undefined;
    const { position: start } = scanner;
    const members = membersAt(bytes, start);
    scanner.skip();
    return scanner.peek() === -1 ? members : undefined;
  } catch {
    return undefined;
  }
}

const MARK = 'cache_control';

/**
 * Where a block carries marks of the cache: the members `cache_control` of itself and of the blocks inside it (a tool's
 * result has some), each with one comma, so that what is left without them is JSON as it would be unmarked.
 */
export function marksIn(bytes: Buffer, block: Span): Span[] {
  if (!isObjectAt(bytes, block) || bytes.subarray(block.start, block.end).indexOf(`"${MARK}"`) < 0) return [];
  return marksOf(bytes, block, true);
}

/** Bytes of a span without some of what is inside. */
export function without(bytes: Buffer, span: Span, left: readonly Span[]): Buffer {
  return Buffer.concat(gaps(span, left).map(({ start, end }) => bytes.subarray(start, end)));
}

/** What is left of a span without some of what is inside. */
export function gaps(span: Span, left: readonly Span[]): Span[] {
  const starts = [span.start, ...left.map(({ end }) => end)];
  return starts.map((start, index) => ({ start, end: left[index]?.start ?? span.end }));
}

function marksOf(bytes: Buffer, block: Span, mayHold: boolean): Span[] {
  const members = membersAt(bytes, block.start);
  return members.flatMap(({ name, value }, index) => {
    if (name === MARK) return [withComma(members, index)];
    if (!mayHold || name !== 'content' || !isArrayAt(bytes, value)) return [];
    const inner = itemsAt(bytes, value.start).filter((item) => isObjectAt(bytes, item));
    return inner.flatMap((item) => marksOf(bytes, item, false));
  });
}

/** A member and the comma before it; of the first one, the comma behind it. */
function withComma(members: readonly Member[], index: number): Span {
  const member = members[index] as Member;
  const before = members[index - 1];
  if (before) return { start: before.end, end: member.end };
  return { start: member.start, end: members[index + 1]?.start ?? member.end };
}

function valueAt(scanner: Scanner): Span {
  scanner.peek();
  const { position: start } = scanner;
  scanner.skip();
  return { start, end: scanner.position };
}
