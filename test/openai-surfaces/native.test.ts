import { expect, test } from 'vitest';
import { NativeChatEvents, NativeResponsesEvents } from '../../proxy/bedrock/openai/native-events.ts';
import { collect } from '../stream/collect.ts';
import { cutEvery } from '../support/cut.ts';
import { chatStream, delta, fitTo, GPT, GPT_OSS, type Json, responsesStream, SEEING } from './support.ts';

const chat = (body: Json, wish: Json = {}) => fitTo('chat', {}, { native: { dialect: 'chat', body }, ...wish });
const answer = { requestId: 'r1', modelId: GPT, isNative: true };

test('a client’s own request goes out as it is, but for the model’s name', () => {
  const body = { model: 'gpt-oss', messages: [{ role: 'user', content: 'hi', name: 'me' }], seed: 4, logprobs: true };
  expect(chat(body)).toMatchObject({ isNative: true, notes: [], betas: [] });
  expect(chat(body).body).toEqual({ ...body, model: GPT_OSS });
  const own = { input: 'hi', store: true, previous_response_id: 'resp_1', text: { verbosity: 'low' } };
  const { body: sent } = fitTo('responses', {}, { native: { dialect: 'responses', body: own } });
  expect(sent).toEqual({ ...own, model: GPT });
});

test('a request in the other dialect is translated', () => {
  const native = { dialect: 'responses', body: { input: 'hi' } } as const;
  expect(fitTo('chat', {}, { native })).not.toHaveProperty('isNative');
  expect(fitTo('chat', {}, { native }).body).toHaveProperty('messages');
});

test('bedrock-mantle is told the bare id', () => {
  const native = { dialect: 'chat', body: {} } as const;
  const wish = { model: 'moonshotai.kimi-k3', modelId: 'global.moonshotai.kimi-k3', native };
  expect(fitTo('mantle-chat', {}, wish).body.model).toBe('moonshotai.kimi-k3');
});

test('a choice among no tools goes out with none of it', () => {
  const choice = { tool_choice: 'auto', parallel_tool_calls: true };
  expect(chat({ tools: [], ...choice }).body).toEqual({ model: GPT_OSS });
  expect(chat(choice).body).toEqual({ model: GPT_OSS });
  const tools = [{ type: 'function', function: { name: 'A' } }];
  expect(chat({ tools, ...choice }).body).toEqual({ model: GPT_OSS, tools, ...choice });
});

test('a stream of Chat Completions is asked for with its usage', () => {
  const stream_options = { include_obfuscation: false };
  expect(chat({ stream: true, stream_options }).body.stream_options).toEqual({
    ...stream_options,
    include_usage: true,
  });
  expect(chat({ stream: true, stream_options: 'odd' }).body.stream_options).toEqual({ include_usage: true });
  expect(chat({ stream: false }).body).not.toHaveProperty('stream_options');
});

test('what was refused before is left out, and the client’s own request stays as it was', () => {
  const body = { messages: [], seed: 4, metadata: { a: { b: 1 } } };
  const lessons = { refusedFields: ['seed', 'metadata.a.b', 'messages', 'toString'] };
  const fitted = chat(body, { lessons });
  expect(fitted.body).toEqual({ model: GPT_OSS, messages: [], metadata: { a: {} } });
  expect(fitted.notes).toEqual(['seed dropped: refused before', 'metadata.a.b dropped: refused before']);
  expect(body).toEqual({ messages: [], seed: 4, metadata: { a: { b: 1 } } });
});

test('chunks come out as they came, wherever the reads end', () => {
  const bytes = chatStream(delta({ content: 'Grüße "error"' }), delta({ content: '🜂' }, 'stop'), {
    choices: [],
    usage: {},
  });
  for (const size of [1, 7, bytes.length]) {
    const { events, failures } = collect(new NativeChatEvents(answer), cutEvery(bytes, size));
    expect(failures).toEqual([]);
    expect(events.map(({ type }) => type)).toEqual([...Array(3).fill('chat.completion.chunk'), '[DONE]']);
    expect(events.map(({ block }) => block).join('')).toBe(bytes.toString());
  }
});

test('chunks in another spelling come out in the usual one', () => {
  const bytes = Buffer.from(': hello\r\n\r\ndata:{"choices":[]}\r\n\r\nevent: x\ndata: {"choices":\ndata: []}\n\n');
  const { events } = collect(new NativeChatEvents(answer), [bytes]);
  expect(events.map(({ block }) => block)).toEqual(Array(2).fill('data: {"choices":[]}\n\n'));
});

test('the last event of either stream is known', () => {
  expect(new NativeChatEvents(answer).isLast('[DONE]')).toBe(true);
  expect(new NativeChatEvents(answer).isLast('chat.completion.chunk')).toBe(false);
  for (const type of ['completed', 'incomplete', 'failed']) {
    expect(new NativeResponsesEvents(answer).isLast(`response.${type}`)).toBe(true);
  }
  expect(new NativeResponsesEvents(answer).isLast('response.created')).toBe(false);
});

test.each([
  ['{"error":{"message":"slow down","code":"rate_limit_exceeded"}}', 429],
  ['{"choices":[],"error":{"message":"broke","type":"server_error"}}', 500],
  ['{"message":"from AWS"}', 500],
])('the chunk %s is a failure with status %i', (data, status) => {
  const { events, failures } = collect(new NativeChatEvents(answer), [Buffer.from(`data: ${data}\n\n`)]);
  expect(failures).toMatchObject([{ status, requestId: 'r1' }]);
  expect(events).toEqual([]);
});

test('events of Responses come out as they came, wherever the reads end', () => {
  const bytes = responsesStream(
    { type: 'response.created', response: {} },
    { type: 'response.output_text.delta', delta: '🜂' },
    { type: 'response.completed', response: {} },
  );
  for (const size of [1, 7, bytes.length]) {
    const { events, failures } = collect(new NativeResponsesEvents(answer), cutEvery(bytes, size));
    expect(failures).toEqual([]);
    expect(events.map(({ type }) => type)).toEqual([
      'response.created',
      'response.output_text.delta',
      'response.completed',
    ]);
    expect(events.map(({ block }) => block).join('')).toBe(bytes.toString());
  }
});

test('an event of Responses without a name gets the one in its data', () => {
  const bytes = Buffer.from('data: {"type":"response.created"}\n\ndata: [DONE]\n\n');
  expect(collect(new NativeResponsesEvents(answer), [bytes]).events).toEqual([
    {
      type: 'response.created',
      data: '{"type":"response.created"}',
      block: 'event: response.created\ndata: {"type":"response.created"}\n\n',
    },
  ]);
});

test.each([
  [{ type: 'error', code: 'rate_limit_exceeded', message: 'slow down' }, 429, 'ThrottlingException'],
  [
    { type: 'response.failed', response: { error: { code: 'server_error', message: 'broke' } } },
    500,
    'InternalServerException',
  ],
  [
    { type: 'response.failed', response: { error: { code: 'context_length_exceeded', message: 'long' } } },
    400,
    'ValidationException',
  ],
])('%j is a failure with status %i', (event, status, name) => {
  const { events, failures } = collect(new NativeResponsesEvents(answer), [responsesStream(event)]);
  expect(failures).toMatchObject([{ status, name }]);
  expect(events).toEqual([]);
});

test('an id that no catalogue has loses its geography on bedrock-mantle alone', () => {
  const native = { dialect: 'chat', body: {} } as const;
  const unknown = { model: SEEING, modelId: 'us.newmaker.model-1', native };
  expect(fitTo('chat', {}, unknown).body.model).toBe('us.newmaker.model-1');
});
