import { expect, test } from 'vitest';
import type { JsonObject } from '../../../../proxy/demo/call.ts';
import { PNG } from '../../../sdks/clients.ts';
import { openRoad } from '../../../support/road.ts';
import { serve } from '../../../support/served.ts';
import { chat, translate } from './harness.ts';

const user = { role: 'user', content: 'hello' };
const call = { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } };
const result = { role: 'tool', tool_call_id: 'call_1', content: 'done' };
const tool = {
  type: 'function',
  function: { name: 'f', description: 'F', parameters: { type: 'object' }, strict: true },
};
const cache_control = { type: 'ephemeral' };

/** Conversations as clients send them, with what a server that knows its own fields alone would be sent of them. */
const CASES: [string, JsonObject, JsonObject][] = [
  ['a conversation of nothing else', { messages: [user], seed: 4 }, { messages: [user], seed: 4 }],
  ['what is said of a stream where there is none', { stream_options: { include_usage: true } }, {}],
  [
    'a tool’s name beside its result, as of LangChain',
    {
      messages: [user, { role: 'assistant', content: '', tool_calls: [call] }, { ...result, name: 'f' }],
      tools: [tool],
    },
    { messages: [user, { role: 'assistant', content: '', tool_calls: [call] }, result], tools: [tool] },
  ],
  [
    'whole answers, as the SDK for Python dumps them',
    {
      messages: [
        user,
        { role: 'assistant', content: 'a', refusal: null, annotations: [], audio: null, tool_calls: [] },
        { ...user, name: 'me' },
        {
          role: 'assistant',
          content: null,
          reasoning_content: 'hm',
          reasoning_details: [],
          function_call: null,
          tool_calls: [{ ...call, index: 0, function: { ...call.function, parsed_arguments: { a: 1 } } }],
        },
        result,
      ],
    },
    {
      messages: [
        user,
        { role: 'assistant', content: 'a', refusal: null },
        { ...user, name: 'me' },
        { role: 'assistant', content: null, tool_calls: [call] },
        result,
      ],
    },
  ],
  [
    'marks for a cache',
    {
      messages: [{ ...user, content: [{ type: 'text', text: 'hello', cache_control }], cache_control }],
      tools: [{ ...tool, cache_control, function: { ...tool.function, cache_control } }],
    },
    { messages: [{ ...user, content: [{ type: 'text', text: 'hello' }] }], tools: [tool] },
  ],
  [
    'a call without a type',
    { messages: [user, { role: 'assistant', tool_calls: [{ id: 'call_1', function: call.function }] }, result] },
    { messages: [user, { role: 'assistant', tool_calls: [call] }, result] },
  ],
];

test.each(CASES)('%s goes to a server of the API with its own fields alone', async (_, asked, body) => {
  expect(translate(asked).native).toEqual({ dialect: 'chat', body: { ...chat(), ...body } });
  await using road = await openRoad();
  const served = await serve(road, chat({ ...asked, model: 'kimi-k3' }), { path: '/v1/chat/completions' });
  expect(served).toMatchObject({ status: 200, refusals: [], sent: { operation: 'chat', body } });
});

const image = (type: string) => [{ role: 'user', content: [{ type: 'image_url', image_url: { url: dataUrl(type) } }] }];
const dataUrl = (type: string) => `data:image/${type};base64,${PNG}`;
const custom = { type: 'custom', custom: { name: 'c' } };
const customCall = { id: 'call_1', type: 'custom', custom: { name: 'c', input: 'x' } };

/** What a server of the API refuses, and a model that is asked on one. */
const MENDED: [string, JsonObject, string?][] = [
  ['content that is not there', { messages: [{ role: 'user', content: null }, user] }],
  ['content without parts', { messages: [{ role: 'user', content: [] }, user] }],
  ['an answer that says nothing', { messages: [user, { role: 'assistant', content: null }, user] }],
  [
    'a result without content',
    { messages: [user, { role: 'assistant', tool_calls: [call] }, { ...result, content: null }] },
  ],
  ['a type of image by a name of the client’s own', { messages: image('jpg') }],
  ['a tool with text', { tools: [custom] }],
  ['a call with text', { messages: [user, { role: 'assistant', tool_calls: [customCall] }, result], tools: [custom] }],
  ['thinking in another API’s words', { reasoning: { effort: 'high' } }],
  ['a budget for thinking', { thinking: { type: 'enabled', budget_tokens: 2000 } }],
  ['more tokens than the model gives', { max_tokens: 10_000_000 }],
  ['a limit by both of its names', { max_tokens: 5, max_completion_tokens: 6 }],
  ['more stop sequences than the API takes', { stop: ['a', 'b', 'c', 'd', 'e'] }],
  ['a form without a schema', { response_format: { type: 'json_schema', json_schema: { name: 'x', schema: null } } }],
  ['a form without a name', { response_format: { type: 'json_schema', json_schema: { schema: { type: 'object' } } } }],
  ['more tokens than the model gives, by their newer name', { max_completion_tokens: 128_000 }, 'deepseek-v3.2'],
  ...['minimal', 'none', 'xhigh', 'max'].flatMap((reasoning_effort) =>
    ['kimi-k3', 'gpt-oss-120b', 'grok-4.6'].map((model): [string, JsonObject, string] => [
      `an effort of ${reasoning_effort}`,
      { reasoning_effort },
      model,
    ]),
  ),
];

test.each(MENDED)('%s is translated, which mends it', async (_, asked, model = 'kimi-k3') => {
  expect(translate({ ...asked, model }).native).toBe(undefined);
  await using road = await openRoad();
  const served = await serve(road, chat({ ...asked, model }), { path: '/v1/chat/completions' });
  expect(served).toMatchObject({ status: 200, refusals: [] });
});

test('efforts that all models have, figures within a model’s, and images go as they came', () => {
  for (const asked of [{ reasoning_effort: 'low' }, { max_tokens: 8192 }, { messages: image('png') }]) {
    expect(translate({ ...asked, model: 'kimi-k3' }).native).toMatchObject({ body: asked });
  }
});

test('what a translation leaves out is not noted where the request went as it came', async () => {
  await using road = await openRoad();
  const asked = { seed: 4, logit_bias: { 50256: -100 } };
  const native = await serve(road, chat({ ...asked, model: 'kimi-k3' }), { path: '/v1/chat/completions' });
  expect(native).toMatchObject({ sent: { body: asked }, notes: [] });
  const translated = await serve(road, chat(asked), { path: '/v1/chat/completions' });
  expect(translated.notes).toEqual(['logit_bias dropped', 'seed dropped']);
});
