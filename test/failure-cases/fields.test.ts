import { expect, test } from 'vitest';
import { openRoad, question } from '../support/road.ts';
import { sendUnfitted, serve } from '../support/served.ts';

const extra = (field: string) => `${field}: Extra inputs are not permitted`;
const context_management = { edits: [{ type: 'clear_thinking_20251015', keep: 'all' }] };
const thinking = { type: 'adaptive' };

test('context-management-extra: the field is dropped where its flag is not sent (anthropics/claude-code#49548)', async () => {
  await using road = await openRoad();
  const body = question({ context_management, thinking });
  expect(await sendUnfitted(road, body)).toBe(extra('context_management'));
  const served = await serve(road, body);
  expect(served).toMatchObject({ status: 200, refusals: [], notes: ['context_management dropped with its beta'] });
  expect(served.sent?.body).not.toHaveProperty('context_management');
});

test('context-management-extra: field and flag stay together where both are taken (BerriAI/litellm#27532)', async () => {
  await using road = await openRoad();
  for (const model of ['claude-sonnet-4-6', 'claude-opus-5-5']) {
    const body = question({ model, context_management, thinking });
    const served = await serve(road, body, { betas: ['context-management-2025-06-27'] });
    expect(served).toMatchObject({ status: 200, refusals: [], notes: [], sent: { body: { context_management } } });
    expect(served.sent?.betas).toEqual(['context-management-2025-06-27']);
  }
});

test('context-management-extra: the field goes with a flag that is refused (anthropics/claude-code#51700)', async () => {
  await using road = await openRoad({ refuseBetas: /^context-management-/, namedBetas: true });
  const body = question({ context_management, thinking });
  const served = await serve(road, body, { betas: ['context-management-2025-06-27'] });
  expect(served).toMatchObject({ status: 200, refusals: [expect.stringContaining('context-management-2025-06-27')] });
  expect(served.sent?.body).not.toHaveProperty('context_management');
  expect(served.notes).toEqual([
    'beta context-management-2025-06-27 dropped',
    'context_management dropped with its beta',
  ]);
});

test('metadata-user-id: the JSON of Claude Code is reduced to its session (agentgateway#1739)', async () => {
  await using road = await openRoad();
  const session = '6bd26a40-3d50-4f57-b7c2-7e4c0b6d4b1a';
  const metadata = { user_id: JSON.stringify({ device_id: 'd', account_uuid: 'a', session_id: session }) };
  for (const model of ['claude-sonnet-4-6', 'claude-opus-5-5']) {
    const body = question({ model, metadata });
    if (model === 'claude-opus-5-5') {
      const refusal = await sendUnfitted(road, body, { surface: 'messages' });
      expect(refusal).toContain('metadata.user_id: String should match pattern');
    }
    const served = await serve(road, body);
    expect(served).toMatchObject({ status: 200, refusals: [], notes: ['metadata.user_id reduced to its session'] });
    expect(served.sent?.body.metadata).toEqual({ user_id: session });
  }
});

test.for([
  ['max_tokens_to_sample', 100, 'BerriAI/litellm#15172'],
  ['guardrails', ['gr-1'], 'BerriAI/litellm#13825'],
  ['reasoning', { effort: 'high' }, 'BerriAI/litellm#13609'],
  ['reasoning_effort', 'high', 'BerriAI/litellm#13609'],
] as [string, unknown, string][])(
  'wrong-route: a field of another API is dropped: %s, %j (%s)',
  async ([field, value]) => {
    await using road = await openRoad();
    const body = question({ [field]: value });
    expect(await sendUnfitted(road, body)).toBe(extra(field));
    const served = await serve(road, body);
    expect(served).toMatchObject({ status: 200, refusals: [], notes: [`${field} dropped`] });
    expect(served.sent?.body).not.toHaveProperty(field);
  },
);

test('temp-topp: of temperature and top_p one is sent (BerriAI/litellm#15070)', async () => {
  await using road = await openRoad();
  for (const model of ['claude-sonnet-4-5', 'claude-sonnet-4-6', 'claude-haiku-4-5']) {
    const body = question({ model, temperature: 0.7, top_p: 0.9 });
    expect(await sendUnfitted(road, body)).toContain('cannot both be specified');
    const served = await serve(road, body);
    expect(served).toMatchObject({ status: 200, refusals: [], notes: ['top_p dropped'] });
    expect(served.sent?.body).toMatchObject({ temperature: 0.7 });
    expect(served.sent?.body).not.toHaveProperty('top_p');
  }
});

test('temp-deprecated: sampling is dropped where the model knows none (promptfoo#10307)', async () => {
  await using road = await openRoad();
  for (const model of ['claude-opus-4-7', 'claude-opus-4-8', 'claude-opus-5-5', 'claude-fable-5']) {
    const body = question({ model, temperature: 0, top_p: 0.9, top_k: 40 });
    expect(await sendUnfitted(road, body, { surface: 'messages' })).toMatch(/deprecated for this model/);
    const served = await serve(road, body);
    expect(served).toMatchObject({ status: 200, refusals: [] });
    expect(served.notes).toEqual(['temperature dropped', 'top_p dropped', 'top_k dropped']);
    for (const field of ['temperature', 'top_p', 'top_k']) expect(served.sent?.body).not.toHaveProperty(field);
  }
});

test('temp-deprecated: a model of which nothing is known teaches it (copilot-sdk#1557)', async () => {
  const arn = 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123def456';
  await using road = await openRoad({ applicationProfiles: { [arn]: 'us.anthropic.claude-opus-5' } });
  const body = question({ model: arn, temperature: 0.3 });
  const first = await serve(road, body);
  expect(first).toMatchObject({ status: 200, refusals: ['`temperature` is deprecated for this model.'] });
  expect(first.notes).toEqual(['temperature dropped: refused before']);
  expect(await serve(road, body)).toMatchObject({ status: 200, refusals: [], notes: first.notes });
});

test('version-2026-10-21: the version of the SDK goes only where it exists (MinusPod v2.101.10)', async () => {
  await using road = await openRoad();
  const headers = { 'anthropic-version': '2026-10-21' };
  const versionOf = async (model: string) => {
    const { status, refusals, sent } = await serve(road, question({ model, temperature: 0.5 }), { headers });
    expect([model, status, refusals]).toEqual([model, 200, []]);
    return sent?.operation === 'messages' ? sent.headers['anthropic-version'] : sent?.body.anthropic_version;
  };
  expect(await versionOf('claude-opus-5-5')).toBe('2026-10-21');
  expect(await versionOf('claude-haiku-4-5')).toBe('2023-06-01');
  expect(await versionOf('claude-sonnet-4-6')).toBe('bedrock-2023-05-31');
});

test('version-2026-10-21: a version in the body, as the Bedrock SDK sends it, is rewritten (Anthropic docs, Claude on Bedrock)', async () => {
  await using road = await openRoad();
  const body = question({ anthropic_version: '2026-10-21' });
  for (const [model, sent] of [
    ['claude-sonnet-4-6', 'bedrock-2023-05-31'],
    ['claude-opus-5-5', undefined],
  ] as const) {
    const served = await serve(road, { ...body, model });
    expect(served).toMatchObject({ status: 200, refusals: [], notes: [] });
    expect(served.sent?.body.anthropic_version).toBe(sent);
  }
});
