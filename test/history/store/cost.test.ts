import { expect, test } from 'vitest';
import { type Billed, costOf } from '../../../proxy/history/cost.ts';
import type { OwnPrice } from '../../../proxy/history/worker-messages.ts';

const NONE: Billed = {
  kind: 'answer',
  model: 'claude-opus-5-5',
  servedModel: 'us.anthropic.claude-opus-5-5',
  inputTokens: undefined,
  cacheReadTokens: undefined,
  cacheWrite5mTokens: undefined,
  cacheWrite1hTokens: undefined,
  outputTokens: undefined,
  isAutoCached: false,
};
const opus = { model: 'opus', input: 1000, output: 100 };
const OWN: Record<string, OwnPrice> = {
  'claude-opus-5-5': { input: 1, output: 2 },
  'own.model-v1:0': { input: 0.1, output: 0.3, cacheRead: 0.01, cacheWrite5m: 0.2, cacheWrite1h: 0.4 },
  mine: { input: 7, output: 7 },
  constructor: { input: 9, output: 9 },
};

/** Prices of opus 5.5: global and in the region 4, 20, 0.2, 5, 8; of a geography a tenth more. */
const EXPECTED: readonly (readonly [
  what: string,
  billed: Partial<Billed>,
  own: typeof OWN,
  micros: number | null,
  saved?: number | null,
])[] = [
  ['of a geography', { inputTokens: 1000, outputTokens: 100 }, {}, 4400 + 2200],
  [
    'global',
    { servedModel: 'global.anthropic.claude-opus-5-5', inputTokens: 1000, outputTokens: 100 },
    {},
    4000 + 2000,
  ],
  ['by the bare id', { servedModel: 'anthropic.claude-opus-5-5', inputTokens: 1000 }, {}, 4000],
  [
    'by an ARN of a profile',
    {
      servedModel: 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-opus-5-5',
      inputTokens: 1000,
    },
    {},
    4400,
  ],
  [
    'by an ARN of a model',
    { servedModel: 'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-opus-5-5', inputTokens: 1000 },
    {},
    4000,
  ],
  [
    'every tier of the cache',
    { inputTokens: 10, cacheReadTokens: 1000, cacheWrite5mTokens: 100, cacheWrite1hTokens: 200, outputTokens: 1 },
    {},
    44 + 220 + 550 + 1760 + 22,
  ],
  ['rounded once', { inputTokens: 1, cacheReadTokens: 1, outputTokens: 0 }, {}, 5],
  [
    'what caching saved',
    { cacheReadTokens: 1000, cacheWrite5mTokens: 100, outputTokens: 1, isAutoCached: true },
    {},
    220 + 550 + 22,
    1100 * 4.4 - 770,
  ],
  ['what caching cost more', { cacheWrite5mTokens: 100, outputTokens: 1, isAutoCached: true }, {}, 550 + 22, 440 - 550],
  [
    'a long input, all of it at the higher price',
    { servedModel: 'global.openai.gpt-6-sol', inputTokens: 272_001, outputTokens: 10 },
    {},
    4 * 272_001 + 150,
  ],
  [
    'just as long as is usual',
    { servedModel: 'global.openai.gpt-6-sol', inputTokens: 272_000, outputTokens: 10 },
    {},
    2 * 272_000 + 100,
  ],
  [
    'a long input, most of it cached',
    { servedModel: 'global.openai.gpt-6-sol', inputTokens: 1, cacheReadTokens: 272_000, outputTokens: 0 },
    {},
    Math.round(4 + 0.4 * 272_000),
  ],
  [
    'an hour in the cache where that has no price',
    { servedModel: 'global.openai.gpt-6-sol', cacheWrite1hTokens: 100, outputTokens: 0 },
    {},
    250,
  ],
  [
    'a profile of a geography without a price',
    { servedModel: 'us-gov.anthropic.claude-opus-5-5', inputTokens: 1000 },
    {},
    null,
  ],
  ['a model that nobody knows', { servedModel: 'us.nobody.knows-v1:0', inputTokens: 1000 }, {}, null],
  [
    'a profile of the account',
    { servedModel: 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123', inputTokens: 1000 },
    {},
    null,
  ],
  ['nothing served', { servedModel: undefined, inputTokens: 1000 }, {}, null],
  ['nothing counted', {}, {}, null],
  ['nothing billed', { inputTokens: 0, outputTokens: 0 }, {}, null],
  ['a count', { kind: 'count', inputTokens: 1000 }, {}, 0],
  ['vectors', { kind: 'embedding', servedModel: 'us.anthropic.claude-opus-5-5', inputTokens: 1000 }, {}, 4400],
  [
    'an own price by slug, what caching costs by ratios',
    {
      inputTokens: 1000,
      cacheReadTokens: 1000,
      cacheWrite5mTokens: 1000,
      cacheWrite1hTokens: 1000,
      outputTokens: 1000,
    },
    OWN,
    1000 + 100 + 1250 + 2000 + 2000,
  ],
  [
    'an own price of an unknown model',
    {
      servedModel: 'own.model-v1:0',
      inputTokens: 1000,
      cacheReadTokens: 1000,
      cacheWrite5mTokens: 1000,
      cacheWrite1hTokens: 1000,
      outputTokens: 1000,
    },
    OWN,
    100 + 10 + 200 + 400 + 300,
  ],
  ['an own price by the name that was asked', { model: 'mine', servedModel: 'x.y', inputTokens: 10 }, OWN, 70],
  ['no price by a name of JavaScript', { model: 'toString', servedModel: 'x.y', inputTokens: 10 }, OWN, null],
];

for (const [what, billed, own, micros, saved = null] of EXPECTED) {
  test(`cost: ${what}`, () => {
    const cost = costOf({ ...NONE, ...billed }, own);
    expect([cost.costMicros, cost.savedMicros]).toEqual([micros, saved === null ? null : Math.round(saved)]);
    expect(cost.price === null).toBe(micros === null || billed.kind === 'count');
  });
}

test('the price that was used is told with where it comes from', () => {
  const { price } = costOf({ ...NONE, inputTokens: opus.input, outputTokens: opus.output }, {});
  expect(price).toEqual({
    input: 4.4,
    output: 22,
    cacheRead: 0.22,
    cacheWrite5m: 5.5,
    cacheWrite1h: 8.8,
    from: 'catalogue',
    isLongContext: false,
  });
  expect(costOf({ ...NONE, inputTokens: 1 }, OWN).price).toMatchObject({ from: 'settings', input: 1 });
});
