import { expect, test } from 'vitest';
import type { BedrockCall, Refusal } from '../../proxy/demo/call.ts';
import { openRoad, question } from '../support/road.ts';
import { errorOf, serve } from '../support/served.ts';

const safe = ['claude-code-20250219', 'interleaved-thinking-2025-05-14'];
const context1m = 'context-1m-2025-08-07';
const flags = [
  context1m,
  'computer-use-2025-11-24',
  'thinking-token-count-2026-05-13',
  'tool-examples-2025-10-29',
  'fine-grained-tool-streaming-2025-05-14',
];

/** Refuses a field as AWS does. */
function refusing(...fields: string[]): (call: BedrockCall) => Refusal | undefined {
  return ({ body }) => {
    const field = fields.find((name) => name in body);
    return field === undefined
      ? undefined
      : { status: 400, type: 'ValidationException', message: `${field}: Extra inputs are not permitted` };
  };
}

test('a field that is refused by name is left out at once, and is not sent again', async () => {
  await using road = await openRoad();
  const body = question({ tomorrow: { a: 1 } });
  const first = await serve(road, body);
  expect(first).toMatchObject({ status: 200, refusals: ['tomorrow: Extra inputs are not permitted'] });
  expect(first.notes).toEqual(['tomorrow dropped: refused before']);
  expect(first.calls.map((call) => 'tomorrow' in call.body)).toEqual([true, false]);
  const second = await serve(road, body);
  expect(second).toMatchObject({ status: 200, refusals: [], notes: first.notes });
  expect(road.exchanges.map(({ retries }) => retries)).toEqual([1, 0]);
  // Another model is another matter.
  expect((await serve(road, { ...body, model: 'claude-haiku-4-5' })).calls).toHaveLength(2);
});

test('several fields that are refused one after the other are mended in one request', async () => {
  await using road = await openRoad({ refuse: refusing('stop_sequences', 'top_k', 'metadata') });
  const parts = { stop_sequences: ['X'], top_k: 3, metadata: { user_id: 'me' }, one: 1, two: 2 };
  const { status, calls, sent } = await serve(road, question(parts));
  expect([status, calls.length]).toEqual([200, 6]);
  for (const field of Object.keys(parts)) expect(sent?.body).not.toHaveProperty(field);
});

test('mending has an end: the ninth refusal reaches the client', async () => {
  const fields = Array.from({ length: 12 }, (_, index) => `field_${index}`);
  await using road = await openRoad();
  const body = question(Object.fromEntries(fields.map((field) => [field, 1])));
  const { status, calls, headers } = await serve(road, body);
  expect([status, calls.length, headers.get('x-should-retry')]).toEqual([400, 9, 'false']);
  // What was learned on the way helps the next request.
  expect(await serve(road, body)).toMatchObject({ status: 200 });
});

test('a refusal that nothing can be left out for reaches the client as it is, after one call', async () => {
  await using road = await openRoad();
  const served = await serve(road, question({ stop_sequences: [' '] }));
  expect(served).toMatchObject({ status: 400, refusals: [expect.any(String)] });
  expect(errorOf(served)).toEqual({
    type: 'invalid_request_error',
    message: 'stop_sequences: each stop sequence must contain non-whitespace',
  });
});

test.each(['text', 'json'] as const)('the words are read out of their wrapping: %s', async (wrapped) => {
  await using road = await openRoad({ wrapped });
  const { status, sent } = await serve(road, question({ tomorrow: 1 }));
  expect(status).toBe(200);
  expect(sent?.body).not.toHaveProperty('tomorrow');
});

test('flags that are refused by name are left out at once', async () => {
  await using road = await openRoad({ refuseBetas: /^(context-1m|tool-examples)-/, namedBetas: true });
  for (const model of ['claude-sonnet-4-6', 'claude-opus-5']) {
    const first = await serve(road, question({ model }), { betas: [...safe, ...flags] });
    expect(first).toMatchObject({ status: 200, refusals: [expect.stringContaining(context1m)] });
    expect(first.notes).toEqual([`beta ${context1m} dropped`, 'beta tool-examples-2025-10-29 dropped']);
    const second = await serve(road, question({ model }), { betas: [...safe, ...flags] });
    expect(second.refusals).toEqual([]);
    expect(second.sent?.betas).toEqual([...safe, ...flags].filter((flag) => !/^(context-1m|tool-examples)/.test(flag)));
  }
});

test('a flag without a name: the first request gets the safe ones, the next ones find it, in two calls at most', async () => {
  await using road = await openRoad({ refuseBetas: /^thinking-token-count-/ });
  const first = await serve(road, question(), { betas: [...safe, ...flags] });
  expect(first).toMatchObject({ status: 200, refusals: ['invalid beta flag'] });
  expect(first.sent?.betas).toEqual(safe);
  expect(first.notes).toEqual(flags.map((flag) => `beta ${flag} dropped`));
  for (let request = 0; request < 8; request++) {
    const { status, calls } = await serve(road, question(), { betas: [...safe, ...flags] });
    expect(status).toBe(200);
    expect(calls.length).toBeLessThanOrEqual(2);
  }
  const last = await serve(road, question(), { betas: [...safe, ...flags] });
  expect(last.refusals).toEqual([]);
  expect(last.sent?.betas).toEqual([...safe, ...flags].filter((flag) => !flag.startsWith('thinking-token-count-')));
  expect(last.notes).toEqual(['beta thinking-token-count-2026-05-13 dropped']);
});

test('requests at the same time do not convict an innocent flag', async () => {
  await using road = await openRoad({ refuseBetas: /^thinking-token-count-/ });
  const post = () => road.post(question(), { headers: { 'anthropic-beta': [...safe, ...flags].join() } });
  for (let round = 0; round < 6; round++) {
    const answers = await Promise.all([post(), post(), post(), post()]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  }
  for (let request = 0; request < 6; request++) await serve(road, question(), { betas: [...safe, ...flags] });
  const { sent } = await serve(road, question(), { betas: [...safe, ...flags] });
  expect(sent?.betas).toEqual([...safe, ...flags].filter((flag) => !flag.startsWith('thinking-token-count-')));
});

test('the system role is folded once it was refused, and from then on', async () => {
  await using road = await openRoad({ foldSystemRole: true });
  const messages = [
    { role: 'user', content: 'a' },
    { role: 'system', content: 'b' },
  ];
  const first = await serve(road, question({ model: 'claude-opus-5-5', messages }));
  expect(first).toMatchObject({ status: 200, refusals: [expect.stringContaining('messages.1.role')] });
  expect(first.notes).toEqual(['system role in messages sent as user text']);
  expect((await serve(road, question({ model: 'claude-opus-5-5', messages }))).refusals).toEqual([]);
});

test('a role that no model knows does not teach that the system role is refused', async () => {
  await using road = await openRoad();
  const odd = question({ model: 'claude-opus-5', messages: [{ role: 'developer', content: 'a' }] });
  expect(await serve(road, odd)).toMatchObject({ status: 400, calls: [{}] });
  const messages = [
    { role: 'user', content: 'a' },
    { role: 'system', content: 'b' },
  ];
  const served = await serve(road, question({ model: 'claude-opus-5', messages }));
  expect(served).toMatchObject({ status: 200, notes: [], sent: { body: { messages } } });
});

test('a billing line that Bedrock reserves for itself is left out from the second try on (anthropics/claude-code#24168)', async () => {
  const message = 'x-anthropic-billing-header is a reserved keyword and may not be used in the system prompt.';
  await using road = await openRoad({
    refuse: ({ body }) =>
      JSON.stringify(body.system).includes('x-anthropic-billing-header')
        ? { status: 400, type: 'ValidationException', message }
        : undefined,
  });
  const system = [
    { type: 'text', text: 'x-anthropic-billing-header: cc_version=2.1.38; cc_entrypoint=cli;' },
    { type: 'text', text: 'You are a helper.', cache_control: { type: 'ephemeral' } },
  ];
  for (const refusals of [1, 1]) {
    const response = await road.post(question({ system }));
    expect(response.status).toBe(200);
    expect(response.headers.get('adit-notes')).toContain('x-anthropic-billing-header dropped');
    expect(road.bedrock.refusals).toHaveLength(refusals);
  }
  expect(road.bedrock.stats.calls.at(-1)?.body.system).toEqual(system.slice(1));
});
