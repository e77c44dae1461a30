import { describe, expect, test } from 'vitest';
import { helloText, oddUsage, answer as saying, silence, toolUse } from '../bedrock/scenarios.ts';
import { CHAT_ROADS, expectSmooth, lastCall } from '../sdks/clients.ts';
import { openRoad } from '../support/road.ts';
import { blocksIn, chatBody, chunksIn, openXcode, type RawAnswer } from './xcode.ts';

const CHAT = '/v1/chat/completions';
const parameters = { properties: { filePath: { type: 'string' } }, required: ['filePath'], type: 'object' };
const TOOLS = [{ function: { description: 'Reads', name: 'XcodeRead', parameters }, type: 'function' }];
const user = (text: string) => ({ content: [{ text, type: 'text' }], role: 'user' });

/** Every chunk is one, the answer is whole, and its end is the last thing. */
function expectWhole({ status, headers, body }: RawAnswer): void {
  expect(status, body).toBe(200);
  expect(headers.get('content-type')).toMatch(/^text\/event-stream/);
  expect(new Set(chunksIn(body).map(({ object }) => object))).toEqual(new Set(['chat.completion.chunk']));
  expect(body.endsWith('data: [DONE]\n\n')).toBe(true);
  expect(blocksIn(body).filter((block) => !/^(data: |: )[^\n]*$/.test(block))).toEqual([]);
}

function deltasIn({ body }: RawAnswer): Record<string, unknown>[] {
  const choices = chunksIn(body).flatMap((chunk) => chunk.choices as { delta: Record<string, unknown> }[]);
  return choices.map(({ delta }) => delta);
}

function textIn(answer: RawAnswer): string {
  return deltasIn(answer)
    .map(({ content }) => content ?? '')
    .join('');
}

describe.concurrent.each(CHAT_ROADS)('Xcode’s trace with $model on $wire', ({ model, operation }) => {
  test('lists the models and then chats, on one connection', async () => {
    await using road = await openRoad({ scenario: saying({ usage: oddUsage }) });
    using xcode = await openXcode(road);
    const list = await xcode.get('/v1/models?');
    expect(list.status).toBe(200);
    expect(list.headers.get('content-type')).toBe('application/json');
    const { object, data } = JSON.parse(list.body) as { object: string; data: Record<string, unknown>[] };
    expect(object).toBe('list');
    expect(data).toContainEqual(expect.objectContaining({ id: model, object: 'model', owned_by: expect.any(String) }));
    for (let turn = 0; turn < 2; turn++) {
      const answer = await xcode.post(CHAT, chatBody(model));
      expectWhole(answer);
      expect(textIn(answer)).toBe(helloText);
      expect(deltasIn(answer)[0]).toMatchObject({ role: 'assistant' });
      expect(chunksIn(answer.body).at(-1)).toMatchObject({
        choices: [],
        usage: { prompt_tokens: 3420, completion_tokens: 7, total_tokens: 3427 },
      });
    }
    expect(xcode.raw.socket.destroyed).toBe(false);
    expectSmooth(road, operation);
    const { body } = lastCall(road);
    for (const field of ['tools', 'toolConfig', 'tool_choice']) expect(body).not.toHaveProperty(field);
  });

  test('goes on where the last answer was broken off, with messages of one role in a row', async () => {
    await using road = await openRoad();
    using xcode = await openXcode(road);
    const messages = [
      { content: 'You are a coding assistant.', role: 'developer' },
      user('one'),
      user('two'),
      { content: 'An answer.', role: 'assistant' },
      { content: '', role: 'assistant' },
      user('three'),
      user('four'),
    ];
    const answer = await xcode.post(CHAT, chatBody(model, { messages }));
    expectWhole(answer);
    expectSmooth(road, operation);
    const sent = lastCall(road).raw.toString();
    for (const word of ['coding assistant', 'one', 'two', 'An answer.', 'three', 'four']) expect(sent).toContain(word);
  });

  test('calls a tool, with arguments in every delta, and goes on with its result', async () => {
    await using road = await openRoad({ scenario: toolUse('XcodeRead', { filePath: 'App/ContentView.swift' }) });
    using xcode = await openXcode(road);
    const first = await xcode.post(CHAT, chatBody(model, { tools: TOOLS, messages: [user('look')] }));
    expectWhole(first);
    type Delta = { index: number; id?: string; function: { name?: string; arguments: unknown } };
    const calls = deltasIn(first).flatMap(({ tool_calls }) => (tool_calls ?? []) as Delta[]);
    expect(calls.length).toBeGreaterThan(0);
    expect(calls.filter((call) => typeof call.function.arguments !== 'string')).toEqual([]);
    const written = calls.map((call) => call.function.arguments).join('');
    expect(JSON.parse(written)).toEqual({ filePath: 'App/ContentView.swift' });
    const call = { function: { arguments: written, name: 'XcodeRead' }, id: calls[0]?.id, type: 'function' };
    const messages = [
      user('look'),
      { content: '', role: 'assistant', tool_calls: [call] },
      { content: 'struct ContentView {}', role: 'tool', tool_call_id: call.id },
    ];
    road.bedrock.scenario(saying());
    const second = await xcode.post(CHAT, chatBody(model, { tools: TOOLS, messages }));
    expectWhole(second);
    expect(textIn(second)).toBe(helloText);
    expectSmooth(road, operation);
  });

  test('goes on after tool calls that were broken off, and results whose calls are gone', async () => {
    await using road = await openRoad();
    using xcode = await openXcode(road);
    const call = (id: string, args: string) => ({
      function: { arguments: args, name: 'XcodeRead' },
      id,
      type: 'function',
    });
    const messages = [
      user('look'),
      { content: 'gone', role: 'tool', tool_call_id: 'call_0' },
      { content: null, role: 'assistant', tool_calls: [call('call_1', '{}'), call('call_2', '{"filePath":"Ap')] },
      { content: 'struct ContentView {}', role: 'tool', tool_call_id: 'call_1' },
      user('and now?'),
    ];
    const answer = await xcode.post(CHAT, chatBody(model, { tools: TOOLS, messages }));
    expectWhole(answer);
    expect(textIn(answer)).toBe(helloText);
    expect(road.bedrock.refusals).toEqual([]);
  });

  test('hears comments while Bedrock is silent, before the answer and within it', async () => {
    await using road = await openRoad({ times: { pingAfterMs: 15 } });
    using xcode = await openXcode(road);
    for (const after of [0, 3]) {
      road.bedrock.scenario(silence(150, after));
      const answer = await xcode.post(CHAT, chatBody(model));
      expectWhole(answer);
      expect(textIn(answer)).toBe(helloText);
      expect(blocksIn(answer.body).filter((block) => block.startsWith(': ')).length).toBeGreaterThan(1);
    }
  });
});

test('the key comes as it was typed: raw in x-api-key, or with Bearer in Authorization', async () => {
  await using road = await openRoad();
  for (const key of [
    ['x-api-key', road.adit.key],
    ['X-API-Key', road.adit.key],
    ['Authorization', `Bearer ${road.adit.key}`],
    ['authorization', `bearer ${road.adit.key}`],
    ['api-key', road.adit.key],
  ] as const) {
    using xcode = await openXcode(road, key);
    expect((await xcode.get('/v1/models?')).status, key[0]).toBe(200);
    expectWhole(await xcode.post(CHAT, chatBody('nova-pro')));
  }
});

test('names with spaces survive the round trip', async () => {
  await using road = await openRoad({ settings: { aliases: { 'My Claude (work) – ä': 'claude-sonnet-4-6' } } });
  using xcode = await openXcode(road);
  const list = await xcode.get('/v1/models?');
  expect(list.body).toContain('"id":"My Claude (work) – ä"');
  const answer = await xcode.post(CHAT, chatBody('My Claude (work) – ä'));
  expectWhole(answer);
  expect(new Set(chunksIn(answer.body).map(({ model }) => model))).toEqual(new Set(['My Claude (work) – ä']));
});

test('a stream is written as it comes, in chunks of HTTP/1.1, and not compressed', async () => {
  await using road = await openRoad({ scenario: silence(60_000, 3) });
  using xcode = await openXcode(road);
  void xcode.post(CHAT, chatBody('nova-pro')).catch(() => {});
  const head = await xcode.raw.received(/"content":"Hello from Bedrock\."/);
  expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(head.toLowerCase()).toContain('transfer-encoding: chunked');
  expect(head.toLowerCase()).not.toContain('content-encoding');
});
