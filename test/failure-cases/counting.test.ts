import { expect, test } from 'vitest';
import { countedBody } from '../../proxy/demo/tokens.ts';
import { openRoad } from '../support/road.ts';
import { serve } from '../support/served.ts';

const path = '/v1/messages/count_tokens?beta=true';
const messages = [{ role: 'user', content: 'words '.repeat(200) }];
const lacks = "The provided model doesn't support counting tokens.";
const estimated = ['estimated: Amazon Bedrock did not count'];

test('count-tokens: where Bedrock counts, it is asked with a whole body of InvokeModel (BerriAI/litellm#37102)', async () => {
  await using road = await openRoad();
  for (const model of ['claude-sonnet-4-6', 'claude-haiku-4-5', 'claude-opus-4-6[1m]']) {
    const body = { model, messages, thinking: { type: 'adaptive' }, system: [{ type: 'text', text: 's' }] };
    const served = await serve(road, body, { path, betas: ['oauth-2025-04-20', 'interleaved-thinking-2025-05-14'] });
    expect(served).toMatchObject({ status: 200, refusals: [], calls: [{ operation: 'count-tokens' }], notes: [] });
    expect(JSON.parse(served.text)).toEqual({ input_tokens: expect.any(Number) });
    const counted = served.sent && JSON.parse(String(countedBody(served.sent)));
    expect(counted).toMatchObject({
      anthropic_version: 'bedrock-2023-05-31',
      messages,
      max_tokens: expect.any(Number),
    });
    expect(counted).not.toHaveProperty('model');
  }
});

test('count-tokens: where it does not, an estimate says that it is one, and Bedrock is not asked again (BerriAI/litellm#27632)', async () => {
  await using road = await openRoad();
  for (const model of ['claude-opus-5-5', 'claude-opus-4-8']) {
    const first = await serve(road, { model, messages }, { path });
    expect(first).toMatchObject({ status: 200, refusals: [lacks], notes: estimated });
    const { input_tokens, ...rest } = JSON.parse(first.text) as { input_tokens: number };
    expect(rest).toEqual({ estimated: true });
    // On the high side, so that a client compacts early and not too late (BerriAI/litellm#32683).
    expect(input_tokens).toBeGreaterThan(250);
    expect(input_tokens).toBeLessThan(600);
    expect(await serve(road, { model, messages }, { path })).toMatchObject({
      status: 200,
      calls: [],
      notes: estimated,
    });
  }
});

test('count-tokens: thirty at once are all answered (BerriAI/litellm#13252)', async () => {
  await using road = await openRoad();
  for (const model of ['claude-opus-5-5', 'claude-sonnet-4-6']) {
    const answers = await Promise.all(Array.from({ length: 30 }, () => road.post({ model, messages }, { path })));
    expect(answers.map(({ status }) => status)).toEqual(Array(30).fill(200));
    const counts = await Promise.all(answers.map((answer) => answer.json()));
    expect(new Set(counts.map((count) => JSON.stringify(count))).size).toBe(1);
  }
});

test('count-tokens: what this one request made fail does not end the counting of others (BerriAI/litellm#26436)', async () => {
  await using road = await openRoad();
  const model = 'claude-sonnet-4-6';
  const long = { model, messages: [{ role: 'user', content: 'words '.repeat(150_000) }] };
  const odd = { model, messages, stop_sequences: [' '] };
  for (const body of [long, odd]) {
    const served = await serve(road, body, { path });
    expect(served).toMatchObject({ status: 200, refusals: [expect.any(String)], notes: estimated });
    expect(await serve(road, { model, messages }, { path })).toMatchObject({ calls: [{}], refusals: [], notes: [] });
  }
});

test('count-tokens: without permission to count there is an estimate, and Bedrock is not asked again (BerriAI/litellm#34272)', async () => {
  const refusal = {
    status: 403,
    type: 'AccessDeniedException',
    message: 'User is not authorized to perform: bedrock:CountTokens',
  };
  await using road = await openRoad({
    refuse: ({ operation }) => (operation === 'count-tokens' ? refusal : undefined),
  });
  const body = { model: 'claude-sonnet-4-6', messages };
  expect(await serve(road, body, { path })).toMatchObject({ status: 200, calls: [{}], notes: estimated });
  expect(await serve(road, body, { path })).toMatchObject({ status: 200, calls: [], notes: estimated });
});

test('count-tokens: trouble at Bedrock is an estimate this once (BerriAI/litellm#13252)', async () => {
  for (const [status, type] of [
    [500, 'InternalServerException'],
    [429, 'ThrottlingException'],
    [403, 'ExpiredTokenException'],
  ] as const) {
    let broken = true;
    const refuse = () => (broken ? { status, type, message: 'No' } : undefined);
    await using road = await openRoad({ refuse });
    const body = { model: 'claude-sonnet-4-6', messages };
    expect(await serve(road, body, { path })).toMatchObject({ status: 200, notes: estimated });
    broken = false;
    expect(await serve(road, body, { path })).toMatchObject({ status: 200, notes: [], refusals: [] });
  }
});

test('count-tokens: a request that is none is told so (BerriAI/litellm#26436)', async () => {
  await using road = await openRoad();
  expect((await serve(road, '{"model":', { path })).status).toBe(400);
  expect((await serve(road, { messages }, { path })).status).toBe(400);
  expect((await serve(road, { model: 'nothing-known', messages }, { path })).status).toBe(404);
});
