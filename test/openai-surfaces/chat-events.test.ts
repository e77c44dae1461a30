import { expect, test } from 'vitest';
import { ChatEvents } from '../../proxy/bedrock/openai/chat-events.ts';
import { collect } from '../stream/collect.ts';
import { chatStream, decode, delta, type Json } from './support.ts';

const decoder = (modelId = 'moonshotai.kimi-k2.5') => new ChatEvents({ requestId: 'r1', modelId, isNative: false });
const read = (...chunks: Json[]) => decode(decoder, chatStream(...chunks));
const call = (index: number | undefined, fields: Json, id?: string) =>
  delta({ tool_calls: [{ ...(index === undefined ? {} : { index }), ...(id ? { id } : {}), function: fields }] });
const usage = { choices: [], usage: { prompt_tokens: 30, completion_tokens: 5, total_tokens: 35 } };

test('text comes as text, with its usage behind it', () => {
  const answer = read(
    delta({ role: 'assistant', content: '' }),
    delta({ content: 'Grüße ' }),
    delta({ content: '🜂' }),
    {
      ...delta({}, 'stop'),
      usage: null,
    },
    usage,
  );
  expect(answer).toMatchObject({
    content: [{ type: 'text', text: 'Grüße 🜂' }],
    stopReason: 'end_turn',
    usage: { input_tokens: 30, output_tokens: 5 },
    start: { id: 'chatcmpl-1', model: 'moonshotai.kimi-k2.5', role: 'assistant' },
  });
});

test('what was read from the cache or written to it is no input', () => {
  const details = { cached_tokens: 20, cache_write_tokens: 4 };
  const answer = read(delta({ content: 'a' }, 'stop'), {
    choices: [],
    usage: { prompt_tokens: 30, completion_tokens: 5, prompt_tokens_details: details },
  });
  expect(answer.usage).toEqual({
    input_tokens: 6,
    output_tokens: 5,
    cache_read_input_tokens: 20,
    cache_creation_input_tokens: 4,
  });
});

test.each(['reasoning', 'reasoning_content'])('%s is thinking without a signature', (name) => {
  const answer = read(
    delta({ [name]: 'let me ' }),
    delta({ [name]: 'see', content: '' }),
    delta({ content: 'yes' }, 'stop'),
  );
  expect(answer.content).toEqual([
    { type: 'thinking', thinking: 'let me see', signature: '' },
    { type: 'text', text: 'yes' },
  ]);
});

test('gpt-oss tells its reasoning in tags, a pair in each piece or one around all', () => {
  const oss = () => decoder('openai.gpt-oss-20b-1:0');
  const thought = [
    { type: 'thinking', thinking: 'one two', signature: '' },
    { type: 'text', text: 'then <reasoning>text</reasoning>' },
  ];
  const last = delta({ content: 'then <reasoning>text</reasoning>' }, 'stop');
  for (const pieces of [
    ['<reasoning>one</reasoning>', '<reasoning> two</reasoning>'],
    ['<reasoning>one two</reasoning>'],
    [...'<reasoning>one two</reasoning>'],
    [' <reaso', 'ning>one two</', 'reasoning>'],
  ]) {
    expect(decode(oss, chatStream(...pieces.map((content) => delta({ content })), last)).content).toEqual(thought);
  }
  const spaced = chatStream(delta({ content: '<reasoning>one</reasoning>\n\n' }), delta({ content: '\nyes' }, 'stop'));
  expect(decode(oss, spaced).content).toEqual([
    { type: 'thinking', thinking: 'one', signature: '' },
    { type: 'text', text: 'yes' },
  ]);
  const unclosed = decode(oss, chatStream(delta({ content: '<reasoning>one</rea' }, 'length')));
  expect(unclosed.content).toEqual([{ type: 'thinking', thinking: 'one</rea', signature: '' }]);
  expect(decode(oss, chatStream(delta({ content: '<rea' }, 'stop'))).content).toEqual([{ type: 'text', text: '<rea' }]);
});

test('tags of other models are text', () => {
  expect(read(delta({ content: '<reasoning>a</reasoning>b' }, 'stop')).content).toEqual([
    { type: 'text', text: '<reasoning>a</reasoning>b' },
  ]);
});

test.each([
  ['stop', 'end_turn'],
  ['length', 'max_tokens'],
  ['content_filter', 'refusal'],
  ['odd', 'end_turn'],
])('%s is the stop reason %s', (finish, stopReason) => {
  expect(read(delta({ content: 'a' }, finish)).stopReason).toBe(stopReason);
});

test('a server that says stop where it called a tool has called a tool', () => {
  expect(read(call(0, { name: 'A', arguments: '{}' }, 'c1'), delta({}, 'stop')).stopReason).toBe('tool_use');
});

test('a refusal is told as text', () => {
  expect(read(delta({ refusal: 'I will not' }, 'stop'))).toMatchObject({
    content: [{ type: 'text', text: 'I will not' }],
    stopReason: 'refusal',
  });
});

test.each([
  [
    { error: { message: 'slow down', type: 'rate_limit_error', code: 'rate_limit_exceeded' } },
    429,
    'ThrottlingException',
  ],
  [{ error: { message: 'broke', type: 'server_error', code: null } }, 500, 'InternalServerException'],
  [{ error: { message: 'too long', code: 'context_length_exceeded' } }, 400, 'ValidationException'],
  [{ error: { message: 'bad', code: 400 } }, 400, ''],
  [{ error: 'plain words' }, 500, ''],
  [{ message: 'from AWS', __type: 'odd' }, 500, ''],
  [{ error: {} }, 500, ''],
])('%j is a failure with status %i', (error, status, name) => {
  const bytes = Buffer.from(`data: ${JSON.stringify(error)}\n\n`);
  const { failures, events } = collect(decoder(), [bytes]);
  expect(failures).toMatchObject([{ status, name, requestId: 'r1' }]);
  expect(failures[0]?.message).not.toBe('');
  expect(events).toEqual([]);
});

test('a stream that is no stream of chunks is an error', () => {
  expect(() => collect(decoder(), [Buffer.from('data: no json\n\n')])).toThrow(/no JSON object/);
  expect(() => collect(decoder(), [Buffer.from('data: [DONE]\n\n')])).toThrow(/ended before it began/);
});

test('any value in any place of a chunk gives events, a failure or an error of frames', () => {
  const values = [null, 1, 'x', true, [], {}, [null], [1], [{}], { a: 1 }];
  for (const value of values) {
    for (const chunk of [
      { choices: value },
      { choices: [value] },
      { choices: [{ delta: value }] },
      { choices: [{ delta: { content: value } }] },
      { choices: [{ delta: { tool_calls: value } }] },
      { choices: [{ delta: { tool_calls: [{ index: value, id: value, function: value }] } }] },
      { choices: [{ delta: { tool_calls: [{ function: { name: value, arguments: value } }] } }] },
      { usage: value, choices: [] },
      { id: value, choices: [{ delta: { reasoning: value, refusal: value }, finish_reason: value }] },
    ]) {
      const bytes = Buffer.from(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`);
      expect(collect(decoder(), [bytes]).events.at(-1)?.type).toBe('message_stop');
    }
  }
});
