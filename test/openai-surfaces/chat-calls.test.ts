import { expect, test } from 'vitest';
import { ChatEvents } from '../../proxy/bedrock/openai/chat-events.ts';
import { collect } from '../stream/collect.ts';
import { chatStream, decode, delta, type Json } from './support.ts';

const decoder = (modelId = 'moonshotai.kimi-k2.5') => new ChatEvents({ requestId: 'r1', modelId, isNative: false });
const read = (...chunks: Json[]) => decode(decoder, chatStream(...chunks));
const call = (index: number | undefined, fields: Json, id?: string) =>
  delta({ tool_calls: [{ ...(index === undefined ? {} : { index }), ...(id ? { id } : {}), function: fields }] });

test('a call is streamed as it comes', () => {
  const { events } = collect(decoder(), [
    chatStream(
      delta({ content: 'I look' }),
      call(0, { name: 'Read', arguments: '' }, 'c1'),
      call(0, { arguments: '{"path":' }),
      call(0, { arguments: '"x"}' }),
      delta({}, 'tool_calls'),
    ),
  ]);
  expect(events.map(({ type }) => type)).toEqual([
    'message_start',
    'content_block_start',
    'content_block_delta',
    'content_block_stop',
    'content_block_start',
    'content_block_delta',
    'content_block_delta',
    'content_block_stop',
    'message_delta',
    'message_stop',
  ]);
});

test('calls that are interleaved are put in order', () => {
  const answer = read(
    call(0, { name: 'A', arguments: '{"a":' }, 'c1'),
    call(1, { name: 'B', arguments: '{"b"' }, 'c2'),
    call(0, { arguments: '"}"' }),
    call(1, { arguments: ':2}' }),
    delta({ content: 'between' }),
    call(0, { arguments: '}' }),
    call(2, { name: 'C', arguments: '' }, 'c3'),
    delta({}, 'tool_calls'),
  );
  expect(answer.content).toEqual([
    { type: 'tool_use', id: 'c1', name: 'A', input: { a: '}' } },
    { type: 'tool_use', id: 'c2', name: 'B', input: { b: 2 } },
    { type: 'text', text: 'between' },
    { type: 'tool_use', id: 'c3', name: 'C', input: {} },
  ]);
  expect(answer.stopReason).toBe('tool_use');
});

test('a call that is whole does not keep the next one waiting', () => {
  const bytes = chatStream(
    call(0, { name: 'A', arguments: '{}' }, 'c1'),
    call(1, { name: 'B', arguments: '{"b"' }, 'c2'),
    call(1, { arguments: ':2}' }),
  );
  const { events } = collect(decoder(), [bytes.subarray(0, bytes.indexOf(':2}'))]);
  expect(events.at(-1)?.data).toContain('"index":1,"delta":{"type":"input_json_delta"');
});

test('what comes for a call after it was whole changes nothing', () => {
  const answer = read(
    call(0, { name: 'A', arguments: '{}' }, 'c1'),
    call(1, { name: 'B', arguments: '{}' }, 'c2'),
    call(0, { arguments: ' ' }),
    delta({}, 'tool_calls'),
  );
  expect(answer.content).toMatchObject([{ name: 'A' }, { name: 'B' }]);
});

test('calls without ids or indexes, and two with one index, are told apart', () => {
  const content = (...chunks: Json[]) => read(...chunks).content;
  const id = expect.stringMatching(/^toolu_[\da-f]{32}$/);
  expect(content(call(0, { name: 'A', arguments: '{"a":1}' }))).toEqual([
    { type: 'tool_use', id, name: 'A', input: { a: 1 } },
  ]);
  expect(
    content(
      call(undefined, { name: 'A', arguments: '{' }, 'c1'),
      call(undefined, { arguments: '}' }),
      call(undefined, { name: 'B', arguments: { b: 1 } }, 'c2'),
    ),
  ).toMatchObject([{ id: 'c1' }, { id: 'c2', input: { b: 1 } }]);
  expect(
    content(call(0, { name: 'A', arguments: '{}' }, 'c1'), call(0, { name: 'B', arguments: '{}' }, 'c2')),
  ).toMatchObject([{ id: 'c1' }, { id: 'c2' }]);
});

test('ids that only count are made new, since they come again with the next answer', () => {
  const id = expect.stringMatching(/^toolu_[\da-f]{32}$/);
  const answer = read(
    call(0, { name: 'A', arguments: '{' }, 'call_0'),
    call(0, { arguments: '}' }, 'call_0'),
    call(1, { name: 'B', arguments: '{}' }, 'call_1'),
    delta({}, 'tool_calls'),
  );
  expect(answer.content).toEqual([
    { type: 'tool_use', id, name: 'A', input: {} },
    { type: 'tool_use', id, name: 'B', input: {} },
  ]);
  expect(new Set(answer.content.map((block) => block.id)).size).toBe(2);
});

test.each([
  ['{"path": "calc.py"', { path: 'calc.py' }],
  ['{"a":[1,{"b":"}]"', { a: [1, { b: '}]' }] }],
  ['{"a":"cut \\" here', { a: 'cut " here' }],
  ['{', {}],
])('arguments without their end, %s, get it', (json, input) => {
  const answer = read(call(0, { name: 'A', arguments: json }, 'c1'), delta({ content: 'b' }), delta({}, 'tool_calls'));
  expect(answer.content).toEqual([
    { type: 'tool_use', id: 'c1', name: 'A', input },
    { type: 'text', text: 'b' },
  ]);
});

test('arguments that the limit of tokens cut stay cut', () => {
  const bytes = chatStream(call(0, { name: 'A', arguments: '{"a":"b' }, 'c1'), delta({}, 'length'));
  const pieces = collect(decoder(), [bytes]).events.filter(({ type }) => type === 'content_block_delta');
  expect(pieces).toHaveLength(1);
});

test('a call that nobody named is left out', () => {
  const answer = read(call(0, { arguments: '{}' }, 'c1'), delta({ content: 'words' }, 'tool_calls'));
  expect(answer).toMatchObject({ content: [{ type: 'text', text: 'words' }], stopReason: 'end_turn' });
});
