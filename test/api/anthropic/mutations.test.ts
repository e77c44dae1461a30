import fc from 'fast-check';
import { expect, test } from 'vitest';
import { requestFixture } from '../../fixtures/load.ts';
import { expectAnswer, expectStillThere, openForgivingRoad } from '../../support/forgiving.ts';
import { question } from '../../support/road.ts';

const CASES = [
  'claude-code-opus-5-5-turn-2',
  'claude-code-sonnet-4-6-image-and-pdf',
  'claude-code-tool-search-turn-2',
  'anthropic-sdk',
].map((name) => JSON.stringify(shortened(requestFixture(name).body)));

const anyCase = fc.nat(CASES.length - 1);

/** Bytes that mean something to JSON or to UTF-8, and that do not. */
const noise = fc.constantFrom(
  '',
  '"',
  '\\',
  '\\u',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '0',
  '-',
  '1e999',
  'null',
  'true',
  '\u0000',
  '\n',
  'é',
  '"":',
  '[]',
  '{}',
);

test('mutated bytes of real requests get an answer or a typed 4xx', { timeout: 30_000 }, async () => {
  await using road = await openForgivingRoad();
  const mutation = fc.record({ at: fc.nat(100_000), drop: fc.nat(6), insert: noise });
  await fc.assert(
    fc.asyncProperty(anyCase, fc.array(mutation, { minLength: 1, maxLength: 3 }), async (index, mutations) => {
      let bytes = CASES[index] ?? '';
      for (const { at, drop, insert } of mutations) {
        const from = at % (bytes.length + 1);
        bytes = bytes.slice(0, from) + insert + bytes.slice(from + drop);
      }
      await expectAnswer(road, bytes);
    }),
    { numRuns: 200, interruptAfterTimeLimit: 8000 },
  );
  await expectStillThere(road);
});

test('real requests with any value in any place get an answer or a typed 4xx', { timeout: 30_000 }, async () => {
  await using road = await openForgivingRoad();
  const value = fc.oneof(
    fc.constantFrom<unknown>(
      null,
      true,
      0,
      -1,
      1.5,
      1e21,
      '',
      ' ',
      'text',
      [],
      {},
      [null],
      [[]],
      [{}],
      { type: 'text' },
      'constructor',
      '__proto__',
    ),
    fc.jsonValue({ maxDepth: 2 }),
  );
  await fc.assert(
    fc.asyncProperty(
      anyCase,
      fc.array(fc.tuple(fc.nat(5000), value), { minLength: 1, maxLength: 3 }),
      async (index, edits) => {
        const body = JSON.parse(CASES[index] ?? '') as Record<string, unknown>;
        for (const [pick, replacement] of edits) {
          const places = placesIn(body);
          const [owner, key] = places[pick % places.length] ?? [body, 'model'];
          (owner as Record<string | number, unknown>)[key] = structuredClone(replacement);
        }
        await expectAnswer(road, JSON.stringify(body));
      },
    ),
    { numRuns: 250, interruptAfterTimeLimit: 8000 },
  );
  await expectStillThere(road);
});

test('a field that is wrong inside, where nobody looks but whoever reads it, is a typed 400', async () => {
  await using road = await openForgivingRoad();
  for (const field of [
    'stream',
    'tools',
    'system',
    'thinking',
    'output_config',
    'metadata',
    'max_tokens',
    'tool_choice',
    'anthropic_beta',
    'service_tier',
    'cache_control',
    'context_management',
  ]) {
    for (const value of [
      '[1,,2]',
      '{"a":}',
      '"\\x"',
      '{"a" 1}',
      '[{"cache_control":{"type":,}}]',
      '[{"type":"text","text":"\\q"}]',
    ]) {
      const body = JSON.stringify(question()).replace(/\}$/, `,${JSON.stringify(field)}:${value}}`);
      await expectAnswer(road, body, `${field} ${value}`);
      await expectAnswer(road, body, `count ${field} ${value}`, '/v1/messages/count_tokens');
    }
  }
});

test('names of models that mean something to JavaScript are names that nobody knows', async () => {
  await using road = await openForgivingRoad({ aliases: { mine: 'opus' } });
  for (const model of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf']) {
    expect((await road.post(question({ model }))).status, model).toBe(404);
    const listed = await fetch(`${road.adit.url}/v1/models/${model}`, { headers: { 'x-api-key': road.adit.key } });
    expect(listed.status, model).toBe(404);
  }
});

/** Every place in a body that holds a value. */
function placesIn(value: unknown): [owner: object, key: string | number][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [[value, key] as [object, string], ...placesIn(item)]);
}

/** The same request with its long texts shortened: what is inside them is of no matter here. */
function shortened(value: unknown): unknown {
  if (typeof value === 'string') return value.slice(0, 120);
  if (Array.isArray(value)) return value.slice(0, 6).map(shortened);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shortened(item)]));
}
