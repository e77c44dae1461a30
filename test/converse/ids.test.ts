import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeToolName, encodeToolId, encodeToolName, ToolIds } from '../../proxy/bedrock/converse/tool-ids.ts';

const TAKEN = /^[a-zA-Z0-9_-]{1,64}$/;

/** Texts that are taken as they are, that are not, and that look like what the encoding makes. */
const anyText = fc.oneof(
  fc.string({ maxLength: 80 }),
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.stringMatching(/^[xh]__[\w-]{0,70}$/),
  fc
    .array(fc.constantFrom('_', '__', '_u', '_u002e', 'x__', 'h__', '.', ':', '\ud800', 'a'), { maxLength: 20 })
    .map((parts) => parts.join('')),
);

test('what Bedrock takes is sent as it is', () => {
  for (const id of ['toolu_01A-b', 'a', 'mcp__server__tool', 'A'.repeat(64)]) {
    expect(encodeToolId(id)).toBe(id);
    expect(decodeToolName(id)).toBe(id);
  }
});

test('every text is encoded in the characters and the length that Bedrock takes', () => {
  fc.assert(fc.property(anyText, (id) => void expect(encodeToolId(id)).toMatch(TAKEN)));
});

test('two texts are never encoded alike', () => {
  fc.assert(
    fc.property(anyText, anyText, (one, other) => {
      expect(encodeToolId(one) === encodeToolId(other)).toBe(one === other);
    }),
    { numRuns: 1000 },
  );
});

test('a name comes back as it was, however long and odd', () => {
  fc.assert(fc.property(anyText, (name) => void expect(decodeToolName(encodeToolName(name))).toBe(name)));
});

test('a name that nobody encoded stays, even where it looks encoded', () => {
  for (const name of ['x__', 'x__a_', 'x__Read', 'x__a_u00', 'h__none_abc', 'Read']) {
    expect(decodeToolName(name)).toBe(name === 'x__' ? '' : name);
  }
});

test('Mistral gets ids of nine letters and digits, each call its own', () => {
  const anyIds = fc.uniqueArray(fc.oneof(anyText, fc.stringMatching(/^[a-zA-Z0-9]{9}$/)), { maxLength: 30 });
  fc.assert(
    fc.property(anyIds, (all) => {
      const ids = new ToolIds('nine-alphanumerics');
      const encoded = all.map((id) => ids.encode(id));
      expect(new Set(encoded).size).toBe(all.length);
      for (const id of encoded) expect(id).toMatch(/^[a-zA-Z0-9]{9}$/);
      expect(all.map((id) => ids.encode(id))).toEqual(encoded);
    }),
  );
});

test('an id of nine letters and digits stays for Mistral', () => {
  expect(new ToolIds('nine-alphanumerics').encode('abcDEF123')).toBe('abcDEF123');
});
