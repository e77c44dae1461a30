import { expect, test } from 'vitest';
import { fitted } from '../../../support/fitted.ts';
import { translate } from './harness.ts';

type Message = Record<string, unknown>;

const user = (content: unknown): Message => ({ role: 'user', content });
const calls = (...ids: string[]): Message => ({
  role: 'assistant',
  content: null,
  tool_calls: ids.map((id) => call(id)),
});
const call = (id: string, args: unknown = '{"a":1}') => ({
  id,
  type: 'function',
  function: { name: 'f', arguments: args },
});
const result = (id: string, content: unknown = `result of ${id}`): Message => ({
  role: 'tool',
  tool_call_id: id,
  content,
});
const tools = [{ type: 'function', function: { name: 'f' } }];

/** Translates a conversation, and sees to it that Bedrock takes it. */
function turnsOf(...messages: Message[]) {
  const { body, notes } = translate({ messages, tools });
  for (const model of ['sonnet-4-6', 'haiku-4-5', 'opus-5-5', 'fable-5']) {
    expect(fitted(JSON.stringify(body), { model }).refusal, model).toBeUndefined();
  }
  return { turns: body.messages as { role: string; content: Message[] }[], notes };
}

/** A turn in short: its role, and what is in it. */
function outline({ role, content }: { role: string; content: Message[] }): string {
  const words = content.map(({ type, id, tool_use_id, text, is_error }) => {
    if (type === 'tool_use') return `call ${id}`;
    return type === 'tool_result' ? `${is_error ? 'error' : 'result'} ${tool_use_id}` : text;
  });
  return `${role}: ${words.join(', ')}`;
}

test('results stand in one turn after their calls, in the order of the calls', () => {
  const { turns } = turnsOf(user('go'), calls('a', 'b'), result('b'), result('a'), user('and?'));
  expect(turns.map(outline)).toEqual(['user: go', 'assistant: call a, call b', 'user: result a, result b, and?']);
});

test('calls and results of one answer that come one after the other are one step each', () => {
  const parallel = turnsOf(user('go'), calls('a'), calls('b'), result('a'), result('b'));
  expect(parallel.turns.map(outline)).toEqual(['user: go', 'assistant: call a, call b', 'user: result a, result b']);
  const steps = turnsOf(user('go'), calls('a'), result('a'), calls('b'), result('b'));
  expect(steps.turns.map(outline)).toEqual([
    'user: go',
    'assistant: call a',
    'user: result a',
    'assistant: call b',
    'user: result b',
  ]);
});

test('what stands between a call and its result comes after it', () => {
  const { turns } = turnsOf(
    user('go'),
    calls('a', 'b'),
    result('a'),
    { role: 'system', content: 'Hurry' },
    result('b'),
  );
  expect(turns.map(outline)).toEqual([
    'user: go',
    'assistant: call a, call b',
    'user: result a, result b',
    'system: Hurry',
  ]);
});

test('calls that nobody answered get an error for a result', () => {
  const { turns, notes } = turnsOf(user('go'), calls('a', 'b'), result('b'), user('stop'), calls('c'));
  expect(turns.map(outline)).toEqual([
    'user: go',
    'assistant: call a, call b',
    'user: error a, result b, stop',
    'assistant: call c',
    'user: error c',
  ]);
  expect(notes).toEqual(['missing tool results sent as errors']);
});

test('results without a call, and second results, are text of the user’s', () => {
  const { turns } = turnsOf(result('lost'), user('go'), calls('a'), result('a'), result('a', 'again'));
  expect(turns.map(outline)).toEqual([
    'user: The result of a tool call that is not in this conversation (lost):, result of lost, go',
    'assistant: call a',
    'user: result a, The result of a tool call that is not in this conversation (a):, again',
  ]);
});

test('ids that come again are told apart, and each gets its own result', () => {
  const { turns } = turnsOf(
    user('go'),
    calls('a', 'a'),
    result('a', '1'),
    result('a', '2'),
    calls('a'),
    result('a', '3'),
  );
  expect(turns.map(outline)).toEqual([
    'user: go',
    'assistant: call a, call a_2',
    'user: result a, result a_2',
    'assistant: call a_3',
    'user: result a_3',
  ]);
  const results = turns.flatMap(({ content }) => content).filter(({ type }) => type === 'tool_result');
  expect(results.map(({ content }) => content)).toEqual(['1', '2', '3'].map((text) => [{ type: 'text', text }]));
});

test('a result belongs to the last call of its id, not to one that was given up', () => {
  const { turns } = turnsOf(user('go'), calls('a'), user('no, wait'), calls('a'), result('a'));
  expect(turns.map(outline)).toEqual([
    'user: go',
    'assistant: call a',
    'user: error a, no, wait',
    'assistant: call a_2',
    'user: result a_2',
  ]);
});

test('ids that Bedrock refuses are spelled in letters that it takes, and can be read back', () => {
  const { turns } = turnsOf(user('go'), calls('functions.f:0', ''), result('functions.f:0'), result(''));
  const [spelled = '', empty] = turns[1]?.content.map(({ id }) => String(id)) ?? [];
  expect(Buffer.from(spelled.replace('b64_', ''), 'base64url').toString()).toBe('functions.f:0');
  expect(empty).toBe('call');
  expect(turns[2] && outline(turns[2])).toBe(`user: result ${spelled}, result call`);
});

test('results may be parts, with images; empty ones have no content', () => {
  const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } };
  const parts = [{ type: 'text', text: 'seen' }, image, { type: 'text', text: '' }];
  const { turns } = turnsOf(user('go'), calls('a', 'b'), result('a', parts), result('b', ' '));
  expect(turns[2]?.content).toEqual([
    {
      type: 'tool_result',
      tool_use_id: 'a',
      content: [
        { type: 'text', text: 'seen' },
        { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } },
      ],
    },
    { type: 'tool_result', tool_use_id: 'b' },
  ]);
});

test.each([
  ['{"a":{"b":[1]}}', { a: { b: [1] } }],
  ['', {}],
  [' ', {}],
  [null, {}],
  ['null', {}],
  [{ a: 1 }, { a: 1 }],
  ['{"a":', { arguments: '{"a":' }],
  ['[1]', { arguments: '[1]' }],
  ['"text"', { arguments: '"text"' }],
])('arguments %j become the input %j', (written, input) => {
  const assistant = { role: 'assistant', tool_calls: [call('a', written)] };
  const { turns } = turnsOf(user('go'), assistant, result('a'));
  expect(turns[1]?.content).toEqual([{ type: 'tool_use', id: 'a', name: 'f', input }]);
});

test('a custom tool’s text is the input of its call', () => {
  const patch = { id: 'a', type: 'custom', custom: { name: 'patch', input: '*** Begin' } };
  const { turns } = turnsOf(user('go'), { role: 'assistant', tool_calls: [patch] }, result('a'));
  expect(turns[1]?.content).toEqual([{ type: 'tool_use', id: 'a', name: 'patch', input: { input: '*** Begin' } }]);
});

test('function calls of the API before tools find their results by name', () => {
  const asked = { role: 'assistant', content: null, function_call: { name: 'f', arguments: '{}' } };
  const said = { role: 'function', name: 'f', content: '21' };
  const { turns } = turnsOf(user('go'), asked, said, asked, said);
  expect(turns.map(outline)).toEqual([
    'user: go',
    'assistant: call function_f',
    'user: result function_f',
    'assistant: call function_f_2',
    'user: result function_f_2',
  ]);
});

test('the user speaks first and last', () => {
  const assistant = { role: 'assistant', content: 'Hi!' };
  const { turns, notes } = turnsOf(assistant, user('go'), assistant);
  expect(turns.map(outline)).toEqual([
    'user: (The assistant spoke first.)',
    'assistant: Hi!',
    'user: go',
    'assistant: Hi!',
    'user: Continue.',
  ]);
  expect(notes).toEqual(['a user message added before the first', 'a user message added after the last']);
});
