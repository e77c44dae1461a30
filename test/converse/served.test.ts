import type Anthropic from '@anthropic-ai/sdk';
import { describe, expect, test } from 'vitest';
import { answer, exceptionAfter, oddUsage, splitEvery, toolUse } from '../bedrock/scenarios.ts';
import { openBareRoad } from '../support/bare-upstream.ts';
import { openRoad, question, type Road } from '../support/road.ts';
import { errorOf, serve } from '../support/served.ts';
import { delta, frame, stop } from './converse.ts';

const models = [
  'nova-pro',
  'nova-2-lite',
  'llama3-3-70b-instruct',
  'llama4-maverick-17b-instruct',
  'gpt-oss-120b',
  'deepseek-v3.2',
  'mistral-large-3-675b-instruct',
  'kimi-k2.5',
  'minimax-m2.5',
  'glm-5',
  'qwen3-coder-next',
  'grok-4.6',
  'palmyra-x5',
];
/** Llama and Palmyra call no tools in a stream (earendil-works/pi#3739). */
const loops = models.flatMap((model) =>
  /llama|palmyra/.test(model)
    ? [[model, false]]
    : [
        [model, true],
        [model, false],
      ],
) as [string, boolean][];

const tools: Anthropic.Tool[] = [
  {
    name: 'fs.read',
    description: 'Reads a file',
    input_schema: { type: 'object', properties: { path: { type: 'string' } }, additionalProperties: false },
  },
];

/** What a coding agent sends with every request, more than any other maker's model takes. */
const everything = {
  max_tokens: 200_000,
  thinking: { type: 'adaptive' },
  output_config: { effort: 'low' },
  temperature: 0.5,
  top_k: 5,
  stop_sequences: ['END'],
  metadata: { user_id: 'me' },
  context_management: { edits: [] },
  system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }],
};

describe.each(models)('%s', (model) => {
  test('answers whole and streamed, at the first try', async () => {
    await using road = await openRoad();
    for (const stream of [false, true]) {
      const { status, refusals, sent } = await serve(road, question({ ...everything, model, stream }));
      expect({ status, refusals }).toEqual({ status: 200, refusals: [] });
      expect(sent?.operation).toBe(stream ? 'converse-stream' : 'converse');
    }
  });
});

test.each(loops)('%s calls a tool, reads its result and answers (streamed: %s)', async (model, stream) => {
  await using road = await openRoad();
  const messages: Anthropic.MessageParam[] = [{ role: 'user', content: 'look' }];
  const params = { model, max_tokens: 1000, tools, messages };
  const name = 'x__fs_u002eread';
  road.bedrock.scenario(toolUse(name, { path: 'ä.txt' }, { text: 'I look.', id: 'tooluse_bpe71yCfRu2b5i-nKGDr5g' }));
  const first = await ask(road, params, stream);
  expect(first).toMatchObject({
    type: 'message',
    role: 'assistant',
    stop_reason: 'tool_use',
    content: [
      { type: 'text', text: 'I look.' },
      { type: 'tool_use', name: 'fs.read', input: { path: 'ä.txt' } },
    ],
  });
  const use = first.content.find((block) => block.type === 'tool_use');
  const result = { type: 'tool_result', tool_use_id: String(use?.id), content: 'rain' } as const;
  messages.push(
    { role: 'assistant', content: first.content },
    { role: 'user', content: [result, { type: 'text', text: 'well?' }] },
  );
  road.bedrock.scenario(answer({ content: [{ type: 'text', text: 'It rains.' }] }));
  const second = await ask(road, params, stream);
  expect(second).toMatchObject({ content: [{ type: 'text', text: 'It rains.' }], stop_reason: 'end_turn' });
  expect(second.usage).toMatchObject({ input_tokens: 12, output_tokens: 7 });
  expect(road.bedrock.refusals).toEqual([]);
});

test('a stream in packets of few bytes is the same', async () => {
  await using road = await openRoad();
  road.bedrock.scenario(splitEvery(7, { content: [{ type: 'text', text: 'Hello — ä' }] }));
  const message = await ask(
    road,
    { model: 'nova-pro', max_tokens: 10, messages: [{ role: 'user', content: 'a' }] },
    true,
  );
  expect(message.content).toMatchObject([{ type: 'text', text: 'Hello — ä' }]);
});

test('usage is told in the names of Anthropic’s API, and logged', async () => {
  await using road = await openRoad();
  road.bedrock.scenario(answer({ usage: oddUsage }));
  for (const stream of [false, true]) {
    const message = await ask(
      road,
      { model: 'nova-pro', max_tokens: 10, messages: [{ role: 'user', content: 'a' }] },
      stream,
    );
    expect(message.usage).toMatchObject(oddUsage);
  }
  const logged = { input: 20, output: 7, cacheRead: 3000, cacheWrite: 400 };
  expect(road.exchanges.map(({ usage }) => usage)).toMatchObject([logged, logged]);
});

test('an exception before the first event is an HTTP error, and one within the stream an error event', async () => {
  await using road = await openRoad();
  const body = question({ model: 'nova-pro', stream: true });
  road.bedrock.scenario(exceptionAfter(0, 'throttlingException', 'slow down'));
  const early = await serve(road, body);
  expect({ status: early.status, type: errorOf(early).type }).toEqual({ status: 429, type: 'rate_limit_error' });
  road.bedrock.scenario(exceptionAfter(3, 'modelStreamErrorException', 'broke'));
  const late = await serve(road, body);
  expect(late.status).toBe(200);
  expect(late.text).toContain('event: message_start');
  expect(late.text).toContain('event: error');
  expect(late.text).not.toContain('message_stop');
});

async function ask(
  road: Road,
  params: Anthropic.MessageCreateParamsNonStreaming,
  stream: boolean,
): Promise<Anthropic.Message> {
  if (stream) return road.client.messages.stream(params).finalMessage();
  return road.client.messages.create(params);
}

test.each([
  ['messageStop', { stopReason: 'end_turn' }, 'end_turn'],
  ['metadata', { usage: { inputTokens: 7, outputTokens: 3 } }, undefined],
])('a stream that ends behind %s is whole if that says why (anomalyco/opencode#46065)', async (type, last, reason) => {
  const frames = [
    frame('messageStart', { role: 'assistant' }),
    delta(0, { text: 'hello' }),
    stop(0),
    frame(type, last),
  ];
  await using road = await openBareRoad((response) => {
    response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
    response.end(Buffer.concat(frames));
  });
  const stream = road.client.messages.stream({
    model: 'nova-pro',
    max_tokens: 100,
    messages: [{ role: 'user', content: 'hello' }],
  });
  if (reason === undefined) await expect(stream.finalMessage()).rejects.toThrow(/cut here/);
  else {
    expect(await stream.finalMessage()).toMatchObject({ content: [{ text: 'hello' }], stop_reason: reason });
  }
});
