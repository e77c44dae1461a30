/** A text that is not of its format, or is written in a way that cannot be changed; the message continues `FILE …`. */
export class FormatError extends Error {
  /** Whether it could be read at all. */
  readonly readable: boolean;

  constructor(message: string, readable = false) {
    super(message);
    this.name = 'FormatError';
    this.readable = readable;
  }
}

/** `line 3, column 7` of an offset. */
export function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return `line ${line}, column ${offset - before.lastIndexOf('\n')}`;
}

/** What ends the lines of a text. */
export function eolOf(text: string): string {
  return /\r\n/.test(text) ? '\r\n' : '\n';
}

/** The mark that some editors put before text in UTF-8. */
export const BOM = '\uFEFF';
