import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CLAUDE_MODELS } from '../../proxy/bedrock/catalogue/catalogue.ts';
import { ABILITIES } from '../../proxy/bedrock/fit/abilities.ts';
import { fitted } from '../support/fitted.ts';
import { openRoad, question } from '../support/road.ts';
import { serve } from '../support/served.ts';
import { anyRequest } from './any-request.ts';

const pairs = CLAUDE_MODELS.flatMap((model) => model.surfaces.map((surface) => ({ ...model, surface })));
const ephemeral = { type: 'ephemeral', scope: 'global' };

/** Everything at once that some model or surface refuses, and a client of Anthropic's API may send. */
const maximal = {
  max_tokens: 200_000,
  thinking: { type: 'enabled', budget_tokens: 150_000, display: 'updates' },
  temperature: 0.5,
  top_p: 0.9,
  top_k: 40,
  output_config: { effort: 'max', format: { type: 'json_schema', schema: { type: 'object' } } },
  cache_control: ephemeral,
  context_management: { edits: [{ type: 'clear_thinking_20251015' }, { type: 'compact_20260112' }] },
  metadata: { user_id: '{"session_id":"s"}' },
  safeguards: [{ type: 'dangerous_tool_use' }],
  service_tier: 'auto',
  speed: 'fast',
  container: 'c',
  inference_geo: 'us',
  fallbacks: [],
  mcp_servers: [],
  tags: ['a'],
  tool_choice: { type: 'tool', name: 'Read' },
  tools: [
    { name: 'Read', input_schema: { type: 'object' }, cache_control: ephemeral, strict: true },
    { name: 'Rare', input_schema: { type: 'object' }, custom: { defer_loading: true }, allowed_callers: ['direct'] },
    { name: 'Write', input_schema: { type: 'object' }, eager_input_streaming: true, input_examples: [{}] },
  ],
  system: Array.from({ length: 4 }, (_, index) => ({ type: 'text', text: `part ${index}`, cache_control: ephemeral })),
  messages: [
    {
      role: 'user',
      content: [
        { type: 'text', text: ' ' },
        { type: 'text', text: 'hello' },
      ],
    },
    { role: 'system', content: 'note', output_config: { effort: 'low' } },
    { role: 'assistant', content: [{ type: 'thinking', thinking: 'Hm', signature: 'c2ln', cache_control: ephemeral }] },
    { role: 'user', content: [{ type: 'text', text: 'and?', cache_control: ephemeral }] },
  ],
};
const betas =
  'claude-code-20250219,oauth-2025-04-20,advanced-tool-use-2025-11-20,context-management-2025-06-27,compact-2026-01-12,effort-2025-11-24,dangerous-tool-use-2026-09-03,afk-mode-2026-01-31,extended-cache-ttl-2025-04-11,mid-conversation-tool-changes-2026-07-01,thinking-binding-controls-2026-08-01'.split(
    ',',
  );

test('every model of the catalogue has a row of abilities, and every row a model', () => {
  expect(Object.keys(ABILITIES).toSorted()).toEqual(CLAUDE_MODELS.map(({ key }) => key).toSorted());
});

describe.each(pairs)('$key on $surface', ({ key, slug, surface }) => {
  test('takes, fitted, whatever Anthropic’s own API takes', () => {
    fc.assert(
      fc.property(anyRequest, ({ betas, version, body }) => {
        const { refusal, text } = fitted(body, { model: key, surface, betas, version });
        if (refusal !== undefined) throw new Error(`${refusal}\n${text}`);
      }),
      { numRuns: 200, seed: 7 },
    );
  });

  test('takes everything at once over real sockets, at the first try', async () => {
    await using road = await openRoad();
    // A header of InvokeModel's own sends a request there.
    const headers: Record<string, string> = surface === 'invoke' ? { 'x-amzn-bedrock-trace': 'DISABLED' } : {};
    for (const stream of [false, true]) {
      const body = question({ ...maximal, model: slug, stream });
      const { status, refusals, sent } = await serve(road, body, { betas, headers });
      expect({ status, refusals }).toEqual({ status: 200, refusals: [] });
      const operations = { messages: 'messages', invoke: stream ? 'invoke-stream' : 'invoke' };
      expect(sent?.operation).toBe(operations[surface]);
    }
  });
});
