import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { streamText } from 'ai';
import OpenAI from 'openai';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../../../proxy/demo/call.ts';
import { AditError } from '../../../../proxy/errors.ts';
import { type Block, events } from './answers.ts';
import { chunksOf, dialect, serveChat } from './harness.ts';

const model = 'Claude Sonnet 4.6';
const ask = { model, stream: true as const, messages: [{ role: 'user' as const, content: 'hello' }] };
const withUsage = { ...ask, stream_options: { include_usage: true } };
const text = (words: string): Block => ({ type: 'text', text: words });
const use = (id: string, input: object, name = 'f'): Block => ({ type: 'tool_use', id, name, input });
const thought = { type: 'thinking', thinking: 'Hm, hm.', signature: 'c2ln' };

const deltasOf = (chunks: JsonObject[]) =>
  chunks.flatMap(({ choices }) => (choices as { delta: JsonObject }[]).map(({ delta }) => delta));

test('every byte of a short answer is as OpenAI’s API has it', async () => {
  await using upstream = await serveChat(events([text('Hello')], 'end_turn', 5));
  const written = (await upstream.text(withUsage)).replace(/"created":\d{10,}/g, '"created":0');
  const chunk = (rest: string) =>
    `data: {"id":"chatcmpl-req_1","object":"chat.completion.chunk","created":0,"model":"${model}","choices":[${rest}}\n\n`;
  const delta = (json: string, reason = 'null') =>
    chunk(`{"index":0,"delta":${json},"logprobs":null,"finish_reason":${reason}}]`);
  const usage =
    '"usage":{"prompt_tokens":18,"completion_tokens":7,"total_tokens":25,' +
    '"prompt_tokens_details":{"cached_tokens":5,"cache_write_tokens":3}}';
  expect(written).toBe(
    ': waiting\n\n' +
      delta('{"role":"assistant","content":"","refusal":null}') +
      delta('{"content":"Hello"}') +
      delta('{}', '"stop"') +
      chunk(`],${usage}`) +
      'data: [DONE]\n\n',
  );
});

test('the chunk with the tokens comes only where it was asked for', async () => {
  await using upstream = await serveChat(events([text('Hello')]));
  expect(await upstream.text(ask)).not.toContain('usage');
});

test('tokens that only Bedrock’s own figures tell are told', async () => {
  const metrics = {
    inputTokenCount: 11,
    outputTokenCount: 12,
    cacheReadInputTokenCount: 1,
    cacheWriteInputTokenCount: 2,
  };
  await using upstream = await serveChat([
    { type: 'message_start', message: {} },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' } },
    { type: 'message_stop', 'amazon-bedrock-invocationMetrics': metrics },
  ]);
  expect(chunksOf(await upstream.text(withUsage)).at(-1)?.usage).toMatchObject({
    prompt_tokens: 14,
    completion_tokens: 12,
  });
});

test('tool calls are named once, and no delta of theirs is without arguments', async () => {
  const calls = [use('toolu_1', { city: 'Rome' }), use('toolu_2', {})];
  await using upstream = await serveChat(events([text('I look.'), ...calls], 'tool_use'));
  const chunks = chunksOf(await upstream.text(ask));
  const deltas = deltasOf(chunks).flatMap(
    ({ tool_calls }) => (tool_calls ?? []) as { index: number; function: JsonObject }[],
  );
  expect(deltas[0]).toEqual({ index: 0, id: 'toolu_1', type: 'function', function: { name: 'f', arguments: '' } });
  expect(deltas.filter((delta) => 'id' in delta)).toHaveLength(2);
  expect(deltas.every((delta) => typeof delta.function.arguments === 'string')).toBe(true);
  const written = [0, 1].map((at) =>
    deltas
      .filter(({ index }) => index === at)
      .map((delta) => delta.function.arguments)
      .join(''),
  );
  expect(written).toEqual(['{"city":"Rome"}', '{}']);
  expect(chunks.at(-1)).toHaveProperty('choices.0.finish_reason', 'tool_calls');
});

test('a call whose input is there from the start has it as its arguments', async () => {
  await using upstream = await serveChat([
    { type: 'content_block_start', index: 0, content_block: use('toolu_1', { a: 1 }) },
    { type: 'content_block_stop', index: 0 },
  ]);
  expect(deltasOf(chunksOf(await upstream.text(ask))).at(-1)).toEqual({
    tool_calls: [{ index: 0, function: { arguments: '{"a":1}' } }],
  });
});

test('thinking is reasoning_content, and signed in reasoning_details behind it', async () => {
  await using upstream = await serveChat(events([thought, { type: 'redacted_thinking', data: 'eA==' }, text('Yes.')]));
  const deltas = deltasOf(chunksOf(await upstream.text(ask)));
  expect(deltas.slice(1, -1)).toEqual([
    { reasoning_content: 'Hm, ' },
    { reasoning_content: 'hm.' },
    {
      reasoning_details: [
        { type: 'reasoning.text', text: 'Hm, hm.', signature: 'c2ln', format: 'anthropic-claude-v1', index: 0 },
      ],
    },
    { reasoning_details: [{ type: 'reasoning.encrypted', data: 'eA==', format: 'anthropic-claude-v1', index: 1 }] },
    { content: 'Yes.' },
  ]);
});

test('a client that wants no thinking to read gets only what it has to give back', async () => {
  await using upstream = await serveChat(events([thought, text('Yes.')]));
  const deltas = deltasOf(chunksOf(await upstream.text({ ...ask, reasoning: { exclude: true } })));
  expect(deltas.some((delta) => 'reasoning_content' in delta)).toBe(false);
  expect(deltas.some((delta) => 'reasoning_details' in delta)).toBe(true);
});

test('a custom tool’s call comes back as one, with its text', async () => {
  const tools = [{ type: 'custom', custom: { name: 'patch' } }];
  await using upstream = await serveChat(events([use('toolu_1', { input: 'a "b"\n' }, 'patch')], 'tool_use'));
  expect(deltasOf(chunksOf(await upstream.text({ ...ask, tools }))).at(-2)).toEqual({
    tool_calls: [{ index: 0, id: 'toolu_1', type: 'custom', custom: { name: 'patch', input: 'a "b"\n' } }],
  });
});

test('functions of the API before tools are called in its own form', async () => {
  const functions = [{ name: 'f', parameters: { type: 'object', properties: {} } }];
  await using upstream = await serveChat(events([use('toolu_1', { a: 1 }), use('toolu_2', { b: 1 })], 'tool_use', 100));
  const chunks = chunksOf(await upstream.text({ ...ask, functions }));
  expect(deltasOf(chunks).slice(1)).toEqual([
    { function_call: { name: 'f', arguments: '' } },
    { function_call: { arguments: '{"a":1}' } },
    {},
  ]);
  expect(chunks.at(-1)).toHaveProperty('choices.0.finish_reason', 'function_call');
});

test.each([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['pause_turn', 'stop'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['tool_use', 'tool_calls'],
  ['refusal', 'content_filter'],
  ['of_tomorrow', 'stop'],
  ['constructor', 'stop'],
])('%s is %s', async (reason, finish) => {
  await using upstream = await serveChat(events([text('a')], reason));
  expect(chunksOf(await upstream.text(ask)).at(-1)).toHaveProperty('choices.0.finish_reason', finish);
});

test('the official SDK puts a stream together', async () => {
  await using upstream = await serveChat(
    events([thought, text('I look.'), use('toolu_1', { city: 'Rome' })], 'tool_use'),
  );
  const completion = await upstream.client.chat.completions.stream(withUsage).finalChatCompletion();
  expect(completion).toMatchObject({
    id: 'chatcmpl-req_1',
    model,
    usage: { total_tokens: 25 },
    choices: [
      {
        finish_reason: 'tool_calls',
        message: {
          role: 'assistant',
          content: 'I look.',
          tool_calls: [{ id: 'toolu_1', type: 'function', function: { name: 'f', arguments: '{"city":"Rome"}' } }],
        },
      },
    ],
  });
});

test('the AI SDK puts a stream together, thinking and all', async () => {
  await using upstream = await serveChat(events([thought, text('Yes.')]));
  const provider = createOpenAICompatible({ name: 'adit', baseURL: upstream.client.baseURL, includeUsage: true });
  const result = streamText({ model: provider(model), prompt: 'hello' });
  expect(await result.text).toBe('Yes.');
  expect(await result.reasoningText).toBe('Hm, hm.');
  expect(await result.finishReason).toBe('stop');
  expect(await result.usage).toMatchObject({ inputTokens: 18, outputTokens: 7 });
});

test('an error ends the stream, so that no client takes what came for a whole answer', async () => {
  const error = new AditError('overloaded_error', 'Too busy.');
  const cut = events([text('Hello')]).slice(0, 4);
  await using upstream = await serveChat(cut, { error });
  const written = await upstream.text(ask);
  expect(written).toMatch(/data: \{"error":\{"message":"Too busy\.","type":"server_error",.*\}\}\n\n$/);
  expect(written).not.toContain('[DONE]');
  const reading = async () => {
    for await (const _ of await upstream.client.chat.completions.create(ask));
  };
  await expect(reading()).rejects.toThrow(OpenAI.APIError);
});

test('chunks of upstream’s own pass as they are, but for the tokens that the client did not ask for', async () => {
  const content = '{"id":"1","choices":[{"index":0,"delta":{"content":"a"}}],"usage":null}';
  const finish = '{"id":"1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"total_tokens":1}}';
  const usage = '{"id":"1","choices":[],"usage":{"total_tokens":1}}';
  const written = (...chunks: string[]) => `: waiting\n\n${chunks.map((chunk) => `data: ${chunk}\n\n`).join('')}`;
  await using upstream = await serveChat({ chunks: [content, finish, usage, '[DONE]'] });
  expect(await upstream.text(withUsage)).toBe(written(content, finish, usage, '[DONE]'));
  expect(await upstream.text(ask)).toBe(written(content, finish, '[DONE]'));
});

test('a chunk of upstream’s own in another spelling is written as an event', () => {
  const { writer } = dialect().read(Buffer.from(JSON.stringify(withUsage)), {});
  const pieces = writer('req_1').event('chat.completion.chunk', Buffer.from('{"choices":[]}'), undefined);
  expect(Buffer.concat([...pieces]).toString()).toBe('data: {"choices":[]}\n\n');
});
