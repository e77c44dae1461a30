import { expect, test } from 'vitest';
import { asked, errorOf, translated } from './support.ts';

test('a request without anything special asks for an answer of at most 32,000 tokens', () => {
  const { body, notes } = translated({});
  expect(body).toEqual({
    model: 'claude-sonnet-4-6',
    max_tokens: 32_000,
    messages: [{ role: 'user', content: [{ type: 'text', text: 'hello' }] }],
  });
  expect(notes).toEqual([]);
});

test('a model that the catalogue lacks gets 4,096 tokens, and what the client says goes before', () => {
  expect(translated({ model: 'my-profile' }).body.max_tokens).toBe(4096);
  expect(translated({ max_output_tokens: 77 }).body.max_tokens).toBe(77);
});

test.each([
  [{ effort: 'none' }, { thinking: { type: 'disabled' } }],
  [{ effort: 'minimal' }, { thinking: { type: 'adaptive' }, output_config: { effort: 'low' } }],
  [{ effort: 'high' }, { thinking: { type: 'adaptive' }, output_config: { effort: 'high' } }],
  [{ effort: 'xhigh' }, { thinking: { type: 'adaptive' }, output_config: { effort: 'xhigh' } }],
  [{ summary: 'auto' }, { thinking: { type: 'adaptive', display: 'summarized' } }],
  [{ generate_summary: 'concise' }, { thinking: { type: 'adaptive', display: 'summarized' } }],
  [{}, { thinking: { type: 'adaptive' } }],
])('reasoning %j becomes %j', (reasoning, wanted) => {
  const { thinking, output_config } = translated({ reasoning }).body;
  expect({ thinking, output_config }).toEqual({ output_config: undefined, ...wanted });
});

test('a schema for the answer goes along, and JSON of any shape is asked for in words', () => {
  const schema = { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false };
  const format = { type: 'json_schema', name: 'x', strict: true, schema };
  const { body } = translated({ text: { format, verbosity: 'low' }, reasoning: { effort: 'low' } });
  expect(body.output_config).toEqual({ effort: 'low', format: { type: 'json_schema', schema } });
  const { body: words } = translated({ text: { format: { type: 'json_object' } }, instructions: 'x' });
  expect(words.output_config).toBeUndefined();
  expect(words.system).toEqual([
    { type: 'text', text: 'x' },
    { type: 'text', text: expect.stringContaining('only a JSON object') },
  ]);
});

test('temperature and top_p come within what Claude takes', () => {
  expect(translated({ temperature: 1.7, top_p: 0.5 }).body).toMatchObject({ temperature: 1, top_p: 0.5 });
  expect(translated({ temperature: -1 }).body.temperature).toBe(0);
  expect(translated({ temperature: null, top_p: null }).body).not.toHaveProperty('temperature');
});

test('fields that mean nothing here change nothing', () => {
  const ignored = {
    metadata: { a: 'b' },
    user: 'me',
    truncation: 'auto',
    safety_identifier: 's',
    service_tier: 'priority',
    store: true,
    background: false,
    include: ['file_search_call.results'],
    stream_options: { include_obfuscation: true },
    max_tool_calls: 3,
    prompt_cache_key: 'k',
    top_logprobs: 2,
    client_metadata: { session_id: 's' },
  };
  expect(translated(ignored)).toMatchObject({ body: translated({}).body, notes: [] });
});

test('stream goes along where it is true', () => {
  expect(translated({ stream: true }).body.stream).toBe(true);
  expect(translated({ stream: false }).body).not.toHaveProperty('stream');
});

test.each([
  [{ background: true }, 'background'],
  [{ conversation: 'conv_1' }, 'conversation'],
  [{ conversation: { id: 'conv_1' } }, 'conversation'],
  [{ prompt: { id: 'pmpt_1' } }, 'prompt'],
  [{ model: 5 }, 'model'],
  [{ model: '' }, 'model'],
  [{ max_output_tokens: 0 }, 'max_output_tokens'],
  [{ max_output_tokens: 1.5 }, 'max_output_tokens'],
  [{ reasoning: { effort: 'extreme' } }, 'reasoning.effort'],
  [{ tools: {} }, 'tools'],
  [{ tools: [{ type: 'function' }] }, 'tools.0.name'],
  [{ tools: [{ type: 'namespace', name: 'a', tools: [{ type: 'custom' }] }] }, 'tools.0.tools.0.name'],
  [{ stream: 'yes' }, 'stream'],
  [{ tool_choice: 'maybe' }, 'tool_choice'],
  [{ temperature: 'hot' }, 'temperature'],
])('%j is refused by the name of the field', (parts, param) => {
  const { status, shouldRetry, message, ...error } = errorOf(parts);
  expect({ status, shouldRetry, param: error.param }).toEqual({ status: 400, shouldRetry: false, param });
  expect(String(message).startsWith(`${param}: `)).toBe(true);
});

test.each(['', '{', '[]', 'null', '"x"', '5'])('%j is no request', (json) => {
  expect(errorOf(json)).toMatchObject({ status: 400, type: 'invalid_request_error' });
});

test('a body nested too deeply for any reader is refused', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  for (const field of ['tools', 'input', 'metadata', 'text']) {
    expect(errorOf(JSON.stringify(asked()).replace(/\}$/, `,"${field}":${deep}}`))).toMatchObject({ status: 400 });
  }
  const tool = `{"model":"m","input":"x","tools":[{"type":"function","name":"a","parameters":{"a":${deep}}}]}`;
  expect(errorOf(tool)).toMatchObject({ status: 400, message: 'The request body is nested too deeply.' });
});
