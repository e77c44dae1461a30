import { createHash } from 'node:crypto';

/*
 * Names and ids of tools as Bedrock takes them: 1 to 64 letters, digits, underscores and hyphens
 * (@aws-sdk/client-bedrock-runtime, ToolSpecification and ToolUseBlock, with the constraints of their API reference).
 * Every text has a spelling of its own, and its spelling says what it was, so that an answer's names are the client's
 * without knowledge of the request. Only of what is too long to be spelled is a digest sent.
 */

const TAKEN = /^[a-zA-Z0-9_-]{1,64}$/;
/** Beginnings of spelled and of digested texts; what begins so itself is spelled too. */
const SPELLED = 'x__';
const DIGESTED = 'h__';
const MAX_LENGTH = 64;

/** A tool's name as Bedrock takes it: the same name always gives the same, and two names never do. */
export function encodeToolName(name: string): string {
  const encoded = encodeToolId(name);
  if (encoded.startsWith(DIGESTED)) remember(encoded, name);
  return encoded;
}

/** The name that was encoded; what was not is returned as it is. */
export function decodeToolName(encoded: string): string {
  if (encoded.startsWith(DIGESTED)) return NAMES.get(encoded) ?? encoded;
  if (!encoded.startsWith(SPELLED)) return encoded;
  const name = encoded.slice(SPELLED.length).replace(/_(_|u[\da-f]{4})/g, (_, code: string) => toText(code));
  // A model may make up a name that only looks spelled.
  return encodeToolId(name) === encoded ? name : encoded;
}

/** The id of a call as Bedrock takes it; whether it came from a client or from a model. */
export function encodeToolId(id: string): string {
  if (TAKEN.test(id) && !id.startsWith(SPELLED) && !id.startsWith(DIGESTED)) return id;
  const spelled = SPELLED + id.replaceAll('_', '__').replace(/[^a-zA-Z0-9_-]/g, toHex);
  return spelled.length <= MAX_LENGTH ? spelled : digest(id);
}

/** One request's ids of calls, for models that take only some: the same id always gives the same. */
export class ToolIds {
  readonly #form: 'any' | 'nine-alphanumerics';
  readonly #given = new Map<string, string>();
  readonly #taken = new Set<string>();

  constructor(form: 'any' | 'nine-alphanumerics') {
    this.#form = form;
  }

  encode(id: string): string {
    if (this.#form === 'any') return encodeToolId(id);
    const known = this.#given.get(id);
    if (known !== undefined) return known;
    let encoded = /^[a-zA-Z0-9]{9}$/.test(id) ? id : nineOf(id);
    for (let salt = 1; this.#taken.has(encoded); salt++) encoded = nineOf(`${id} ${salt}`);
    this.#taken.add(encoded);
    this.#given.set(id, encoded);
    return encoded;
  }
}

function toHex(unit: string): string {
  return `_u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function toText(code: string): string {
  return code === '_' ? '_' : String.fromCharCode(Number.parseInt(code.slice(1), 16));
}

/** Keeps words of the text, since a model reads the names of its tools. */
function digest(text: string): string {
  const words = text.replace(/[^a-zA-Z0-9-]+/g, '-').slice(-20);
  return `${DIGESTED}${words}_${createHash('sha256').update(text, 'utf16le').digest('hex').slice(0, 40)}`;
}

/** Names by their digest, the latest last: a name is encoded with every request, before the answer to it comes. */
const NAMES = new Map<string, string>();
const MAX_NAMES = 10_000;

function remember(encoded: string, name: string): void {
  NAMES.delete(encoded);
  NAMES.set(encoded, name);
  const [oldest] = NAMES.keys();
  if (NAMES.size > MAX_NAMES && oldest !== undefined) NAMES.delete(oldest);
}

function nineOf(text: string): string {
  const digits = createHash('sha256').update(text, 'utf16le').digest();
  return Array.from(digits.subarray(0, 9), (digit) => ALPHANUMERICS[digit % ALPHANUMERICS.length]).join('');
}

const ALPHANUMERICS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
