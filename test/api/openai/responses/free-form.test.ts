import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FreeFormText } from '../../../../proxy/api/openai/responses/free-form.ts';

/** Reads a JSON text that comes in these pieces; tells what came of each, and of the end. */
function inPieces(pieces: string[]): string[] {
  const text = new FreeFormText();
  const given = [...pieces.map((piece) => text.push(piece)), text.end()];
  expect(text.text).toBe(given.join(''));
  return given;
}

const splitAt = (json: string, cuts: number[]) => {
  const places = [0, ...cuts.map((cut) => cut % (json.length + 1)).toSorted((a, b) => a - b), json.length];
  return places.slice(1).map((end, index) => json.slice(places[index], end));
};

/** Every character by itself, plain or escaped, as JSON allows. */
const spelled = (text: string, escapes: boolean[]) =>
  [...Array(text.length).keys()]
    .map((at) => {
      const unit = text.charAt(at);
      if (escapes[at % escapes.length]) return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
      return JSON.stringify(unit).slice(1, -1);
    })
    .join('');

const anyText = fc.string({ unit: 'binary', maxLength: 40 });

test('text comes back exactly, however it is spelled and wherever it is split', () => {
  fc.assert(
    fc.property(
      anyText,
      fc.array(fc.boolean(), { minLength: 1 }),
      fc.array(fc.nat()),
      fc.constantFrom('{"input":"', ' {\n "input" : "'),
      (text, escapes, cuts, opening) => {
        const json = `${opening}${spelled(text, escapes)}" }`;
        expect(inPieces(splitAt(json, cuts)).join('')).toBe(text);
      },
    ),
  );
});

test('split at every place, and into single characters, text comes back exactly', () => {
  const text = 'a"\\/\b\f\n\r\t😀\u0000é\u2028 \\u0041 end';
  for (const json of [JSON.stringify({ input: text }), `{"input":"${spelled(text, [true])}"}`]) {
    for (let at = 0; at <= json.length; at++) {
      expect(inPieces([json.slice(0, at), json.slice(at)]).join('')).toBe(text);
    }
    expect(inPieces(json.split('')).join('')).toBe(text);
  }
});

test('no piece ends inside a surrogate pair, and all but that comes at once', () => {
  expect(inPieces(['{"input":"a\\ud83d', '\\ude00b', '"}'])).toEqual(['a', '😀b', '', '']);
  expect(inPieces(['{"inp', 'ut":"a\\', 'nb\\u00', 'e9"}'])).toEqual(['', 'a', '\nb', 'é', '']);
});

test('half of a pair that stays alone is given all the same', () => {
  expect(inPieces(['{"input":"a\\ud83d"}']).join('')).toBe('a\ud83d');
});

test.each([
  ['{"other":1,"input":"x"}', 'x'],
  ['{"input":5}', '{"input":5}'],
  ['{"text":"x"}', '{"text":"x"}'],
  ['["x"]', '["x"]'],
  ['{"input":"cut', 'cut'],
  ['{"input":"cut\\', 'cut'],
  ['', ''],
  [`{${' '.repeat(500)}"input":"x"}`, 'x'],
])('what a model writes in another form comes whole at the end: %s', (json, text) => {
  expect(inPieces(json.split('')).join('')).toBe(text);
});

test('no pieces of anything make it throw', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom('{"input":"', '\\u', '\\', '"', '}'))), (pieces) => {
      inPieces(pieces);
    }),
  );
});

test('a long text costs no more than its length', () => {
  const text = new FreeFormText();
  text.push('{"input":"');
  const started = performance.now();
  for (let count = 0; count < 200_000; count++) text.push('words\\n');
  text.push('"}');
  expect(text.end()).toBe('');
  expect(text.text).toHaveLength(1_200_000);
  // With a cost that grows by its square this takes minutes.
  expect(performance.now() - started).toBeLessThan(5000);
});
