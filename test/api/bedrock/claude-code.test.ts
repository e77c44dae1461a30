import { describe, expect, test } from 'vitest';
import { requestFixture } from '../../fixtures/load.ts';
import { openRoad } from '../../support/road.ts';

/** Requests of Claude Code 2.1.329 in Bedrock mode, by the one of its usual mode that holds the same. */
const REQUESTS = [
  {
    fixture: 'claude-code-opus-5-5-turn-2',
    model: 'us.anthropic.claude-opus-5-5',
    betas: ['interleaved-thinking-2025-05-14', 'tool-search-tool-2025-10-19', 'thinking-token-count-2026-05-13'],
  },
  {
    fixture: 'claude-code-sonnet-4-6',
    model: 'us.anthropic.claude-sonnet-4-6',
    betas: ['interleaved-thinking-2025-05-14', 'tool-search-tool-2025-10-19'],
  },
  {
    fixture: 'claude-code-auto-mode-safeguards',
    model: 'us.anthropic.claude-opus-5-5',
    betas: [
      'interleaved-thinking-2025-05-14',
      'tool-search-tool-2025-10-19',
      'afk-mode-2026-01-31',
      'thinking-token-count-2026-05-13',
      'dangerous-tool-use-2026-09-03',
      'thinking-display-updates-2026-08-18',
    ],
  },
];

describe.each(REQUESTS)('$fixture in Bedrock mode', ({ fixture, model, betas }) => {
  test.each(['invoke-with-response-stream', 'invoke'])('%s is served as it came', async (operation) => {
    await using road = await openRoad();
    const { headers, body } = requestFixture(fixture);
    const text = JSON.stringify(inBedrockMode(body as Body, betas));
    const { 'Accept-Encoding': _, ...own } = headers;
    const answer = await road.post(text, { path: `/model/${model}/${operation}`, headers: own });
    expect(await answer.text()).toContain('message');
    expect(road.bedrock.refusals.map(({ refusal }) => refusal.message)).toEqual([]);
    expect(answer.status).toBe(200);
    expect(road.bedrock.stats.calls.map(({ raw }) => raw.toString())).toEqual([text]);
    expect(road.exchanges[0]).toMatchObject({ client: expect.stringMatching(/^claude-cli/), served: model });
  });
});

test('what Claude Code asks besides: the profiles of the account, whether a model is there, and a count', async () => {
  await using road = await openRoad();
  const get = (path: string) =>
    fetch(`${road.adit.url}${path}`, { headers: { authorization: `Bearer ${road.adit.key}` } });
  const list = (await (await get('/inference-profiles?type=SYSTEM_DEFINED')).json()) as {
    inferenceProfileSummaries: { inferenceProfileId: string }[];
  };
  const [profile] = list.inferenceProfileSummaries;
  expect(profile?.inferenceProfileId).toMatch(/^(us|global)\./);
  expect((await get(`/inference-profiles/${profile?.inferenceProfileId}`)).status).toBe(200);
  const probe = {
    max_tokens: 1,
    messages: [{ role: 'user', content: '.' }],
    anthropic_version: 'bedrock-2023-05-31',
  };
  const path = '/model/us.anthropic.claude-sonnet-4-5-20250929-v1:0/invoke';
  expect((await road.post(probe, { path })).status).toBe(200);
  const body = Buffer.from(JSON.stringify({ ...probe, max_tokens: 100 })).toString('base64');
  const counted = { input: { invokeModel: { body } } };
  const answer = await road.post(counted, { path: '/model/anthropic.claude-sonnet-4-6/count-tokens' });
  expect(await answer.json()).toEqual({ inputTokens: expect.any(Number) });
});

test('an application inference profile is asked as it is, in its own region', async () => {
  const arn = 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123';
  await using road = await openRoad({ applicationProfiles: { [arn]: 'us.anthropic.claude-sonnet-4-6' } });
  const body = {
    anthropic_version: 'bedrock-2023-05-31',
    max_tokens: 10,
    messages: [{ role: 'user', content: 'hello' }],
  };
  const path = `/model/${arn.replace('/', '%2F')}/invoke-with-response-stream`;
  expect((await road.post(body, { path })).status).toBe(200);
  expect(road.bedrock.stats.calls[0]?.model).toBe(arn);
});

interface Body {
  messages: Record<string, unknown>[];
  [name: string]: unknown;
}

/**
 * A body as Claude Code writes it in Bedrock mode. Its metadata, too, would be in it: the strict Bedrock takes no JSON as
 * user_id.
 */
function inBedrockMode(body: Body, betas: string[]): Body {
  const { model: _, stream: __, context_management: ___, metadata: ____, ...kept } = body;
  const messages = body.messages.map(({ output_config: _, ...message }) => message);
  return { ...kept, messages, anthropic_beta: betas, anthropic_version: 'bedrock-2023-05-31' };
}
