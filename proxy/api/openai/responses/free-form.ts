import { parseRecord } from '../../../bedrock/json/values.ts';
import { FREE_FORM } from '../tool-schema.ts';

/** What the JSON of a free-form call begins with. */
const OPENING = new RegExp(`^\\s*\\{\\s*"${FREE_FORM}"\\s*:\\s*"`);

/** Longer than any beginning that a model writes. */
const MAX_OPENING = 200;

const ESCAPES = new Map([
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

/**
 * Reads the text out of `{"input": "…"}` while it comes, in pieces that may end anywhere. No piece of text ends inside a
 * surrogate pair, which strict readers of JSON refuse. What comes in another form is given whole at the end.
 */
export class FreeFormText {
  readonly #pieces: string[] = [];
  /** What came and was not read yet. */
  #rest = '';
  #state: 'before' | 'inside' | 'over' = 'before';
  #sent = '';
  /** The first half of a surrogate pair. */
  #half = '';

  /** Takes a piece of JSON; returns the text that is certain by now. */
  push(piece: string): string {
    this.#pieces.push(piece);
    if (this.#state === 'over') return '';
    this.#rest += piece;
    if (this.#state === 'before') this.#open();
    return this.#state === 'inside' ? this.#send(this.#read()) : '';
  }

  /** What is missing of the text, now that no more comes. */
  end(): string {
    const half = this.#half;
    this.#half = '';
    const json = this.#pieces.join('');
    const text = parseRecord(json)?.[FREE_FORM];
    const whole = typeof text === 'string' ? text : this.#sent + half || json;
    const missing = whole.startsWith(this.#sent) ? whole.slice(this.#sent.length) : half;
    this.#sent += missing;
    return missing;
  }

  /** All of the text that was given out. */
  get text(): string {
    return this.#sent;
  }

  #open(): void {
    const opening = OPENING.exec(this.#rest);
    if (opening) {
      this.#state = 'inside';
      this.#rest = this.#rest.slice(opening[0].length);
    } else if (this.#rest.length > MAX_OPENING) this.#state = 'over';
  }

  /** Reads up to the closing quote, or to where an escape is not whole yet. */
  #read(): string {
    let text = '';
    let at = 0;
    while (at < this.#rest.length) {
      const char = this.#rest.charAt(at);
      if (char === '"') {
        this.#state = 'over';
        break;
      }
      const length = char !== '\\' ? 1 : this.#rest.charAt(at + 1) === 'u' ? 6 : 2;
      if (at + length > this.#rest.length) break;
      text += length === 1 ? char : unescaped(this.#rest.slice(at + 1, at + length));
      at += length;
    }
    this.#rest = this.#rest.slice(at);
    return text;
  }

  #send(text: string): string {
    const whole = this.#half + text;
    const endsInHalf = /[\ud800-\udbff]$/.test(whole);
    this.#half = endsInHalf ? whole.slice(-1) : '';
    const sent = endsInHalf ? whole.slice(0, -1) : whole;
    this.#sent += sent;
    return sent;
  }
}

/** What stands behind a backslash, as the character that it means. */
function unescaped(code: string): string {
  if (code.length > 1) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
  return ESCAPES.get(code) ?? code;
}
