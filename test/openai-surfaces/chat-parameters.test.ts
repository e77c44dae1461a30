import { expect, test } from 'vitest';
import { AditError } from '../../proxy/errors.ts';
import { fitTo, GPT_OSS, type Json, SEEING } from './support.ts';

test('tools and the choice among them', () => {
  const schema = { type: 'object', properties: { path: { type: 'string' } } };
  const tools = [{ name: 'Read', description: 'reads', input_schema: schema }, { name: 'Stop' }];
  expect(fitTo('chat', { tools }).body).toMatchObject({
    tools: [
      { type: 'function', function: { name: 'Read', description: 'reads', parameters: schema } },
      { type: 'function', function: { name: 'Stop', parameters: { type: 'object', properties: {} } } },
    ],
  });
  const choose = (tool_choice: Json) => fitTo('chat', { tools, tool_choice }, { model: SEEING }).body;
  expect(choose({ type: 'auto' })).not.toHaveProperty('tool_choice');
  expect(choose({ type: 'any' }).tool_choice).toBe('required');
  expect(choose({ type: 'none' }).tool_choice).toBe('none');
  expect(choose({ type: 'tool', name: 'Read' }).tool_choice).toEqual({ type: 'function', function: { name: 'Read' } });
  expect(choose({ type: 'auto', disable_parallel_tool_use: true }).parallel_tool_calls).toBe(false);
});

test('gpt-oss chooses its tools itself', () => {
  const tools = [{ name: 'Read' }];
  for (const tool_choice of [{ type: 'any' }, { type: 'tool', name: 'Read' }]) {
    const { body, notes } = fitTo('chat', { tools, tool_choice });
    expect(body.tools).toHaveLength(1);
    expect(body).not.toHaveProperty('tool_choice');
    expect(notes).toEqual(['tool_choice sent as auto, since this model chooses for itself']);
  }
  const { body, notes } = fitTo('chat', { tools, tool_choice: { type: 'none' } });
  expect(body).not.toHaveProperty('tools');
  expect(notes).toEqual(['tools left out, since none may be chosen']);
});

test('GPT takes no sampling while it reasons', () => {
  const { body, notes } = fitTo('chat', { temperature: 0.5, top_p: 0.9 }, { model: 'openai.gpt-5.6-sol' });
  expect(body).not.toHaveProperty('temperature');
  expect(body).not.toHaveProperty('top_p');
  expect(notes).toEqual(['temperature dropped', 'top_p dropped']);
});

test('tools of Anthropic’s servers are left out, and with the last one the choice', () => {
  const search = { type: 'web_search_20250305', name: 'web_search' };
  const { body, notes } = fitTo('chat', { tools: [search], tool_choice: { type: 'any' } });
  expect(body).not.toHaveProperty('tools');
  expect(body).not.toHaveProperty('tool_choice');
  expect(notes).toEqual(["tools of Anthropic's servers dropped: this model has none"]);
});

test('limits, stops and sampling', () => {
  const wish = {
    max_tokens: 999_999,
    stop_sequences: ['a', 'b', 'c', 'd', 'e'],
    temperature: 0.5,
    top_p: 0.9,
    top_k: 5,
  };
  const { body, notes } = fitTo('chat', wish);
  expect(body).toMatchObject({
    max_completion_tokens: 128_000,
    stop: ['a', 'b', 'c', 'd'],
    temperature: 0.5,
    top_p: 0.9,
  });
  expect(notes).toEqual([
    'stop_sequences cut to 4',
    'top_k dropped',
    expect.stringMatching(/^max_tokens lowered to 128000/),
  ]);
});

test.each([
  [{ output_config: { effort: 'low' } }, GPT_OSS, 'low', []],
  [{ output_config: { effort: 'max' } }, GPT_OSS, 'high', ['effort lowered to high']],
  [{ thinking: { type: 'adaptive' }, output_config: { effort: 'xhigh' } }, 'openai.gpt-5.6-sol', 'xhigh', []],
  [{ output_config: { effort: 'xhigh' } }, 'openai.gpt-5.4', 'high', ['effort lowered to high']],
  [{ thinking: { type: 'disabled' } }, GPT_OSS, 'low', []],
  [{ thinking: { type: 'disabled' } }, 'openai.gpt-5.6-sol', 'none', []],
  [{ thinking: { type: 'disabled' } }, 'openai.gpt-6-astra', 'low', []],
  [{ output_config: { effort: 'xhigh' } }, 'xai.grok-4.6', 'xhigh', []],
  [{ thinking: { type: 'enabled', budget_tokens: 2000 } }, GPT_OSS, 'low', []],
  [{ thinking: { type: 'enabled', budget_tokens: 10_000 } }, GPT_OSS, 'medium', []],
  [{ thinking: { type: 'enabled', budget_tokens: 60_000 } }, GPT_OSS, 'high', []],
  [{ thinking: { type: 'adaptive' } }, GPT_OSS, undefined, []],
  [{ output_config: { effort: 'odd' } }, GPT_OSS, undefined, []],
  [{ output_config: { effort: 'max' } }, SEEING, 'high', ['effort lowered to high']],
  [{ output_config: { effort: 'max' } }, 'qwen.qwen3-coder-next', undefined, []],
])('%j asks %s for the effort %s', (wish, model, effort, notes) => {
  const fitted = fitTo('chat', wish, { model });
  expect(fitted.body.reasoning_effort).toBe(effort);
  expect(fitted.notes).toEqual(notes);
});

test('a format of the answer goes along, by its older name too', () => {
  const format = { type: 'json_schema', schema: { type: 'object' } };
  for (const wish of [{ output_config: { format } }, { output_format: format }]) {
    expect(fitTo('chat', wish).body.response_format).toEqual({
      type: 'json_schema',
      json_schema: { name: 'answer', schema: { type: 'object' }, strict: false },
    });
  }
});

test('what was refused before is left out, but never what was said', () => {
  const { body, notes } = fitTo(
    'chat',
    { temperature: 1, tools: [{ name: 'Read', description: 'd' }] },
    { lessons: { refusedFields: ['temperature', 'tools.*.function.description', 'messages', 'absent'] } },
  );
  expect(body).not.toHaveProperty('temperature');
  expect(body.messages).toEqual([{ role: 'user', content: 'hello' }]);
  expect(body.tools).toEqual([
    { type: 'function', function: { name: 'Read', parameters: { type: 'object', properties: {} } } },
  ]);
  expect(notes).toEqual(['temperature dropped: refused before', 'tools.function.description dropped: refused before']);
});

test('a guardrail goes along, with a note where it may be without effect', () => {
  const headers = { 'x-amzn-bedrock-guardrailidentifier': 'g1', 'x-amzn-bedrock-guardrailversion': '1' };
  const wish = { headers: { ...headers, 'x-amzn-bedrock-performanceconfig-latency': 'optimized' } };
  expect(fitTo('chat', {}, wish).headers).toEqual(headers);
  expect(fitTo('responses', {}, wish)).toMatchObject({ headers, notes: [] });
  expect(fitTo('mantle-chat', {}, wish)).toMatchObject({
    headers,
    notes: ['guardrail sent where it may not be applied'],
  });
});

test.each([
  ['openai.gpt-oss-120b-1:0', 'openai.gpt-oss-120b-1:0', 'openai.gpt-oss-120b'],
  ['moonshotai.kimi-k3', 'us.moonshotai.kimi-k3', 'moonshotai.kimi-k3'],
  ['qwen.qwen3-32b-v1:0', 'qwen.qwen3-32b-v1:0', 'qwen.qwen3-32b'],
])('%s is named by its profile on bedrock-runtime and by its bare id on bedrock-mantle', (model, modelId, bare) => {
  expect(fitTo('chat', {}, { model, modelId }).body.model).toBe(modelId);
  expect(fitTo('mantle-chat', {}, { model, modelId }).body.model).toBe(bare);
});

test('a conversation in which nobody says anything is refused', () => {
  for (const messages of [[], [{ role: 'user', content: ' ' }], [{ role: 'system', content: 'alone' }]]) {
    expect(() => fitTo('chat', { messages })).toThrow(/at least one message/);
    expect(() => fitTo('responses', { messages: messages.slice(0, 1).filter(({ role }) => role === 'user') })).toThrow(
      /at least one message/,
    );
  }
});

test('a body nested too deeply is refused, and not a crash', () => {
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  const body = `{"model":"m","max_tokens":1,"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"b","input":${deep}}]}]}`;
  expect(() => fitTo('chat', body)).toThrow(AditError);
});
