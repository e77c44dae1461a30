/**
 * Finds where JSON values end without parsing them.
 *
 * A coding agent's request is 50 KB to several MB of conversation of which Adit changes a few hundred bytes.
 * Parsing and writing all of it again costs about five times what finding its seams does (see BENCHMARKS.md),
 * loses the digits of large numbers, and may spell a string in another way than the client did.
 */

/** What a value has somewhere inside, noticed while passing over it: so that rules look only where there is something. */
export const Mark = { cacheControl: 1, blankText: 2, remoteSource: 4, foreignSignature: 8 } as const;

/** A body that is not JSON, with the offset in bytes at which that showed. */
export class JsonSyntaxError extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(`${message} at byte ${offset}`);
    this.name = 'JsonSyntaxError';
    this.offset = offset;
  }
}

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const OPEN_ARRAY = 91;
const CLOSE_ARRAY = 93;
const COLON = 58;
const COMMA = 44;
const SMALL_O = 111;

/** A position in a buffer of JSON text, and the marks met on the way. */
export class Scanner {
  readonly bytes: Buffer;
  position: number;
  marks = 0;

  constructor(bytes: Buffer, position = 0) {
    this.bytes = bytes;
    this.position = position;
  }

  /** Moves to the next byte that is not white space and returns it; -1 at the end. */
  peek(): number {
    const { bytes } = this;
    let i = this.position;
    while (i < bytes.length && isSpace(bytes[i] as number)) i++;
    this.position = i;
    return i < bytes.length ? (bytes[i] as number) : -1;
  }

  /** Moves past one expected byte. Throws JsonSyntaxError if another is there. */
  expect(byte: number): void {
    if (this.peek() !== byte) throw this.error(`Expected "${String.fromCharCode(byte)}"`);
    this.position++;
  }

  /** Reads a string, such as a member's name. */
  string(): string {
    if (this.peek() !== QUOTE) throw this.error('Expected a string');
    const start = this.position;
    this.position = stringEnd(this.bytes, start);
    const inside = this.bytes.toString('utf8', start + 1, this.position - 1);
    return PLAIN.test(inside) ? inside : (JSON.parse(`"${inside}"`) as string);
  }

  /** Moves past one value of any kind. */
  skip(): void {
    const first = this.peek();
    if (first === OPEN_OBJECT || first === OPEN_ARRAY) this.#skipContainer();
    else if (first === QUOTE) this.position = stringEnd(this.bytes, this.position);
    else this.#skipLiteral();
  }

  /** The members of an object or the items of an array: `each` is called at the start of every one. */
  list(open: number, close: number, each: () => void): void {
    this.expect(open);
    if (this.peek() === close) {
      this.position++;
      return;
    }
    for (;;) {
      each();
      if (this.peek() === close) break;
      this.expect(COMMA);
    }
    this.position++;
  }

  error(message: string): JsonSyntaxError {
    const ended = this.position >= this.bytes.length;
    return new JsonSyntaxError(ended ? 'The JSON ends too early' : message, this.position);
  }

  /** The hot loop: only strings and brackets matter inside a value that is passed over. */
  #skipContainer(): void {
    const { bytes } = this;
    const { length } = bytes;
    const open: number[] = [];
    let i = this.position;
    while (i < length) {
      const byte = bytes[i] as number;
      if (byte === QUOTE) {
        const end = stringEnd(bytes, i);
        const size = end - i;
        if (size >= 5 && size <= 15) this.#notice(i, end, size);
        i = end;
        continue;
      }
      i++;
      if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) open.push(byte + 2);
      else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        if (open.pop() !== byte) throw new JsonSyntaxError('A bracket closes what was not opened', i - 1);
        if (open.length === 0) {
          this.position = i;
          return;
        }
      }
    }
    throw new JsonSyntaxError('The JSON ends too early', length);
  }

  #skipLiteral(): void {
    const { bytes } = this;
    const start = this.position;
    let i = start;
    while (i < bytes.length && isLiteral(bytes[i] as number)) i++;
    if (!LITERAL.test(bytes.toString('latin1', start, i))) throw this.error('Expected a JSON value');
    this.position = i;
  }

  #notice(start: number, end: number, size: number): void {
    const { bytes } = this;
    const second = bytes[start + 1];
    if (size === 15 && second === 99 && bytes.toString('latin1', start, end) === '"cache_control"') {
      this.marks |= Mark.cacheControl;
    } else if (size === 6 && second === 116 && bytes.toString('latin1', start, end) === '"text"') {
      if (isBlankValue(bytes, end)) this.marks |= Mark.blankText;
    } else if (size === 11 && second === 115 && bytes.toString('latin1', start, end) === '"signature"') {
      if (isForeignValue(bytes, end)) this.marks |= Mark.foreignSignature;
    } else if (size === 5 && second === 117 && bytes.toString('latin1', start, end) === '"url"') {
      this.marks |= Mark.remoteSource;
    } else if (size === 6 && second === 102 && bytes.toString('latin1', start, end) === '"file"') {
      this.marks |= Mark.remoteSource;
    }
  }
}

/** A string that is written as it is meant. */
const PLAIN = /^[\w $.-]*$/;

const LITERAL = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;

/** How many bytes are looked at one by one before the search is left to native code, which costs more to start. */
const NEAR = 32;

/** The offset after the closing quote of the string that opens at `start`. */
function stringEnd(bytes: Buffer, start: number): number {
  let i = start + 1;
  let near = i + NEAR;
  for (;;) {
    const byte = bytes[i];
    if (byte === QUOTE) return i + 1;
    if (byte === BACKSLASH) {
      i += 2;
      near = i + NEAR;
    } else if (byte === undefined) {
      throw new JsonSyntaxError('A string has no end', start);
    } else if (++i > near) {
      const quote = bytes.indexOf(QUOTE, i);
      if (quote < 0) throw new JsonSyntaxError('A string has no end', start);
      i = quote;
      while (bytes[i - 1] === BACKSLASH && i > near) i--;
      // An odd run of backslashes before the quote escapes it.
      if ((quote - i) % 2 === 0) return quote + 1;
      i = quote + 1;
      near = i + NEAR;
    }
  }
}

/** The offset behind the quote that opens a member's value, which follows its name; -1 where no text does. */
function textStart(bytes: Buffer, from: number): number {
  let i = from;
  while (isSpace(bytes[i] ?? 0)) i++;
  if (bytes[i] !== COLON) return -1;
  i++;
  while (isSpace(bytes[i] ?? 0)) i++;
  return bytes[i] === QUOTE ? i + 1 : -1;
}

/** Whether `: ""` follows, or text with the first letter of REASONING_PREFIX (see openai/reasoning-signature.ts). */
function isForeignValue(bytes: Buffer, from: number): boolean {
  const start = textStart(bytes, from);
  return start >= 0 && (bytes[start] === QUOTE || bytes[start] === SMALL_O);
}

/** Whether `: "…"` follows with nothing but white space between the quotes. */
function isBlankValue(bytes: Buffer, from: number): boolean {
  const start = textStart(bytes, from);
  if (start < 0) return false;
  for (let i = start; ; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === QUOTE) return true;
    if (byte === BACKSLASH && BLANK_ESCAPES.has(bytes[i + 1] ?? 0)) i++;
    else if (!isSpace(byte)) return false;
  }
}

/** \n, \r, \t */
const BLANK_ESCAPES = new Set([110, 114, 116]);

export function isSpace(byte: number): boolean {
  return byte === 32 || byte === 10 || byte === 13 || byte === 9;
}

function isLiteral(byte: number): boolean {
  return (byte >= 97 && byte <= 122) || (byte >= 45 && byte <= 57) || byte === 43 || byte === 69;
}
