import { expect, test } from 'vitest';
import { type Block, message } from './answers.ts';
import { chat, dialect, serveChat } from './harness.ts';

const ask = { model: 'sonnet', messages: [{ role: 'user' as const, content: 'hello' }] };
const text = (words: string): Block => ({ type: 'text', text: words });
const use = (id: string, input: object, name = 'f'): Block => ({ type: 'tool_use', id, name, input });

test('the official SDK reads a whole answer', async () => {
  await using upstream = await serveChat({ body: message([text('Hel'), text('lo')]) });
  const { created, ...completion } = await upstream.client.chat.completions.create(ask);
  expect(Math.abs(created - Date.now() / 1000)).toBeLessThan(60);
  expect(completion).toEqual({
    id: 'chatcmpl-req_1',
    object: 'chat.completion',
    model: 'sonnet',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: 'Hello', refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: {
      prompt_tokens: 18,
      completion_tokens: 7,
      total_tokens: 25,
      prompt_tokens_details: { cached_tokens: 5, cache_write_tokens: 3 },
    },
  });
});

test('tool calls come with their arguments as text, beside content that may be null', async () => {
  const custom = [{ type: 'custom' as const, custom: { name: 'patch' } }];
  const calls = [use('toolu_1', {}), use('toolu_2', { input: '*** Begin' }, 'patch')];
  await using upstream = await serveChat({ body: message(calls, 'tool_use') });
  const { choices } = await upstream.client.chat.completions.create({ ...ask, tools: custom });
  expect(choices[0]).toMatchObject({
    finish_reason: 'tool_calls',
    message: {
      content: null,
      tool_calls: [
        { id: 'toolu_1', type: 'function', function: { name: 'f', arguments: '{}' } },
        { id: 'toolu_2', type: 'custom', custom: { name: 'patch', input: '*** Begin' } },
      ],
    },
  });
});

test('a function of the API before tools is called in its own form', async () => {
  await using upstream = await serveChat({ body: message([use('toolu_1', { a: 1 })], 'tool_use') });
  const { choices } = await upstream.client.chat.completions.create({ ...ask, functions: [{ name: 'f' }] });
  expect(choices[0]).toMatchObject({
    finish_reason: 'function_call',
    message: { function_call: { name: 'f', arguments: '{"a":1}' } },
  });
});

test('a client that wants no thinking to read gets none', async () => {
  const thought = { type: 'thinking', thinking: 'Hm.', signature: 'c2ln' };
  await using upstream = await serveChat({ body: message([thought, text('Yes.')]) });
  const body = JSON.parse(await upstream.text({ ...ask, reasoning: { exclude: true } }));
  expect(body.choices[0].message).not.toHaveProperty('reasoning_content');
  expect(body.choices[0].message).toHaveProperty('reasoning_details');
});

test('an empty answer has empty content', async () => {
  await using upstream = await serveChat({ body: message([]) });
  const { choices } = await upstream.client.chat.completions.create(ask);
  expect(choices[0]?.message.content).toBe('');
});

test('an answer of upstream’s own passes as its bytes', () => {
  const { whole } = dialect().read(Buffer.from(JSON.stringify(chat())), {});
  const body = Buffer.from('{"object": "chat.completion", "n": 1.0}');
  expect(whole(body, 'req_1')).toBe(body);
});
