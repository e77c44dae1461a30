import { expect, test } from 'vitest';
import type { JsonObject } from '../../proxy/demo/call.ts';
import { oddUsage, usageInOddPlaces } from '../bedrock/scenarios.ts';
import { openRoad, question, readEvents } from '../support/road.ts';
import { sendUnfitted, serve } from '../support/served.ts';

const ephemeral = { type: 'ephemeral' };
const text = (words: string, marked = true): JsonObject => ({
  type: 'text',
  text: words,
  ...(marked ? { cache_control: ephemeral } : {}),
});
const user = (...content: unknown[]) => ({ role: 'user', content });

test('cache-over-4: of more than four breakpoints the oldest of the conversation go (anthropics/claude-code#8419)', async () => {
  await using road = await openRoad();
  const tools = [{ name: 'Read', input_schema: { type: 'object' }, cache_control: ephemeral }];
  const system = [text('s1'), text('s2')];
  const messages = [user(text('a')), { role: 'assistant', content: [text('b')] }, user(text('c'), text('d'))];
  for (const model of ['claude-sonnet-4-6', 'claude-opus-5-5']) {
    const surface = model === 'claude-opus-5-5' ? 'messages' : 'invoke';
    const body = question({ model, tools, system, messages });
    expect(await sendUnfitted(road, body, { surface })).toContain('A maximum of 4 blocks with cache_control');
    const served = await serve(road, body);
    expect(served).toMatchObject({ status: 200, refusals: [], notes: ['3 cache_control dropped: Bedrock takes 4'] });
    expect(served.sent?.body).toMatchObject({ tools, system });
    expect(served.sent?.body.messages).toEqual([
      user(text('a', false)),
      { role: 'assistant', content: [text('b', false)] },
      user(text('c', false), text('d')),
    ]);
  }
});

test('cache-on-thinking: a breakpoint on thinking is taken off, and the thinking stays (sub2api#225)', async () => {
  await using road = await openRoad();
  const thought = { type: 'thinking', thinking: 'Hm', signature: 'c2ln' };
  const turn = (mark: JsonObject) => ({ role: 'assistant', content: [{ ...thought, ...mark }, text('yes', false)] });
  const messages = [user(text('a', false)), turn({ cache_control: ephemeral }), user(text('b', false))];
  expect(await sendUnfitted(road, question({ messages }))).toContain('thinking.cache_control: Extra inputs');
  const served = await serve(road, question({ messages }));
  expect(served).toMatchObject({ status: 200, refusals: [], notes: ['cache_control on thinking dropped'] });
  expect(served.sent?.body.messages).toEqual(messages.with(1, turn({})));
});

test('attribution-cache: the system prompt is neither reordered nor rewritten (Claude Code docs, LLM gateway protocol)', async () => {
  await using road = await openRoad();
  const prompt = (version: string) =>
    `[{"type":"text","text":"x-anthropic-billing-header: cc_version=${version}; cc_entrypoint=cli;"}, {"text":"\\u00c4gypten \\/","type":"text","cache_control":{"type":"ephemeral"}}]`;
  for (const [model, version] of [
    ['claude-sonnet-4-6', '2.1.180.a1'],
    ['claude-opus-5-5', '2.1.329.b2'],
  ] as const) {
    const system = prompt(version);
    const body = `{"model":"${model}","speed":"fast","max_tokens":9,"temperature":1,"top_p":1,"system":${system},"messages":[{"role":"user","content":"a"},{"role":"assistant","content":""},{"role":"user","content":"b"}]}`;
    const served = await serve(road, body);
    expect(served).toMatchObject({ status: 200, refusals: [] });
    expect(served.sent?.raw.toString()).toContain(`"system":${system}`);
  }
});

test('attribution-cache: what is asked in words is put behind the prompt, so that its beginning stays cached (anthropics/claude-code#49548)', async () => {
  await using road = await openRoad();
  const system = [text('who you are'), text('what you know')];
  const output_config = { format: { type: 'json_schema', schema: { type: 'object' } } };
  const body = question({ model: 'claude-opus-5-5', system, output_config });
  expect(await sendUnfitted(road, body, { surface: 'messages' })).toContain('output_config.format: Extra inputs');
  const served = await serve(road, body);
  expect(served).toMatchObject({ status: 200, refusals: [], notes: ['output_config.format asked for in words'] });
  expect(served.sent?.body.system).toEqual([...system, { type: 'text', text: expect.stringContaining('JSON schema') }]);
});

test('usage-cache: the tokens of the cache are found wherever they come (new-api#2881, BerriAI/litellm PR#24845)', async () => {
  await using road = await openRoad({ scenario: usageInOddPlaces() });
  const usage = { input: 20, output: 7, cacheRead: 3000, cacheWrite: 400 };
  for (const model of ['claude-sonnet-4-6', 'claude-opus-5-5']) {
    for (const stream of [false, true]) {
      await serve(road, question({ model, stream }));
      await expect.poll(() => road.exchanges.length).toBeGreaterThan(0);
      expect(road.exchanges.pop()).toMatchObject({ usage, stopReason: 'end_turn' });
    }
  }
});

test('usage-cache: a client of the stream gets every figure that Bedrock gave (maximhq/bifrost PR#5355)', async () => {
  await using road = await openRoad({ scenario: usageInOddPlaces() });
  const messages = await readEvents(await road.post(question({ model: 'claude-opus-5-5', stream: true })));
  expect(messages.find(({ event }) => event === 'message_delta')?.data.usage).toEqual(oddUsage);
  const invoke = await readEvents(await road.post(question({ stream: true })));
  expect(invoke.at(-1)?.data['amazon-bedrock-invocationMetrics']).toMatchObject({
    cacheReadInputTokenCount: oddUsage.cache_read_input_tokens,
    cacheWriteInputTokenCount: oddUsage.cache_creation_input_tokens,
  });
});
