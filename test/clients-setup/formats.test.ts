import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editText, FORMATS, valueAt } from '../../proxy/clients/files/format.ts';
import { splice, splicesBetween } from '../../proxy/clients/files/splice.ts';
import { unifiedDiff } from '../../proxy/clients/files/unified.ts';

const JSON_FORMAT = FORMATS.json;
const TOML_FORMAT = FORMATS.toml;

/** Blanks and comments, as they may stand between any two pieces of JSON; each comment has a number. */
const gaps = fc.constantFrom('', ' ', '\n', '\n  ', '\r\n\t', ' /* ? */ ', ' // ?\n', '\n  // ?\n  ', '\n\n');

/** The text of a value, written in one of many ways; a comment between a key and its value would go with the key. */
function jsonText(value: unknown, gap: () => string): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const isArray = Array.isArray(value);
  const pieces = isArray
    ? value.map((item) => gap() + jsonText(item, gap) + gap())
    : Object.entries(value).map(([key, item]) => `${gap()}${JSON.stringify(key)} : ${jsonText(item, gap)}${gap()}`);
  const behind = gap();
  const trailing = pieces.length > 0 && behind.length > 2 ? `,${behind}` : behind;
  return `${isArray ? '[' : '{'}${pieces.join(',')}${trailing}${isArray ? ']' : '}'}`;
}

const names = fc.constantFrom('a', 'b', 'env', 'x y', 'é');
const leaves = fc.oneof(
  fc.constantFrom('v', '// no comment', ',', '}', '"'),
  fc.integer(),
  fc.constant(null),
  fc.boolean(),
);
const objects = fc.dictionary(
  names,
  fc.oneof(leaves, fc.array(leaves, { maxLength: 2 }), fc.dictionary(names, leaves, { maxKeys: 3 })),
  {
    maxKeys: 4,
  },
);

describe('JSON with comments', () => {
  test('keeps every comment and every other value, whatever is set and taken out', () => {
    const changes = fc.array(
      fc.record({ path: fc.tuple(names, names), value: fc.option(leaves, { nil: undefined }) }),
      {
        minLength: 1,
        maxLength: 4,
      },
    );
    fc.assert(
      fc.property(objects, fc.array(gaps, { minLength: 40, maxLength: 40 }), changes, (object, blanks, wished) => {
        let at = 0;
        let comments = 0;
        const gap = () => (blanks[at++ % blanks.length] ?? '').replace('?', () => `c${comments++};`);
        const text = gap() + jsonText(object, gap) + gap();
        const possible = wished.filter(({ path: [first] }) => {
          const there = valueAt(object, [first]);
          return there === undefined || (typeof there === 'object' && there !== null && !Array.isArray(there));
        });
        // It throws where what comes out is not what was wished.
        const edited = editText(JSON_FORMAT, text, possible, 'the file');
        for (let comment = 0; comment < comments; comment++) expect(edited).toContain(`c${comment};`);
      }),
      { numRuns: 1500 },
    );
  });

  test('puts a comma behind the last value and a new key behind its comment', () => {
    const text = '{\n  "a": 1 // one\n}\n';
    expect(JSON_FORMAT.edit(text, { path: ['b'], value: 2 })).toBe('{\n  "a": 1, // one\n  "b": 2\n}\n');
  });

  test('takes a key out with its line, and leaves a comment that stood behind it', () => {
    expect(JSON_FORMAT.edit('{\n  "a": 1,\n  "b": 2\n}\n', { path: ['b'], value: undefined })).toBe('{\n  "a": 1\n}\n');
    expect(JSON_FORMAT.edit('{\n  "a": 1,\n  "b": 2, // two\n}\n', { path: ['b'], value: undefined })).toContain(
      '// two',
    );
    expect(JSON_FORMAT.edit('{"a":1,"b":2,"c":3}', { path: ['b'], value: undefined })).toBe('{"a":1,"c":3}');
  });
});

describe('TOML', () => {
  test.each([
    { what: 'at the top', text: '# c\n[t]\nx = 1\n', edited: 'k = "v"\n\n# c\n[t]\nx = 1\n', path: ['k'] },
    {
      what: 'behind the last of no table',
      text: 'a = 1 # c\n\n[t]\n',
      edited: 'a = 1 # c\nk = "v"\n\n[t]\n',
      path: ['k'],
    },
    {
      what: 'in a table that is there',
      text: '[t]\r\nx = 1\r\n[u]\r\n',
      edited: '[t]\r\nx = 1\r\nk = "v"\r\n[u]\r\n',
      path: ['t', 'k'],
    },
    { what: 'in an empty table', text: '[t] # c\n[u]\n', edited: '[t] # c\nk = "v"\n[u]\n', path: ['t', 'k'] },
    {
      what: 'in place of another',
      text: "[t]\n'k'   =   '''old\n''' # c\n",
      edited: '[t]\n\'k\'   =   "v" # c\n',
      path: ['t', 'k'],
    },
    { what: 'as dotted keys have it', text: 't.k = 1 # c\n', edited: 't.k = "v" # c\n', path: ['t', 'k'] },
    {
      what: 'inside an inline table',
      text: 't = { k = 1, l = 2 }\n',
      edited: 't = { k = "v", l = 2 }\n',
      path: ['t', 'k'],
    },
    {
      what: 'in a new table at the end',
      text: 'a = 1',
      edited: 'a = 1\n\n[t."x y"]\nk = "v"\n',
      path: ['t', 'x y', 'k'],
    },
  ])('sets a key $what', ({ text, edited, path }) => {
    expect(editText(TOML_FORMAT, text, [{ path, value: 'v' }], 'the file')).toBe(edited);
  });

  test.each([
    { text: 'a = 1\nk = 2\nb = 3\n', edited: 'a = 1\nb = 3\n', path: ['k'] },
    { text: 'k = 2 # c\nb = 3\n', edited: ' # c\nb = 3\n', path: ['k'] },
    { text: 'a = 1\n\n[t]\n', edited: 'a = 1\n', path: ['t'] },
    { text: 'a = 1', edited: 'a = 1', path: ['k'] },
  ])('takes a key out of $text', ({ text, edited, path }) => {
    expect(TOML_FORMAT.edit(text, { path, value: undefined })).toBe(edited);
  });

  test('keeps dates, floats and long numbers as they are written', () => {
    const text = 'd = 1979-05-27T07:32:00Z\nf = 1e06\ni = 0x_DEAD\nl = 9007199254740993\n'.replace('0x_', '0x');
    expect(editText(TOML_FORMAT, text, [{ path: ['k'], value: 'v' }], 'the file')).toBe(`${text}k = "v"\n`);
  });
});

test('splices make one text of another, whatever they are', () => {
  const texts = fc
    .array(fc.constantFrom('a', 'b', '\n', '\r\n', 'long words', '\u{1F600}'), { maxLength: 30 })
    .map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(texts, texts, (from, to) => splice(from, splicesBetween(from, to)) === to),
    { numRuns: 1000 },
  );
});

test('a difference is one that git takes', () => {
  const folder = mkdtempSync('/tmp/adit-diff-');
  try {
    const before = Array.from({ length: 40 }, (_, at) => `line ${at}\n`);
    const after = before.with(3, 'new 3\n').with(9, 'new 9\n').toSpliced(30, 1, 'two\n', 'lines').concat('end');
    writeFileSync(`${folder}/file`, before.join(''));
    const diff = unifiedDiff('file', before.join(''), after.join(''));
    execFileSync('git', ['apply', '--unsafe-paths', '--directory=.', '-'], {
      cwd: folder,
      input: diff.replace('--- file', '--- a/file').replace('+++ file', '+++ b/file'),
    });
    expect(readFileSync(`${folder}/file`, 'utf8')).toBe(after.join(''));
    expect(diff.split('\n').filter((line) => line.startsWith('@@'))).toHaveLength(3);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
