import { expect, test } from 'vitest';
import { readChatMessage } from '../../proxy/bedrock/openai/chat-message.ts';
import { readResponsesMessage } from '../../proxy/bedrock/openai/responses-message.ts';
import { GPT, GPT_OSS, type Json, SEEING } from './support.ts';

type Reader = typeof readChatMessage;

function read(reader: Reader, body: unknown, modelId = SEEING): Json | undefined {
  const message = reader(Buffer.from(JSON.stringify(body)), { requestId: 'r1', modelId, isNative: false });
  return message && (JSON.parse(message.toString()) as Json);
}

const chat = (message: Json, finish_reason = 'stop', modelId?: string) =>
  read(
    readChatMessage,
    { id: 'c1', choices: [{ message, finish_reason }], usage: { prompt_tokens: 9, completion_tokens: 2 } },
    modelId,
  );
const response = (output: unknown[], fields: Json = {}) =>
  read(readResponsesMessage, { id: 'r1', object: 'response', status: 'completed', output, ...fields }, GPT);

test('a completion is a message', () => {
  const calls = [
    { id: 'c1', type: 'function', function: { name: 'A', arguments: '{"a":1}' } },
    { function: { name: 'B', arguments: '' } },
    { id: 'c3', function: { name: 'C', arguments: 'cut {' } },
    { id: 'c4', function: {} },
  ];
  expect(chat({ content: 'yes', reasoning: 'hm', tool_calls: calls }, 'tool_calls')).toEqual({
    id: 'c1',
    type: 'message',
    role: 'assistant',
    model: SEEING,
    content: [
      { type: 'thinking', thinking: 'hm', signature: '' },
      { type: 'text', text: 'yes' },
      { type: 'tool_use', id: 'c1', name: 'A', input: { a: 1 } },
      { type: 'tool_use', id: expect.stringMatching(/^toolu_/), name: 'B', input: {} },
      { type: 'tool_use', id: 'c3', name: 'C', input: {} },
    ],
    stop_reason: 'tool_use',
    stop_sequence: null,
    usage: { input_tokens: 9, output_tokens: 2 },
  });
});

test('gpt-oss tells its reasoning in tags, and a refusal is text', () => {
  expect(chat({ content: '<reasoning>hm</reasoning>yes' }, 'stop', GPT_OSS)).toMatchObject({
    content: [
      { type: 'thinking', thinking: 'hm' },
      { type: 'text', text: 'yes' },
    ],
  });
  expect(chat({ content: null, refusal: 'no' })).toMatchObject({
    content: [{ type: 'text', text: 'no' }],
    stop_reason: 'refusal',
  });
});

test('a response is a message', () => {
  const output = [
    { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'hm' }], encrypted_content: 'abc' },
    {
      type: 'message',
      content: [
        { type: 'output_text', text: 'yes' },
        { type: 'refusal', refusal: 'no' },
      ],
    },
    { type: 'function_call', call_id: 'c1', name: 'A', arguments: '{"a":1}' },
    { type: 'strange' },
  ];
  expect(response(output, { usage: { input_tokens: 9, output_tokens: 2 } })).toMatchObject({
    content: [
      { type: 'thinking', thinking: 'hm', signature: 'openai-reasoning:rs_1:abc' },
      { type: 'text', text: 'yes' },
      { type: 'text', text: 'no' },
      { type: 'tool_use', id: 'c1', name: 'A', input: { a: 1 } },
    ],
    stop_reason: 'refusal',
    usage: { input_tokens: 9, output_tokens: 2 },
  });
  const incomplete = { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } };
  expect(response([], incomplete)).toMatchObject({ content: [], stop_reason: 'max_tokens' });
});

test('a body that holds no answer is no message', () => {
  for (const body of [null, 1, [], {}, { choices: [] }, { choices: [{}] }, { choices: 'x' }, { output: 'x' }]) {
    for (const reader of [readChatMessage, readResponsesMessage]) expect(read(reader, body)).toBeUndefined();
  }
});

test('the client’s own dialect comes as it is', () => {
  const answer = { requestId: undefined, modelId: GPT, isNative: true };
  const completion = Buffer.from('{ "object":"chat.completion", "choices":[{"message":{"content":"a"}}] }');
  expect(readChatMessage(completion, answer)).toBe(completion);
  expect(readChatMessage(Buffer.from('{"choices":[]}'), answer)).toBeUndefined();
  const own = Buffer.from('{ "object":"response", "output":[] }');
  expect(readResponsesMessage(own, answer)).toBe(own);
  expect(readResponsesMessage(Buffer.from('<html>'), answer)).toBeUndefined();
});

test('any value in any place gives a message or none', () => {
  for (const value of [null, 1, 'x', true, [], {}, [null], [1], [{}]]) {
    expect(chat({ content: value, reasoning: value, refusal: value, tool_calls: value })).toBeDefined();
    expect(
      chat({ tool_calls: [{ id: value, function: value }, { function: { name: value, arguments: value } }] }),
    ).toBeDefined();
    expect(response([value, { type: 'message', content: value }, { type: 'reasoning', summary: value }])).toBeDefined();
    expect(response([], { usage: value, incomplete_details: value, id: value })).toBeDefined();
  }
});
