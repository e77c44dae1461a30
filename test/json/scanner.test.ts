import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JsonSyntaxError, Mark, Scanner } from '../../proxy/bedrock/json/scanner.ts';
import { JsonObject } from '../../proxy/bedrock/json/tree.ts';
import { spelledMembers, spelledObject, spelledSpaces, spelledValue } from './spelled.ts';

test('a value ends where JSON says, whatever follows it', () => {
  fc.assert(
    fc.property(spelledValue, fc.constantFrom('', ',', ' ]', '}', '\n"x"', ' '), (value, tail) => {
      const scanner = new Scanner(Buffer.from(value + tail));
      scanner.skip();
      expect(scanner.position).toBe(Buffer.byteLength(value));
    }),
    { numRuns: 500 },
  );
});

test('strings end at their own quote, with any number of backslashes anywhere', () => {
  for (let length = 0; length < 80; length++) {
    for (const run of [0, 1, 2, 3, 4, 31, 32, 33, 34]) {
      const value = JSON.stringify(`${'x'.repeat(length)}${'\\'.repeat(run)}"${'\\'.repeat(run)}`);
      const scanner = new Scanner(Buffer.from(`${value}"`));
      scanner.skip();
      expect(scanner.position).toBe(value.length);
    }
  }
});

test('whatever JSON.parse takes as an object is taken, and mutated texts give a syntax error or an object', () => {
  const mutation = fc.record({
    at: fc.nat(500),
    drop: fc.nat(3),
    insert: fc.constantFrom('', '"', '\\', '{', ']', ',', ':', '0', 'e', 'nul', '\u0000'),
  });
  fc.assert(
    fc.property(spelledMembers, spelledSpaces, fc.array(mutation, { maxLength: 3 }), (members, spaces, mutations) => {
      let text = spelledObject(members, spaces);
      for (const { at, drop, insert } of mutations) {
        const from = at % (text.length + 1);
        text = text.slice(0, from) + insert + text.slice(from + drop);
      }
      const error = errorOf(() =>
        JsonObject.parse(Buffer.from(text), new Set(members.map(({ name }) => JSON.parse(name) as string))),
      );
      if (isObject(text)) expect(error).toBeUndefined();
      else if (error) expect(error.name).toMatch(/^(JsonSyntaxError|SyntaxError)$/);
    }),
    { numRuns: 1000 },
  );
});

test('the offset of what is wrong is told in bytes', () => {
  for (const [text, offset] of [
    ['', 0],
    ['[]', 0],
    ['{"é":1,}', 8],
    ['{"a":1}x', 7],
    ['{"a":tru}', 5],
    ['{"a":[1}', 7],
    ['{"a":"b', 5],
    ['{"a" 1}', 5],
    ['{a:1}', 1],
  ] as const) {
    const error = errorOf(() => JsonObject.parse(Buffer.from(text), new Set()));
    expect(error, text).toBeInstanceOf(JsonSyntaxError);
    expect((error as JsonSyntaxError).offset, text).toBe(offset);
  }
});

test('marks tell what is somewhere inside, at any depth and through cuts', () => {
  const text = `{
    "plain": [{"text": "cache control", "type": "text"}],
    "cached": [{"a": [{"cache_control": {"type": "ephemeral"}}]}],
    "blank": [{"text" : " \\n\\t "}],
    "remote": [{"source": {"type": "url"}}],
    "held": [{"source": {"type": "file"}}],
    "unsigned": [{"signature" : ""}],
    "reasoned": [{"signature":"openai-reasoning:a:b"}],
    "signed": [{"signature": "c2ln"}, {"signature": null}]
  }`;
  const object = JsonObject.parse(Buffer.from(text), new Set(['cached']));
  const marks = Object.fromEntries(object.names().map((name) => [name, object.marksOf(name)]));
  expect(marks).toEqual({
    plain: 0,
    cached: Mark.cacheControl,
    blank: Mark.blankText,
    remote: Mark.remoteSource,
    held: Mark.remoteSource,
    unsigned: Mark.foreignSignature,
    reasoned: Mark.foreignSignature,
    signed: 0,
  });
  expect(object.marks).toBe(Mark.cacheControl | Mark.blankText | Mark.remoteSource | Mark.foreignSignature);
  object.array('blank');
  expect(object.marksOf('blank')).toBe(Mark.blankText);
  expect(object.array('cached')?.marksOf(0)).toBe(Mark.cacheControl);
});

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function errorOf(run: () => unknown): Error | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
