import { expect, test } from 'vitest';
import { call, errorOf, output, translated, user } from './support.ts';

const text = (words: string) => ({ type: 'text', text: words });
const use = (id: string, parts = {}) => ({ type: 'tool_use', id, name: 'run', input: { a: 1 }, ...parts });
const result = (id: string, words = 'done') => ({ type: 'tool_result', tool_use_id: id, content: [text(words)] });
const messages = (input: unknown) => translated({ input }).body.messages;

test('a string is what the user says', () => {
  expect(messages('hello')).toEqual([{ role: 'user', content: [text('hello')] }]);
});

test('an item without a type is a message, and its content is text or parts', () => {
  const parts = [
    { type: 'input_text', text: 'a' },
    { type: 'input_text', text: 'b' },
  ];
  expect(messages([user('hello'), { role: 'user', content: parts }])).toEqual([
    { role: 'user', content: [text('hello'), text('a'), text('b')] },
  ]);
});

test('instructions and what system and developer say first are the system prompt, in order', () => {
  const input = [{ role: 'developer', content: 'one' }, { role: 'system', content: 'two' }, user('hello')];
  const { body } = translated({ instructions: 'zero', input });
  expect(body.system).toEqual([text('zero'), text('one'), text('two')]);
  expect(body.messages).toEqual([{ role: 'user', content: [text('hello')] }]);
});

test('what a developer says later stays in its place, as a turn of the system', () => {
  const input = [user('a'), { role: 'developer', content: 'be brief' }, user('b')];
  expect(messages(input).map(({ role }) => role)).toEqual(['user', 'system', 'user']);
});

test('a prompt of system messages alone is asked as the user’s', () => {
  const { body } = translated({ instructions: 'x', input: [{ role: 'system', content: 'tell a joke' }] });
  expect(body.system).toEqual([text('x')]);
  expect(body.messages).toEqual([{ role: 'user', content: [text('tell a joke')] }]);
});

test('what the assistant said and refused to say is its text', () => {
  const content = [
    { type: 'output_text', text: 'yes', annotations: [] },
    { type: 'refusal', refusal: 'no' },
  ];
  expect(messages([user('a'), { type: 'message', role: 'assistant', content }, user('b')])[1]).toEqual({
    role: 'assistant',
    content: [text('yes'), text('no')],
  });
});

test('calls are in the assistant’s turn, their results first in the user’s turn after it', () => {
  const input = [
    user('go'),
    { role: 'assistant', content: 'I go' },
    call('a'),
    call('b'),
    output('a', 'one'),
    output('b', [{ type: 'input_text', text: 'two' }]),
    user('and?'),
  ];
  expect(messages(input)).toEqual([
    { role: 'user', content: [text('go')] },
    { role: 'assistant', content: [text('I go'), use('a'), use('b')] },
    { role: 'user', content: [result('a', 'one'), result('b', 'two'), text('and?')] },
  ]);
});

test('a result that comes after something else still stands right behind its call', () => {
  const roles = messages([user('go'), call('a'), { role: 'developer', content: 'hurry' }, user('x'), output('a')]);
  expect(roles).toEqual([
    { role: 'user', content: [text('go')] },
    { role: 'assistant', content: [use('a')] },
    { role: 'user', content: [result('a')] },
    { role: 'system', content: [text('hurry')] },
    { role: 'user', content: [text('x')] },
  ]);
});

test('a call without a result gets one that says so', () => {
  const { body, notes } = translated({ input: [user('go'), call('a'), user('stop')] });
  expect(body.messages[2]).toEqual({
    role: 'user',
    content: [
      {
        type: 'tool_result',
        tool_use_id: 'a',
        is_error: true,
        content: [text('No result was given for this call.')],
      },
      text('stop'),
    ],
  });
  expect(notes).toEqual(['missing tool results sent as errors']);
});

test('a result without a call, or one too many, becomes text', () => {
  expect(messages([user('go'), output('a', 'lost')])[0]?.content).toEqual([
    text('go'),
    text('The result of a tool call:'),
    text('lost'),
  ]);
  const twice = messages([user('go'), call('a'), output('a', 'one'), output('a', 'two')]);
  expect(twice[2]?.content).toEqual([result('a', 'one'), text('The result of a tool call:'), text('two')]);
});

test('calls of one id, and ids with other letters, get ids that are taken', () => {
  const [, calls, results] = messages([user('go'), call('a'), call('a'), call('ä b'), output('a'), output('a', 'x')]);
  expect(calls?.content).toEqual([use('a'), use('a_2'), use('__b')]);
  expect(results?.content).toMatchObject([result('a'), result('a_2', 'x'), { tool_use_id: '__b', is_error: true }]);
});

test('thousands of calls of one id do not take for ever', { timeout: 5000 }, () => {
  const calls = Array.from({ length: 20_000 }, () => call('a'));
  const content = messages([user('go'), ...calls])[1]?.content as { id: string }[];
  expect(new Set(content.map(({ id }) => id)).size).toBe(20_000);
});

test('a result without words is a result', () => {
  expect(messages([user('go'), call('a'), output('a', ' ')])[2]?.content).toEqual([
    { type: 'tool_result', tool_use_id: 'a' },
  ]);
});

test.each([
  ['', {}],
  ['{"deep":{"x":[1,null]}}', { deep: { x: [1, null] } }],
  ['{"cut', { arguments: '{"cut' }],
  ['[1]', { arguments: '[1]' }],
])('the arguments %j become an object', (args, input) => {
  const turns = messages([user('go'), call('a', 'run', { arguments: args }), output('a')]);
  expect(turns[1]?.content).toEqual([use('a', { input })]);
});

test('free-form calls are calls with one text, and their results are results', () => {
  const input = [
    user('go'),
    { type: 'custom_tool_call', call_id: 'a', name: 'apply_patch', input: '*** Begin\n"x"' },
    { type: 'custom_tool_call_output', call_id: 'a', output: 'patched' },
  ];
  expect(messages(input).slice(1)).toEqual([
    { role: 'assistant', content: [use('a', { name: 'apply_patch', input: { input: '*** Begin\n"x"' } })] },
    { role: 'user', content: [result('a', 'patched')] },
  ]);
});

test('the conversation begins and ends with the user', () => {
  const { body, notes } = translated({ input: [{ role: 'assistant', content: 'Hi' }] });
  expect(body.messages).toEqual([
    { role: 'user', content: [text('(The assistant spoke first.)')] },
    { role: 'assistant', content: [text('Hi')] },
    { role: 'user', content: [text('Continue.')] },
  ]);
  expect(notes).toEqual(['a user message added after the last', 'a user message added before the first']);
});

test('blank text is left out, with the turn that was nothing else', () => {
  expect(messages([user('a'), { role: 'assistant', content: ' \n' }, user(''), user('b')])).toEqual([
    { role: 'user', content: [text('a'), text('b')] },
  ]);
});

test('what another agent said is the user’s text, as Codex has it', () => {
  const item = { type: 'agent_message', author: '/root', content: [{ type: 'input_text', text: 'child task' }] };
  expect(messages([item])).toEqual([{ role: 'user', content: [text('child task')] }]);
});

test.each([
  'web_search_call',
  'local_shell_call',
  'local_shell_call_output',
  'compaction',
  'tool_search_output',
  'no_such_thing',
])('an item of type %s is left out with a note', (type) => {
  const { body, notes } = translated({ input: [user('a'), { type, id: 'x' }, user('b')] });
  expect(body.messages).toEqual([{ role: 'user', content: [text('a'), text('b')] }]);
  expect(notes).toEqual([`input ${type} dropped`]);
});

test.each([
  [[{ role: 'user' }], 'input.0.content'],
  [[{ role: 'user', content: 5 }], 'input.0.content'],
  [[{ role: 'user', content: [{ text: 'x' }] }], 'input.0.content.0.type'],
  [[{ role: 'tool', content: 'x' }], 'input.0.role'],
  [[user('a'), { type: 'function_call', name: 'x' }], 'input.1.call_id'],
  [[null], 'input.0'],
  [{ role: 'user' }, 'input'],
])('%j is refused, and the error begins with %s', (input, param) => {
  const error = errorOf({ input });
  expect(error).toMatchObject({ status: 400, shouldRetry: false, type: 'invalid_request_error', param });
  expect(String(error.message)).toMatch(new RegExp(`^${param}: `));
});

test.each([[[]], [''], [null], [[{ type: 'reasoning', summary: [] }]]])('%j is no conversation', (input) => {
  expect(errorOf({ input })).toMatchObject({ status: 400, param: 'input' });
});
