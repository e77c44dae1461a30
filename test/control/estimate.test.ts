import { expect, test } from 'vitest';
import { modelOf } from '../../proxy/bedrock/catalogue/catalogue.ts';
import type { ReplayEstimate } from '../../proxy/control/actions/estimate.ts';
import type { RequestDetail, RequestRow } from '../../proxy/history/shapes.ts';
import { type HeadlessOptions, openHeadless } from './headless.ts';
import { row, ScriptedHistory } from './scripted-history.ts';

const ID = 'us.anthropic.claude-sonnet-4-6';
const { input = 0, output = 0, cacheRead = 0, cacheWrite5m = 0 } = modelOf(ID)?.prices.us ?? {};
const BODY = {
  model: 'claude-sonnet-4-6',
  max_tokens: 400,
  messages: [{ role: 'user', content: 'word '.repeat(300) }],
};

test('what was counted the first time is what is reckoned with', async () => {
  expect(input * output * cacheRead * cacheWrite5m).toBeGreaterThan(0);
  expect(await estimate({ inputTokens: 1000, outputTokens: 200 })).toEqual({
    model: 'claude-sonnet-4-6',
    inputTokens: 1000,
    inputFrom: 'counted',
    outputTokens: 200,
    outputFrom: 'first-answer',
    costMicros: Math.round(1000 * input + 200 * output),
    cachedCostMicros: null,
    note: 'An estimate: the prompt as it was counted the first time, and an answer as long as the first one.',
  });
});

test('a prompt that was cached costs the writing of it again, or its reading while the cache still has it', async () => {
  const counted = { inputTokens: 100, cacheReadTokens: 8000, cacheWrite5mTokens: 900, outputTokens: 200 };
  expect(await estimate(counted)).toMatchObject({
    inputTokens: 9000,
    costMicros: Math.round(9000 * cacheWrite5m + 200 * output),
    cachedCostMicros: Math.round(100 * input + 8900 * cacheRead + 200 * output),
  });
});

test('an edited prompt is guessed, by how the guess of the first one compares with what was counted', async () => {
  const twice = { ...BODY, messages: [{ role: 'user', content: 'word '.repeat(600) }] };
  const edited = await estimate({ inputTokens: 1000, outputTokens: 200 }, JSON.stringify(twice));
  expect(edited).toMatchObject({ inputFrom: 'guessed', outputTokens: 200, cachedCostMicros: null });
  expect(edited.inputTokens).toBeGreaterThan(1900);
  expect(edited.inputTokens).toBeLessThan(2100);
});

test.each([
  ['responses', (words: string) => ({ model: 'claude-sonnet-4-6', input: words, max_output_tokens: 50 })],
  ['native', (words: string) => ({ messages: [{ role: 'user', content: [{ text: words }] }] })],
] as const)('an edited prompt of %s is guessed as well', async (dialect, bodyOf) => {
  const first = bodyOf('word '.repeat(300));
  const history = new ScriptedHistory({
    detail: () => ({ ...detail({ dialect, inputTokens: 1000, outputTokens: 40 }), request: first }),
  });
  await using headless = await openHeadless({ history });
  const json = { body: JSON.stringify(bodyOf('word '.repeat(600))) };
  const answer = await headless.api.requests[':id'].estimate.$post({ param: { id: 'req_1' }, json });
  const { inputTokens, outputTokens } = await answer.json();
  expect(outputTokens).toBe(40);
  expect(inputTokens).toBeGreaterThan(1900);
  expect(inputTokens).toBeLessThan(2100);
});

test('another model has its own price, a shorter limit makes a shorter answer, and no answer is reckoned by the limit', async () => {
  const counted = { inputTokens: 1000, outputTokens: 200 };
  const opus = await estimate(counted, JSON.stringify({ ...BODY, model: 'opus', max_tokens: 50 }));
  expect(opus).toMatchObject({ model: 'opus', outputTokens: 50 });
  expect(opus.costMicros).toBeGreaterThan(1000 * input + 50 * output);
  const failed = await estimate({ inputTokens: null, outputTokens: null, status: 500 });
  expect(failed).toMatchObject({ inputFrom: 'guessed', outputTokens: 400, outputFrom: 'limit' });
  expect(failed.costMicros).toBeGreaterThan(0);
});

test('a model without a price is unpriced, never free; a price of the settings is one', async () => {
  const model = 'arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abc';
  const body = JSON.stringify({ ...BODY, model });
  expect(await estimate({ inputTokens: 1000, outputTokens: 200 }, body)).toMatchObject({
    costMicros: null,
    model,
    note: expect.stringMatching(/^An estimate: a guess at the prompt, .*\. The model has no known price\.$/),
  });
  expect(await estimate({ inputTokens: 1000 }, JSON.stringify({ ...BODY, model: 'no such' }))).toMatchObject({
    costMicros: null,
  });
  const prices = { [model]: { input: 2, output: 10 } };
  const own = await estimate({ inputTokens: 1000, outputTokens: 200 }, body, { prices });
  expect(own.costMicros).toBe(own.inputTokens * 2 + 200 * 10);
});

test('what is no JSON object cannot be estimated, nor sent', async () => {
  const history = new ScriptedHistory({ detail: () => detail({}) });
  await using headless = await openHeadless({ history });
  for (const action of ['estimate', 'replay']) {
    for (const body of ['{', '[]', '"text"', '']) {
      const answer = await headless.request(`/console/api/requests/req_1/${action}`, {
        method: 'POST',
        body: JSON.stringify({ body }),
      });
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ error: { message: 'body: It is not a JSON object.' } });
    }
  }
});

async function estimate(
  parts: Partial<RequestRow>,
  body?: string,
  options: Pick<HeadlessOptions, 'prices'> = {},
): Promise<ReplayEstimate> {
  const history = new ScriptedHistory({ detail: () => detail(parts) });
  await using headless = await openHeadless({ history, ...options });
  const answer = await headless.api.requests[':id'].estimate.$post({ param: { id: 'req_1' }, json: { body } });
  return answer.json();
}

function detail(parts: Partial<RequestRow>): RequestDetail {
  return {
    row: row({ cacheReadTokens: 0, cacheWrite5mTokens: 0, ...parts }),
    price: null,
    request: BODY,
    response: null,
    clientRequest: { start: 'POST /v1/messages', headers: {}, body: JSON.stringify(BODY) },
    upstreamRequest: null,
    upstreamResponse: null,
    clientResponse: null,
    previous: null,
  };
}
