import { describe, expect, test } from 'vitest';
import { CLAUDE_MODELS } from '../../proxy/bedrock/catalogue/catalogue.ts';
import type { JsonObject } from '../../proxy/demo/call.ts';
import { fitted, unfitted } from '../support/fitted.ts';

const adaptive = { type: 'adaptive' };
const enabled = { type: 'enabled', budget_tokens: 2000 };
const room = { max_tokens: 4096 };
const tools = [{ name: 'T', input_schema: { type: 'object' } }];

describe('thinking', () => {
  test.each(['opus-4-7', 'sonnet-5', 'opus-5-5'])('with a budget is adaptive for %s', (model) => {
    const parts = { ...room, thinking: { ...enabled, display: 'omitted' } };
    expect(unfitted(parts, { model })).toContain('"thinking.type.enabled" is not supported');
    const { body, notes, refusal } = fitted(parts, { model });
    expect(body.thinking).toEqual({ type: 'adaptive', display: 'omitted' });
    expect({ notes, refusal }).toEqual({ notes: ['thinking.enabled sent as adaptive'] });
  });

  test.each(['haiku-4-5', 'sonnet-4-5', 'opus-4-1'])('that is adaptive gets a budget for %s', (model) => {
    const parts = { max_tokens: 20_000, thinking: adaptive };
    expect(unfitted(parts, { model })).toBe('adaptive thinking is not supported on this model');
    const { body, notes, refusal } = fitted(parts, { model });
    expect(body.thinking).toEqual({ type: 'enabled', budget_tokens: 16_000 });
    expect({ notes, refusal }).toEqual({ notes: ['thinking.adaptive sent as enabled with a budget'] });
  });

  test.each([
    ['low', 4_000],
    ['medium', 8_000],
    ['high', 16_000],
    ['max', 32_000],
    ['constructor', 16_000],
  ])('that is adaptive with effort %s gets a budget of %i for haiku-4-5', (effort, budget) => {
    const parts = { max_tokens: 64_000, thinking: adaptive, output_config: { effort } };
    const { body, refusal } = fitted(parts, { model: 'haiku-4-5' });
    expect({ thinking: body.thinking, refusal }).toEqual({ thinking: { type: 'enabled', budget_tokens: budget } });
  });

  test('that is adaptive gets no budget where a tool was called without thinking before', () => {
    const messages = [
      { role: 'user', content: 'a' },
      { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'T', input: {} }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: 'ok' }] },
    ];
    const parts = { max_tokens: 20_000, messages, tools };
    expect(unfitted({ ...parts, thinking: enabled }, { model: 'haiku-4-5' })).toContain('must start with a thinking');
    const { body, notes, refusal } = fitted({ ...parts, thinking: adaptive }, { model: 'haiku-4-5' });
    expect(body).not.toHaveProperty('thinking');
    expect({ notes, refusal }).toEqual({ notes: ['thinking dropped: the last tool call was made without it'] });
  });

  test.each([
    ['sonnet-4-6', adaptive],
    ['sonnet-4-6', enabled],
    ['haiku-4-5', enabled],
    ['opus-5', { type: 'adaptive', display: 'omitted' }],
    ['opus-5', { type: 'disabled' }],
    ['fable-5', adaptive],
  ])('in a form that %s knows stays: %j', (model, thinking) => {
    const { body, notes, refusal } = fitted({ ...room, thinking }, { model });
    expect({ thinking: body.thinking, notes, refusal }).toEqual({ thinking, notes: [] });
  });

  test('cannot be switched off for Fable, which is said', () => {
    const parts = { thinking: { type: 'disabled' } };
    expect(unfitted(parts, { model: 'fable-5-1' })).toContain('not supported for this model');
    const { body, notes, refusal } = fitted(parts, { model: 'fable-5-1' });
    expect(body).not.toHaveProperty('thinking');
    expect({ notes, refusal }).toEqual({ notes: ['thinking.disabled dropped: this model always thinks'] });
  });

  test.each(['xhigh', 'max'])('that is off lowers an effort of %s for Opus 5', (effort) => {
    const parts = { thinking: { type: 'disabled' }, output_config: { effort } };
    expect(unfitted(parts, { model: 'opus-5' })).toContain(`not supported with effort '${effort}'`);
    const { body, refusal, notes } = fitted(parts, { model: 'opus-5' });
    expect(body).toMatchObject({ thinking: { type: 'disabled' }, output_config: { effort: 'high' } });
    expect({ notes, refusal }).toEqual({ notes: ['output_config.effort lowered to high, since thinking is off'] });
  });

  test('shows its updates only with the flag for them', () => {
    const thinking = { type: 'adaptive', display: 'updates' };
    expect(unfitted({ thinking }, { model: 'opus-5' })).toContain('display: Input should be');
    expect(fitted({ thinking }, { model: 'opus-5' })).toMatchObject({
      body: { thinking: adaptive },
      notes: ['thinking.display dropped with its beta'],
      refusal: undefined,
    });
    const betas = ['thinking-display-updates-2026-08-18'];
    expect(fitted({ thinking }, { model: 'opus-5', betas })).toMatchObject({ body: { thinking }, notes: [] });
  });

  test('is left alone where the id of the model tells nothing', () => {
    const parts = { ...room, thinking: enabled, temperature: 0.2, top_p: 0.5, output_config: { effort: 'max' } };
    expect(fitted(parts, { model: null }).body).toMatchObject(parts);
  });
});

describe('a thinking budget', () => {
  test.each([
    [{ max_tokens: 4096, budget: 31_999 }, 4095],
    [{ max_tokens: 4096, budget: 4096 }, 4095],
    [{ max_tokens: 4096, budget: 100 }, 1024],
    [{ max_tokens: 1025, budget: 2000 }, 1024],
    [{ max_tokens: 200_000, budget: 190_000 }, 63_999],
    [{ max_tokens: 20_000, budget: undefined }, 16_000],
  ])('of %j is set to %i', ({ max_tokens, budget }, expected) => {
    const parts = { max_tokens, thinking: { type: 'enabled', budget_tokens: budget } };
    expect(unfitted(parts, { model: 'haiku-4-5' })).toMatch(/budget_tokens|max_tokens/);
    const { body, notes, refusal } = fitted(parts, { model: 'haiku-4-5' });
    expect(body.thinking).toEqual({ type: 'enabled', budget_tokens: expected });
    expect(notes).toContain(`thinking.budget_tokens set to ${expected}`);
    expect(refusal).toBeUndefined();
  });

  test('that has no room goes, and thinking with it', () => {
    const { body, notes, refusal } = fitted({ max_tokens: 1024, thinking: enabled }, { model: 'haiku-4-5' });
    expect(body).not.toHaveProperty('thinking');
    expect({ notes, refusal }).toEqual({ notes: ['thinking dropped: max_tokens leaves no room for it'] });
  });
});

test.each(CLAUDE_MODELS)('max_tokens above the limit of $key is lowered to it', ({ key, maxOutputTokens, name }) => {
  const parts = { max_tokens: maxOutputTokens + 1 };
  expect(unfitted(parts, { model: key })).toContain(`> ${maxOutputTokens}, which is the maximum allowed`);
  const { body, notes, refusal } = fitted(parts, { model: key });
  expect(body.max_tokens).toBe(maxOutputTokens);
  expect({ notes, refusal }).toEqual({ notes: [`max_tokens lowered to ${maxOutputTokens}, the limit of ${name}`] });
  expect(fitted({ max_tokens: maxOutputTokens }, { model: key }).notes).toEqual([]);
});

describe('effort', () => {
  const flag = 'effort-2025-11-24';
  test.each([
    ['haiku-4-5', 'low', undefined],
    ['sonnet-4', 'high', undefined],
    ['opus-4-5', 'high', 'high'],
    ['opus-4-5', 'max', 'high'],
    ['sonnet-4-6', 'xhigh', 'high'],
    ['sonnet-4-6', 'max', 'max'],
    ['opus-4-7', 'xhigh', 'xhigh'],
    ['opus-5', 'max', 'max'],
  ])('for %s: %s becomes %s', (model, effort, expected) => {
    const { body, notes, refusal } = fitted({ output_config: { effort } }, { model });
    expect(body.output_config).toEqual(expected && { effort: expected });
    expect(notes).toHaveLength(expected === effort ? 0 : 1);
    expect(refusal).toBeUndefined();
  });

  test('brings its flag along for Opus 4.5, and goes where that was refused', () => {
    const parts = { output_config: { effort: 'low' } };
    expect(unfitted(parts, { model: 'opus-4-5' })).toContain('effort: Extra inputs');
    expect(fitted(parts, { model: 'opus-4-5' })).toMatchObject({ betas: [flag], notes: [] });
    const lessons = { refusesBeta: (it: string) => it === flag };
    expect(fitted(parts, { model: 'opus-4-5', lessons }).body).not.toHaveProperty('output_config');
  });

  test('of a level that nobody knows is left to Bedrock to judge', () => {
    expect(fitted({ output_config: { effort: 'utmost' } }, { model: 'opus-5' }).refusal).toContain(
      'effort: Input should',
    );
  });
});

describe('a forced tool', () => {
  const forced: JsonObject[] = [
    { type: 'tool', name: 'T' },
    { type: 'any', disable_parallel_tool_use: true },
  ];

  test.each(forced)('switches thinking off: %j', (tool_choice) => {
    for (const [model, thinking] of [
      ['sonnet-4-6', adaptive],
      ['opus-5', adaptive],
      ['haiku-4-5', enabled],
    ] as const) {
      const parts = { ...room, tools, tool_choice, thinking, output_config: { effort: 'low' } };
      const { body, notes, refusal } = fitted(parts, { model });
      expect(body).toMatchObject({ tool_choice, thinking: { type: 'disabled' } });
      expect(notes).toContain('thinking switched off, since tool_choice forces a tool');
      expect(refusal).toBeUndefined();
    }
  });

  test.each(['sonnet-5-5', 'opus-5-5', 'fable-5'])('is a wish for %s, which cannot be forced', (model) => {
    for (const tool_choice of forced) {
      const parts = { tools, tool_choice, thinking: adaptive };
      expect(unfitted(parts, { model })).toContain('tool_choice');
      const { body, notes, refusal } = fitted(parts, { model });
      const { name: _, ...rest } = tool_choice;
      expect(body).toMatchObject({ tool_choice: { ...rest, type: 'auto' }, thinking: adaptive });
      expect(body.tool_choice).not.toHaveProperty('name');
      expect(notes).toEqual([`tool_choice.${tool_choice.type} sent as auto, since this model cannot be forced`]);
      expect(refusal).toBeUndefined();
    }
  });

  test.each(['haiku-5-5', 'opus-5', 'sonnet-4-6'])('stays for %s where nothing is thought', (model) => {
    for (const tool_choice of [...forced, { type: 'auto' }, { type: 'none' }]) {
      const { body, notes, refusal } = fitted({ tools, tool_choice }, { model });
      expect({ choice: body.tool_choice, notes, refusal }).toEqual({ choice: tool_choice, notes: [] });
    }
  });
});
