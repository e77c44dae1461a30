import { expect, test } from 'vitest';
import type { BedrockCall, Refusal } from '../../proxy/demo/call.ts';
import { MissingModels } from '../../proxy/routing/missing-models.ts';
import { openRoad, question } from '../support/road.ts';
import { errorOf, serve } from '../support/served.ts';

test('a model that the account lacks falls to the nearest of its tier, is said so, and is remembered', async () => {
  await using road = await openRoad({ models: ['us.anthropic.claude-opus-4-8', 'us.anthropic.claude-opus-4-6-v1'] });
  const note = 'claude-opus-5-5 is not to be had in us-east-1: Claude Opus 4.8 answers';
  const first = await serve(road, question({ model: 'claude-opus-5-5' }));
  expect(first).toMatchObject({ status: 200, sent: { model: 'us.anthropic.claude-opus-4-8' }, notes: [note] });
  expect(new Set(first.refusals)).toEqual(new Set(['The provided model identifier is invalid.']));
  const second = await serve(road, question({ model: 'claude-opus-5-5' }));
  expect(second).toMatchObject({ status: 200, calls: [{}], notes: [note] });
  expect(road.exchanges.at(-1)).toMatchObject({ asked: 'claude-opus-5-5', served: 'us.anthropic.claude-opus-4-8' });
});

test('an alias of a tier falls without a word, since no version was asked for', async () => {
  await using road = await openRoad({ models: ['us.anthropic.claude-opus-4-8'] });
  expect(await serve(road, question({ model: 'opus' }))).toMatchObject({ status: 200, notes: [] });
});

test('the request is fitted anew to the model that answers', async () => {
  await using road = await openRoad({ models: ['us.anthropic.claude-haiku-4-5-20251001-v1:0'] });
  const parts = { model: 'claude-haiku-5-5', max_tokens: 100_000, thinking: { type: 'adaptive' } };
  const { status, sent, notes } = await serve(road, question(parts), { betas: ['compact-2026-01-12'] });
  expect(status).toBe(200);
  expect(sent?.body).toMatchObject({ max_tokens: 64_000, thinking: { type: 'enabled', budget_tokens: 16_000 } });
  expect(notes).toEqual([
    'claude-haiku-5-5 is not to be had in us-east-1: Claude Haiku 4.5 answers',
    'beta compact-2026-01-12 dropped',
    'max_tokens lowered to 64000, the limit of Claude Haiku 4.5',
    'thinking.adaptive sent as enabled with a budget',
  ]);
});

test('where the account has none of a tier, the client gets the words of Bedrock', async () => {
  await using road = await openRoad({ models: ['us.anthropic.claude-opus-5'] });
  for (let request = 0; request < 2; request++) {
    const served = await serve(road, question({ model: 'claude-haiku-4-5' }));
    expect(served.status).toBe(404);
    expect(errorOf(served)).toEqual({
      type: 'not_found_error',
      message: 'The provided model identifier is invalid.',
    });
    expect(served.headers.get('x-should-retry')).toBe('false');
  }
});

test('an id that somebody named is not replaced', async () => {
  await using road = await openRoad({ models: ['us.anthropic.claude-opus-5'] });
  const served = await serve(road, question({ model: 'us.anthropic.claude-opus-4-8' }));
  expect(served).toMatchObject({ status: 404, notes: [] });
});

const lacking: [name: string, refusal: Omit<Refusal, 'headers'>][] = [
  [
    'no access',
    {
      status: 403,
      type: 'AccessDeniedException',
      message: "You don't have access to the model with the specified model ID.",
    },
  ],
  ['not found', { status: 404, type: 'ResourceNotFoundException', message: 'Model not found.' }],
  [
    'on demand',
    {
      status: 400,
      type: 'ValidationException',
      message: 'Invocation of model ID x with on-demand throughput isn’t supported.',
    },
  ],
  [
    'end of life',
    { status: 404, type: 'ResourceNotFoundException', message: 'This model version has reached the end of its life.' },
  ],
  [
    'legacy, apache/airflow#72521',
    {
      status: 400,
      type: 'ValidationException',
      message:
        'This Model is marked by provider as Legacy and you have not been actively using the model in the last 30 days. Please upgrade to an active model on Amazon Bedrock.',
    },
  ],
];

test.each(lacking)('the model is passed over for: %s', async (_, refusal) => {
  const refuse = ({ model }: BedrockCall) => (model.includes('sonnet-4-6') ? refusal : undefined);
  await using road = await openRoad({ refuse });
  const { status, notes } = await serve(road, question({ model: 'claude-sonnet-4-6' }));
  expect(status).toBe(200);
  expect(notes).toEqual(['claude-sonnet-4-6 is not to be had in us-east-1: Claude Sonnet 4.5 answers']);
});

test.each([
  [
    'use case',
    {
      status: 404,
      type: 'ResourceNotFoundException',
      message: 'Model use case details have not been submitted for this account.',
    },
  ],
  [
    'no permission',
    { status: 403, type: 'AccessDeniedException', message: 'User x is not authorized to perform: bedrock:InvokeModel' },
  ],
  ['throttled', { status: 429, type: 'ThrottlingException', message: 'Too many requests' }],
] as [string, Refusal][])('the model stays the one that was asked for: %s', async (_, refusal) => {
  await using road = await openRoad({ refuse: () => refusal });
  const { calls } = await serve(road, question({ model: 'claude-sonnet-4-6' }));
  expect(calls).toHaveLength(1);
});

test('a missing model is passed over for ten minutes', () => {
  let now = 0;
  const missing = new MissingModels(() => now);
  expect(missing.has('a')).toBe(false);
  missing.add('a');
  now = 10 * 60 * 1000 - 1;
  expect([missing.has('a'), missing.has('b')]).toEqual([true, false]);
  now++;
  expect(missing.has('a')).toBe(false);
});
