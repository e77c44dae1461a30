import { expect, test } from 'vitest';
import { structuredOutputOf } from '../../../../proxy/api/openai/output.ts';
import { constrainable } from '../../../../proxy/api/openai/schema.ts';
import type { JsonObject } from '../../../../proxy/demo/call.ts';
import { fitted } from '../../../support/fitted.ts';
import { events, message } from './answers.ts';
import { chunksOf, modelNamed, serveChat, translate } from './harness.ts';

const schema = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'], additionalProperties: false };
const json_schema = { name: 'answer', strict: true, schema };
const response_format = { type: 'json_schema', json_schema };
const tools = [{ type: 'function', function: { name: 'f' } }];

const bodyOf = (parts: JsonObject) => translate({ response_format, ...parts }).body;

test.each([
  ['claude-sonnet-4-6', false, 'native'],
  ['claude-haiku-4-5', true, 'native'],
  ['claude-opus-5', false, 'tool'],
  ['claude-opus-5', true, 'prompt'],
  ['claude-fable-5', false, 'prompt'],
  ['claude-opus-5-5', false, 'prompt'],
  ['gpt-oss-120b', true, 'native'],
  ['gpt-5.5', false, 'native'],
  ['nova-pro', false, 'tool'],
  ['llama4-scout-17b-instruct', false, 'prompt'],
  ['unknown', false, 'prompt'],
] as const)('%s with thinking %s: %s', (name, thinks, way) => {
  expect(structuredOutputOf(modelNamed(name), thinks)).toBe(way);
});

test('a model that can is given the schema', () => {
  expect(bodyOf({}).output_config).toEqual({ format: { type: 'json_schema', schema } });
  expect(bodyOf({ reasoning_effort: 'low' }).output_config).toEqual({
    effort: 'low',
    format: { type: 'json_schema', schema },
  });
});

test('a model that can be forced to call a tool is forced to call one with the schema', () => {
  expect(bodyOf({ model: 'claude-opus-5' })).toMatchObject({
    tools: [{ name: 'json_response', input_schema: schema }],
    tool_choice: { type: 'tool', name: 'json_response' },
  });
});

test.each([
  ['the client’s own tools', { model: 'claude-opus-5', tools }],
  ['thinking', { model: 'claude-opus-5', reasoning_effort: 'high' }],
  ['a model that cannot be forced', { model: 'claude-opus-5-5' }],
  ['a schema that is a choice', { model: 'claude-opus-5', response_format: choice() }],
])('beside %s the schema stays a wish, which is asked for in words where it is refused', (_, parts) => {
  const { tool_choice, output_config } = bodyOf(parts);
  expect(tool_choice).toBeUndefined();
  expect(output_config).toHaveProperty('format.type', 'json_schema');
  const { refusal, body } = fitted(JSON.stringify(bodyOf(parts)), { model: parts.model.replace('claude-', '') });
  expect(refusal).toBeUndefined();
  expect(JSON.stringify(body.system)).toContain('conforms to this JSON schema');
});

test('any JSON, and a schema that no model can be held to, are asked for in words', () => {
  const asked = (format: JsonObject, model = 'claude-sonnet-4-6') =>
    translate({
      model,
      response_format: format,
      messages: [
        { role: 'system', content: 'S' },
        { role: 'user', content: 'U' },
      ],
    }).body;
  for (const model of ['claude-sonnet-4-6', 'claude-opus-5', 'nova-pro']) {
    const { system, tools: offered, output_config } = asked({ type: 'json_object' }, model);
    expect({ system, offered, output_config }).toEqual({
      system: [
        { type: 'text', text: 'S' },
        { type: 'text', text: 'Respond with only a JSON object: no other words, no code fence.' },
      ],
    });
  }
  const dictionary = { type: 'object', additionalProperties: { type: 'string' } };
  const { system } = asked({ type: 'json_schema', json_schema: { name: 'd', schema: dictionary } });
  expect(JSON.stringify(system)).toContain(JSON.stringify(JSON.stringify(dictionary)).slice(1, -1));
  expect(translate({ response_format: { type: 'text' } }).body).toEqual(translate({}).body);
});

test('a schema of OpenAI’s gets the form that Claude can be held to', () => {
  const input = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: {
      count: { type: 'integer', minimum: 1, description: 'How many' },
      constructor: { type: 'string', format: 'date' },
      many: { type: 'array', items: { $ref: '#/$defs/one' }, minItems: 1 },
      either: { oneOf: [{ type: 'null' }, { type: 'string', format: 'phone' }] },
    },
    required: ['count'],
    $defs: { one: { type: 'object', properties: {}, additionalProperties: true } },
  };
  expect(constrainable(input)).toEqual({
    type: 'object',
    properties: {
      count: { type: 'integer', description: 'How many\n\n{minimum: 1}' },
      constructor: { type: 'string', format: 'date' },
      many: { type: 'array', items: { $ref: '#/$defs/one' }, minItems: 1 },
      either: { anyOf: [{ type: 'null' }, { type: 'string', description: '{format: "phone"}' }] },
    },
    required: ['count'],
    $defs: { one: { type: 'object', properties: {}, additionalProperties: false } },
    additionalProperties: false,
  });
  expect(constrainable({ type: 'object' })).toBeUndefined();
  expect(constrainable({ type: 'array', items: true })).toBeUndefined();
  expect(constrainable({ type: 'object', properties: {}, patternProperties: {} })).toBeUndefined();
});

test.each(['streamed', 'whole'])('the forced tool’s input comes back as the answer’s text: %s', async (way) => {
  const answer = [
    { type: 'text', text: 'Here you are.' },
    { type: 'tool_use', id: 'toolu_1', name: 'json_response', input: { a: 'b' } },
  ];
  const isWhole = way === 'whole';
  await using upstream = await serveChat(isWhole ? { body: message(answer, 'tool_use') } : events(answer, 'tool_use'));
  const text = await upstream.text({ model: 'claude-opus-5', response_format, stream: !isWhole });
  const [choice] = choicesOf(isWhole ? [JSON.parse(text)] : chunksOf(text));
  expect(choice).toEqual({ content: '{"a":"b"}', reason: 'stop' });
  expect(text).not.toContain('tool_calls');
});

test.each(['streamed', 'whole'])('an answer in text, although a tool was forced, is the answer: %s', async (way) => {
  const answer = [{ type: 'text', text: '{"a":"c"}' }];
  const isWhole = way === 'whole';
  await using upstream = await serveChat(isWhole ? { body: message(answer) } : events(answer));
  const text = await upstream.text({ model: 'claude-opus-5', response_format, stream: !isWhole });
  expect(choicesOf(isWhole ? [JSON.parse(text)] : chunksOf(text))).toEqual([{ content: '{"a":"c"}', reason: 'stop' }]);
});

function choice(): JsonObject {
  return { type: 'json_schema', json_schema: { name: 'c', schema: { anyOf: [schema, { type: 'string' }] } } };
}

interface Choice {
  delta?: { content?: string };
  message?: { content?: string };
  finish_reason: string | null;
}

function choicesOf(bodies: JsonObject[]): { content: string; reason: string | null }[] {
  const choices = bodies.flatMap((body) => body.choices as Choice[]);
  const content = choices.map(({ delta, message: whole }) => (delta ?? whole)?.content ?? '').join('');
  return [{ content, reason: choices.at(-1)?.finish_reason ?? null }];
}
