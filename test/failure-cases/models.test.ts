import { expect, test } from 'vitest';
import type { BedrockCall, Refusal } from '../../proxy/demo/call.ts';
import { openRoad, question } from '../support/road.ts';
import { errorOf, sendUnfitted, serve } from '../support/served.ts';

function refusing(model: string, refusal: Refusal): (call: BedrockCall) => Refusal | undefined {
  return (call) => (call.model.includes(model) ? refusal : undefined);
}

test('model-id: the names of Anthropic become the profiles of the region (anthropics/claude-code#1434)', async () => {
  for (const [region, modelId] of [
    ['us-east-1', 'us.anthropic.claude-haiku-4-5-20251001-v1:0'],
    ['eu-central-1', 'eu.anthropic.claude-haiku-4-5-20251001-v1:0'],
    ['ap-northeast-1', 'jp.anthropic.claude-haiku-4-5-20251001-v1:0'],
    ['ap-southeast-2', 'au.anthropic.claude-haiku-4-5-20251001-v1:0'],
  ] as const) {
    await using road = await openRoad({ region });
    for (const model of ['claude-haiku-4-5', 'claude-haiku-4-5-20251001', 'anthropic/claude-haiku-4.5']) {
      expect(await sendUnfitted(road, question(), { modelId: model })).toBe(
        'The provided model identifier is invalid.',
      );
      const served = await serve(road, question({ model }));
      expect(served).toMatchObject({ status: 200, refusals: [], notes: [], sent: { model: modelId } });
    }
  }
});

test('model-id: a profile of another geography is refused, in the words of Bedrock (dify-aws-tool#160)', async () => {
  await using road = await openRoad({ region: 'ap-northeast-1' });
  const served = await serve(road, question({ model: 'apac.anthropic.claude-haiku-4-5-20251001-v1:0' }));
  expect(served.status).toBe(404);
  expect(errorOf(served)).toEqual({ type: 'not_found_error', message: 'The provided model identifier is invalid.' });
});

test('model-id: the suffix for long contexts is a flag, not a name (anthropics/claude-code#89501)', async () => {
  await using road = await openRoad();
  const served = await serve(road, question({ model: 'claude-opus-4-6[1m]' }));
  expect(served).toMatchObject({ status: 200, refusals: [], notes: [] });
  expect(served.sent).toMatchObject({ model: 'us.anthropic.claude-opus-4-6-v1', betas: ['context-1m-2025-08-07'] });
});

test('model-id: tokens are counted by the id of the foundation model (anthropics/claude-code#12621)', async () => {
  await using road = await openRoad({ region: 'eu-west-1' });
  const body = { model: 'claude-sonnet-4-5', messages: [{ role: 'user', content: 'a' }] };
  const served = await serve(road, body, { path: '/v1/messages/count_tokens' });
  expect(served).toMatchObject({ status: 200, refusals: [] });
  expect(served.sent?.url).toBe('/model/anthropic.claude-sonnet-4-5-20250929-v1%3A0/count-tokens');
});

test('model-id: a name that Bedrock never had falls to the nearest, with a note (anthropics/claude-code#391)', async () => {
  await using road = await openRoad();
  const served = await serve(road, question({ model: 'claude-3-5-haiku-20241022' }));
  expect(served).toMatchObject({ status: 200, sent: { model: 'us.anthropic.claude-haiku-4-5-20251001-v1:0' } });
  expect(served.notes).toEqual(['claude-3-5-haiku-20241022 is not to be had in us-east-1: Claude Haiku 4.5 answers']);
});

test('model-id: a name that means nothing is a 404 with near ones, unsent (cline#7007)', async () => {
  await using road = await openRoad();
  const served = await serve(road, question({ model: 'cluade-sonet-4-6' }));
  expect(served).toMatchObject({ status: 404, calls: [] });
  expect(errorOf(served)).toMatchObject({
    type: 'not_found_error',
    message: expect.stringContaining('claude-sonnet-4-6'),
  });
});

test('on-demand: an id of a foundation model becomes a profile (Anthropic docs, Claude on Bedrock)', async () => {
  await using road = await openRoad();
  for (const id of [
    'anthropic.claude-sonnet-4-6',
    'anthropic.claude-opus-5',
    'anthropic.claude-haiku-4-5-20251001-v1:0',
  ]) {
    expect(await sendUnfitted(road, question(), { modelId: id })).toContain('on-demand throughput isn’t supported');
    const served = await serve(road, question({ model: id }));
    expect(served).toMatchObject({ status: 200, refusals: [], notes: [], sent: { model: `us.${id}` } });
  }
});

test('on-demand: where no profile is known, the client is told to name one (AWS docs, inference profiles)', async () => {
  await using road = await openRoad({ settings: { scope: 'in-region' } });
  const arn = 'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-sonnet-4-6';
  const served = await serve(road, question({ model: arn }));
  expect(served).toMatchObject({ status: 400, calls: [{}] });
  expect(errorOf(served)).toMatchObject({
    type: 'invalid_request_error',
    message: expect.stringMatching(
      /^Invocation of model ID .* on-demand throughput .* \(Name an inference profile, such as/,
    ),
  });
  // The wish for the region alone is not one that Bedrock grants; the profile of the geography is asked next.
  const wished = await serve(road, question());
  expect(wished).toMatchObject({ status: 200, sent: { model: 'us.anthropic.claude-sonnet-4-6' }, notes: [] });
  expect((await serve(road, question())).calls).toHaveLength(1);
});

const form =
  'Model use case details have not been submitted for this account. Fill out the Anthropic use case details form before using the model.';

test('use-case-form: the form that an account has to send is named, and no other model takes the place (anthropics/claude-code#16997)', async () => {
  const refusal = { status: 404, type: 'ResourceNotFoundException', message: form };
  await using road = await openRoad({ refuse: refusing('claude', refusal) });
  for (const model of ['claude-sonnet-4-6', 'us.anthropic.claude-opus-5']) {
    const served = await serve(road, question({ model }));
    expect(served.status).toBe(404);
    expect(new Set(served.calls.map((call) => call.model)).size).toBe(1);
    expect(errorOf(served).type).toBe('not_found_error');
    expect(errorOf(served).message.startsWith(form)).toBe(true);
    expect(errorOf(served).message).toContain('AWS console: Amazon Bedrock, Model catalog');
    expect(served.headers.get('x-should-retry')).toBe('false');
  }
});

test('data-retention: the setting that Fable asks of the account is named (anthropics/claude-code#66594)', async () => {
  const message = "data retention mode 'default' is not available for this model";
  const refusal: Refusal = { status: 400, type: 'invalid_request_error', message, shape: 'anthropic' };
  await using road = await openRoad({ refuse: refusing('fable', refusal) });
  const served = await serve(road, question({ model: 'claude-fable-5' }));
  expect(served).toMatchObject({ status: 400, calls: [{}], notes: [] });
  expect(errorOf(served)).toMatchObject({
    type: 'invalid_request_error',
    message: expect.stringMatching(/^data retention mode 'default' .* administrator .* PutAccountDataRetention/),
  });
  expect(served.headers.get('x-should-retry')).toBe('false');
});

const legacy =
  'This Model is marked by provider as Legacy and you have not been actively using the model in the last 30 days. Please upgrade to an active model on Amazon Bedrock';

test.each([
  [404, 'ResourceNotFoundException', `Access denied. ${legacy}`, 'browser-use PR#5448'],
  [400, 'ValidationException', legacy, 'apache/airflow#72521'],
  [404, 'ResourceNotFoundException', 'This model version has reached the end of its life.', 'graphrag-toolkit PR#224'],
])('legacy-model: the next of its tier answers, and a note says so: %i %s %s (%s)', async (status, type, message) => {
  await using road = await openRoad({ refuse: refusing('sonnet-4-2025', { status, type, message }) });
  const note = 'claude-sonnet-4-20250514 is not to be had in us-east-1: Claude Sonnet 4.5 answers';
  const first = await serve(road, question({ model: 'claude-sonnet-4-20250514' }));
  expect(first).toMatchObject({ status: 200, notes: [note] });
  expect(await serve(road, question({ model: 'claude-sonnet-4-20250514' }))).toMatchObject({
    calls: [{}],
    notes: [note],
  });
});
