import { expect, test } from 'vitest';
import { refusalOf, translate } from './harness.ts';

const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const weather = { type: 'function', function: { name: 'get_weather', description: 'w', parameters } };
const time = { type: 'function', function: { name: 'get_time' } };
const patch = { type: 'custom', custom: { name: 'patch', description: 'A patch' } };
const tools = [weather, time];

test('functions become tools, and one without parameters takes the empty object', () => {
  expect(translate({ tools }).body.tools).toEqual([
    { name: 'get_weather', description: 'w', input_schema: parameters },
    { name: 'get_time', input_schema: { type: 'object', properties: {} } },
  ]);
});

test('a custom tool takes one text, and its grammar is told in words', () => {
  const grammar = { type: 'grammar', grammar: { syntax: 'lark', definition: 'start: "a"' } };
  const input_schema = {
    type: 'object',
    properties: { input: { type: 'string' } },
    required: ['input'],
    additionalProperties: false,
  };
  const withGrammar = { type: 'custom', custom: { ...patch.custom, name: 'strict_patch', format: grammar } };
  expect(translate({ tools: [patch, withGrammar] }).body.tools).toEqual([
    { name: 'patch', description: 'A patch\n\nThe value of "input" is plain text.', input_schema },
    {
      name: 'strict_patch',
      description: 'A patch\n\nThe value of "input" is plain text. It has to match this lark grammar:\nstart: "a"',
      input_schema,
    },
  ]);
});

test('what a schema cannot have at its top is left out with a note, and its type is an object', () => {
  const odd = { type: ['object', 'null'], properties: {}, anyOf: [{ required: ['a'] }] };
  const { body, notes } = translate({ tools: [{ type: 'function', function: { name: 'f', parameters: odd } }] });
  expect(body.tools).toEqual([{ name: 'f', input_schema: { type: 'object', properties: {} } }]);
  expect(notes).toEqual(['tools.parameters.anyOf dropped']);
});

test('of tools with one name the first stays', () => {
  const second = { type: 'function', function: { name: 'get_time', description: 'again' } };
  const { body, notes } = translate({ tools: [time, second, weather] });
  expect(body.tools).toMatchObject([{ name: 'get_time' }, { name: 'get_weather' }]);
  expect(body.tools).not.toHaveProperty('0.description');
  expect(notes).toEqual(['tools of a name that was there already dropped']);
});

test('strict is left out, and said', () => {
  const strict = { type: 'function', function: { ...weather.function, strict: true } };
  const { body, notes } = translate({ tools: [strict] });
  expect(body.tools).toEqual([{ name: 'get_weather', description: 'w', input_schema: parameters }]);
  expect(notes).toEqual(['tools.strict dropped']);
});

test.each([
  [{}, undefined],
  [{ tool_choice: 'auto' }, undefined],
  [{ tool_choice: null }, undefined],
  [{ tool_choice: 'none' }, { type: 'none' }],
  [{ tool_choice: 'none', parallel_tool_calls: false }, { type: 'none' }],
  [{ tool_choice: 'required' }, { type: 'any' }],
  [{ tool_choice: { type: 'function', function: { name: 'get_time' } } }, { type: 'tool', name: 'get_time' }],
  [{ tool_choice: { type: 'custom', custom: { name: 'patch' } } }, { type: 'tool', name: 'patch' }],
  [{ parallel_tool_calls: true }, undefined],
  [{ parallel_tool_calls: false }, { type: 'auto', disable_parallel_tool_use: true }],
  [
    { tool_choice: 'required', parallel_tool_calls: false },
    { type: 'any', disable_parallel_tool_use: true },
  ],
])('%j chooses %j', (parts, choice) => {
  expect(translate({ tools: [...tools, patch], ...parts }).body.tool_choice).toEqual(choice);
});

test('of the tools only the allowed ones go along', () => {
  const allow = (mode: string, ...names: string[]) => ({
    tool_choice: {
      type: 'allowed_tools',
      allowed_tools: { mode, tools: names.map((name) => ({ type: 'function', function: { name } })) },
    },
  });
  expect(translate({ tools, ...allow('required', 'get_time') }).body).toMatchObject({
    tools: [{ name: 'get_time' }],
    tool_choice: { type: 'any' },
  });
  expect(translate({ tools, ...allow('auto', 'get_time', 'other') }).body).not.toHaveProperty('tool_choice');
  expect(refusalOf({ tools, ...allow('auto', 'other') })).toBe(
    'tool_choice.allowed_tools.tools: none of them is in tools.',
  );
});

test('an empty list of tools, and a choice among none, never go along', () => {
  const { body } = translate({ tools: [], functions: [], tool_choice: 'required', parallel_tool_calls: false });
  expect(body).not.toHaveProperty('tools');
  expect(body).not.toHaveProperty('tool_choice');
});

test.each([
  [{}, { type: 'auto', disable_parallel_tool_use: true }],
  [{ function_call: 'none' }, { type: 'none' }],
  [{ function_call: { name: 'f' } }, { type: 'tool', name: 'f', disable_parallel_tool_use: true }],
])('functions of the API before tools are tools that are called one at a time: %j', (parts, choice) => {
  const { body } = translate({ functions: [{ name: 'f', parameters }], ...parts });
  expect(body).toMatchObject({ tools: [{ name: 'f', input_schema: parameters }], tool_choice: choice });
});
