/** The same without parsing the body: the two fields Bedrock refuses are cut out of its bytes. */

import { createServer } from 'node:http';
import { invoke } from './invoke.ts';
import { announce, KEEP_ALIVE_MS, readBody } from './shared.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACE = 0x7d;
const CLOSE_BRACKET = 0x5d;

const VERSION = Buffer.from('{"anthropic_version":"bedrock-2023-05-31",');

const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, async (incoming, outgoing) => {
  const { model, rest } = cutFields(await readBody(incoming));
  await invoke(model, rest, outgoing);
});

announce(server);

/** Takes `model` and `stream` out of a compact JSON object, and puts the version in. */
function cutFields(body: Buffer): { model: string; rest: Buffer } {
  const kept: Buffer[] = [];
  let model = '';
  for (let at = 1; at < body.length - 1; ) {
    const nameEnd = stringEnd(body, at);
    const end = valueEnd(body, nameEnd + 1);
    const name = body.toString('latin1', at + 1, nameEnd - 1);
    if (name === 'model') model = JSON.parse(body.toString('utf8', nameEnd + 1, end)) as string;
    else if (name !== 'stream') kept.push(body.subarray(at, end), Buffer.from(','));
    at = end + 1;
  }
  kept.pop();
  return { model, rest: Buffer.concat([VERSION, ...kept, Buffer.from('}')]) };
}

/** Where a value ends: at the comma or the brace that follows it. */
function valueEnd(body: Buffer, start: number): number {
  let depth = 0;
  for (let at = start; ; at++) {
    const byte = body[at];
    if (byte === QUOTE) at = stringEnd(body, at) - 1;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
    else if (depth === 0 && (byte === COMMA || byte === CLOSE_BRACE)) return at;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth--;
    else if (byte === undefined) throw new Error('the body ends within a value');
  }
}

/** One past the quote that ends the string beginning at `start`. */
function stringEnd(body: Buffer, start: number): number {
  for (let at = body.indexOf(QUOTE, start + 1); at >= 0; at = body.indexOf(QUOTE, at + 1)) {
    let slashes = 0;
    while (body[at - 1 - slashes] === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return at + 1;
  }
  throw new Error('the body ends within a string');
}
