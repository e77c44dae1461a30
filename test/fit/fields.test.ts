import { describe, expect, test } from 'vitest';
import { fitted, unfitted } from '../support/fitted.ts';

const surfaces = [
  { model: 'opus-5', surface: 'messages' },
  { model: 'opus-5', surface: 'invoke' },
  { model: 'sonnet-4-6', surface: 'invoke' },
] as const;

describe.each(surfaces)('$model on $surface', (wish) => {
  test.each([
    ['container', 'container_1'],
    ['mcp_servers', [{ type: 'url', url: 'https://example.com' }]],
    ['inference_geo', 'us'],
    ['fallbacks', ['claude-opus-4-8']],
    ['speed', 'fast'],
    ['tags', ['a']],
    ['max_tokens_to_sample', 100],
    ['guardrails', ['g']],
    ['reasoning', { effort: 'high' }],
    ['reasoning_effort', 'high'],
    ['service_tier', 'auto'],
    ['context_management', { edits: [] }],
    ['safeguards', [{ type: 'dangerous_tool_use' }]],
  ])('%s would be refused, and is dropped with a note', (field, value) => {
    expect(unfitted({ [field]: value }, wish)).toBe(`${field}: Extra inputs are not permitted`);
    const { body, notes, refusal } = fitted({ [field]: value }, wish);
    expect(body).not.toHaveProperty(field);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(new RegExp(`^${field} dropped`));
    expect(refusal).toBeUndefined();
  });

  test('a field that nobody knows is sent: if it is refused, that is learned', () => {
    expect(fitted({ tomorrow: { a: [1] } }, wish).body.tomorrow).toEqual({ a: [1] });
  });

  test("the fields of Bedrock's own clients go where the surface has them", () => {
    const { body, refusal, notes } = fitted({ anthropic_version: 'bedrock-2023-05-31', anthropic_beta: [] }, wish);
    expect(body.anthropic_version).toBe(wish.surface === 'invoke' ? 'bedrock-2023-05-31' : undefined);
    expect(body).not.toHaveProperty('anthropic_beta');
    expect({ refusal, notes }).toEqual({ refusal: undefined, notes: [] });
  });
});

test.each(['default', 'flex', 'priority', 'reserved'])('the service tier %s becomes a header', (tier) => {
  const { body, headers, notes } = fitted({ service_tier: tier });
  expect(body).not.toHaveProperty('service_tier');
  expect(headers['x-amzn-bedrock-service-tier']).toBe(tier);
  expect(notes).toEqual([]);
});

describe('context management', () => {
  const thinking = { type: 'adaptive' };
  const clearThinking = { type: 'clear_thinking_20251015', keep: 'all' };
  const clearTools = { type: 'clear_tool_uses_20250919' };
  const compact = { type: 'compact_20260112' };
  const both = ['context-management-2025-06-27', 'compact-2026-01-12'];

  test('stays as it is with its flags', () => {
    const context_management = { edits: [clearThinking, clearTools, compact] };
    const { body, notes, refusal } = fitted({ context_management, thinking }, { model: 'opus-5', betas: both });
    expect(body.context_management).toEqual(context_management);
    expect({ notes, refusal }).toEqual({ notes: [], refusal: undefined });
  });

  test('loses the edits whose flag the model does not take', () => {
    const parts = { context_management: { edits: [clearTools, compact] } };
    const betas = ['context-management-2025-06-27'];
    expect(unfitted(parts, { model: 'haiku-4-5', betas })).toContain("Input tag 'compact_20260112'");
    const { body, notes, refusal } = fitted(parts, { model: 'haiku-4-5', betas: both });
    expect(body.context_management).toEqual({ edits: [clearTools] });
    expect(notes).toContain('context_management.compact_20260112 dropped with its beta');
    expect(refusal).toBeUndefined();
    const only = fitted({ context_management: { edits: [compact] } }, { model: 'haiku-4-5', betas: both });
    expect(only.body).not.toHaveProperty('context_management');
  });

  test('does not clear thinking where there is none', () => {
    const tools = [{ name: 'T', input_schema: { type: 'object' } }];
    const parts = { context_management: { edits: [clearThinking, clearTools] }, tools, thinking };
    const { body, refusal } = fitted({ ...parts, tool_choice: { type: 'any' } }, { model: 'opus-5', betas: both });
    expect(body.thinking).toEqual({ type: 'disabled' });
    expect(body.context_management).toEqual({ edits: [clearTools] });
    expect(refusal).toBeUndefined();
  });
});

describe('safeguards', () => {
  const safeguards = [{ type: 'dangerous_tool_use' }];
  const flags = ['dangerous-tool-use-2026-09-03', 'afk-mode-2026-01-31'];

  test('travel with both of their flags, as Claude Code sends them', () => {
    const { body, betas, notes, refusal } = fitted({ safeguards }, { model: 'opus-5-5', betas: flags });
    expect({ safeguards: body.safeguards, betas, notes }).toEqual({ safeguards, betas: flags, notes: [] });
    expect(refusal).toBeUndefined();
  });

  test.each(flags)('go without %s, and take the other flag along', (flag) => {
    const others = flags.filter((other) => other !== flag);
    const { body, betas, refusal } = fitted({ safeguards }, { model: 'opus-5-5', betas: others });
    expect({ betas, safeguards: body.safeguards, refusal }).toEqual({ betas: [] });
  });

  test('that were refused before take their flags along', () => {
    const wish = { model: 'opus-5-5', betas: flags, lessons: { refusedFields: ['safeguards'] } };
    const { body, betas, refusal } = fitted({ safeguards }, wish);
    expect({ betas, safeguards: body.safeguards, refusal }).toEqual({ betas: [] });
  });

  test('flags without the field would be refused, and are dropped', () => {
    expect(unfitted({}, { model: 'opus-5-5', betas: flags })).toBe('safeguards: Field required');
    expect(fitted({}, { model: 'opus-5-5', betas: flags }).betas).toEqual([]);
  });
});

describe('metadata.user_id', () => {
  const session = '6bd26a40-3d50-4f57-b7c2-7e4c0b6d4b1a';

  test('as Bedrock takes it stays', () => {
    const metadata = { user_id: `user_1 @$#=/+,-.:${session}` };
    expect(fitted({ metadata }).body.metadata).toEqual(metadata);
    expect(fitted({ metadata: {} }).body.metadata).toEqual({});
  });

  test("of Claude Code is reduced to its session's id", () => {
    const metadata = { user_id: JSON.stringify({ device_id: 'd', account_uuid: '', session_id: session }) };
    expect(unfitted({ metadata }, { model: 'opus-5' })).toContain('metadata.user_id: String should match pattern');
    const { body, notes, refusal } = fitted({ metadata });
    expect(body.metadata).toEqual({ user_id: session });
    expect(notes).toEqual(['metadata.user_id reduced to its session']);
    expect(refusal).toBeUndefined();
  });

  test.each(['{broken', '{"session_id":7}', '{"session_id":"ü"}', 'someone@ünï', 'x'.repeat(257)])(
    'that says nothing Bedrock takes is dropped: %.20s',
    (user_id) => {
      const { body, notes, refusal } = fitted({ metadata: { user_id } });
      expect(body).not.toHaveProperty('metadata');
      expect(notes).toEqual(['metadata.user_id dropped']);
      expect(refusal).toBeUndefined();
    },
  );
});
