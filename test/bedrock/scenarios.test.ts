import Anthropic from '@anthropic-ai/sdk';
import {
  CountTokensCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
  type ResponseStream,
} from '@aws-sdk/client-bedrock-runtime';
import { afterAll, expect, test, vi } from 'vitest';
import type { JsonObject, Step } from '../../proxy/demo/call.ts';
import { messageOf } from '../../proxy/demo/events.ts';
import { awsClient, post } from './clients.ts';
import * as scenarios from './scenarios.ts';
import { type StrictBedrock, startStrictBedrock } from './strict.ts';

const servers: StrictBedrock[] = [];
afterAll(() => Promise.all(servers.map((server) => server.close())));

async function start(scenario?: scenarios.Scenario): Promise<StrictBedrock> {
  const server = await startStrictBedrock({ bearer: 'key-1', ...(scenario ? { scenario } : {}) });
  servers.push(server);
  return server;
}

const modelId = 'us.anthropic.claude-haiku-4-5-20251001-v1:0';
const ask = { anthropic_version: 'bedrock-2023-05-31', max_tokens: 16, messages: [{ role: 'user', content: 'Hello' }] };
const streamPath = `/model/${encodeURIComponent(modelId)}/invoke-with-response-stream`;
const wholePath = `/model/${encodeURIComponent(modelId)}/invoke`;

/** The events that AWS's client reads before the stream ends, and the error with which it does. */
async function awsStream(bedrock: StrictBedrock): Promise<{ events: JsonObject[]; error?: Error }> {
  const events: JsonObject[] = [];
  try {
    const command = new InvokeModelWithResponseStreamCommand({ modelId, body: JSON.stringify(ask) });
    const { body = [] } = await awsClient(bedrock).send(command);
    for await (const item of body as AsyncIterable<ResponseStream>) {
      events.push(JSON.parse(Buffer.from(item.chunk?.bytes ?? []).toString()));
    }
    return { events };
  } catch (error) {
    return { events, error: error as Error };
  }
}

function anthropic(bedrock: StrictBedrock): Anthropic {
  return new Anthropic({
    baseURL: `${bedrock.url}/anthropic`,
    apiKey: 'key-1',
    maxRetries: 0,
    defaultHeaders: { 'anthropic-version': '2023-06-01' },
  });
}

const question = {
  model: 'us.anthropic.claude-opus-5',
  max_tokens: 16,
  messages: [{ role: 'user' as const, content: 'Hi' }],
};

test.each([1, 3, 7, 1000])('AWS’s client reads a stream that arrives %i bytes at a time', async (size) => {
  const { events, error } = await awsStream(await start(scenarios.splitEvery(size)));
  expect(error).toBeUndefined();
  expect(messageOf(events)).toMatchObject({
    content: [{ type: 'text', text: scenarios.helloText }],
    stop_reason: 'end_turn',
  });
  expect(events.at(-1)).toMatchObject({
    type: 'message_stop',
    'amazon-bedrock-invocationMetrics': { inputTokenCount: 12, outputTokenCount: 7 },
  });
});

test('AWS’s client reads a whole answer, and counts tokens', async () => {
  const bedrock = await start();
  const { body } = await awsClient(bedrock).send(new InvokeModelCommand({ modelId, body: JSON.stringify(ask) }));
  expect(JSON.parse(Buffer.from(body).toString())).toEqual(scenarios.message());
  const input = { invokeModel: { body: Buffer.from(JSON.stringify(ask)) } };
  const counted = await awsClient(bedrock).send(
    new CountTokensCommand({ modelId: 'anthropic.claude-haiku-4-5-20251001-v1:0', input }),
  );
  expect(counted.inputTokens).toBeGreaterThan(10);
});

test('Anthropic’s client reads a stream and a whole answer from the Messages surface', async () => {
  const content = [
    { type: 'thinking', thinking: 'A greeting: 👋.', signature: 'c2ln' },
    { type: 'text', text: 'Hello, 世界.' },
    { type: 'tool_use', id: 'toolu_1', name: 'Read', input: { path: 'a', lines: [1, 2] } },
  ];
  const bedrock = await start(scenarios.answer({ content, stop_reason: 'tool_use' }));
  const whole = await anthropic(bedrock).messages.create(question);
  const streamed = await anthropic(bedrock).messages.stream(question).finalMessage();
  expect(whole).toMatchObject({ content, stop_reason: 'tool_use', usage: { input_tokens: 12, output_tokens: 7 } });
  expect(streamed).toMatchObject({ content, stop_reason: 'tool_use', usage: { input_tokens: 12, output_tokens: 7 } });
});

test('the first calls are throttled, the others are answered', async () => {
  const bedrock = await start(scenarios.throttle(2));
  const statuses = [];
  for (let at = 0; at < 3; at += 1) statuses.push((await post(bedrock, wholePath, ask)).status);
  expect(statuses).toEqual([429, 429, 200]);
  bedrock.scenario(scenarios.throttle(1));
  expect((await awsStream(bedrock)).error?.name).toBe('ThrottlingException');
});

test('failures, expired credentials and connection resets are over after their number', async () => {
  const bedrock = await start(scenarios.failures(1, 503, 'ServiceUnavailableException', 'Later.'));
  expect((await post(bedrock, wholePath, ask)).status).toBe(503);
  expect((await post(bedrock, wholePath, ask)).status).toBe(200);
  bedrock.scenario(scenarios.expiredCredentials());
  expect((await post(bedrock, wholePath, ask)).headers.get('x-amzn-errortype')).toMatch(/^ExpiredTokenException/);
  expect((await post(bedrock, wholePath, ask)).status).toBe(200);
  bedrock.scenario(scenarios.connectionResets(1));
  await expect(post(bedrock, wholePath, ask)).rejects.toThrow();
  expect((await post(bedrock, wholePath, ask)).status).toBe(200);
});

test('a stream that ends cleanly has no last event', async () => {
  const { events, error } = await awsStream(await start(scenarios.dieAfter(3, 'clean')));
  expect(error).toBeUndefined();
  expect(events.map(({ type }) => type)).toEqual(['message_start', 'content_block_start', 'content_block_delta']);
});

test.each(['mid-frame', 'reset'] as const)(
  'a stream that dies by %s is an error after its whole events',
  async (how) => {
    const bedrock = await start(scenarios.dieAfter(2, how));
    const { events, error } = await awsStream(bedrock);
    expect(error).toBeInstanceOf(Error);
    expect(events.length).toBeLessThanOrEqual(2);
    if (how === 'mid-frame') expect(events).toHaveLength(2);
    await vi.waitFor(() => expect(bedrock.stats).toMatchObject({ open: 0, completed: 1, aborted: 0 }));
  },
);

test('half of an event is sent before a stream of server-sent events breaks off', async () => {
  const bedrock = await start(scenarios.dieAfter(1, 'mid-frame'));
  const response = await fetch(`${bedrock.url}/anthropic/v1/messages`, {
    method: 'POST',
    headers: { authorization: 'Bearer key-1', 'anthropic-version': '2023-06-01' },
    body: JSON.stringify({ ...question, stream: true }),
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const read = async () => {
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) text += part.value;
  };
  await expect(read()).rejects.toThrow();
  expect(text).toMatch(/event: content_block_start\ndata: \{"type"[^\n]*$/);
});

test('an answer that is not streamed is cut within its JSON', async () => {
  const bedrock = await start(scenarios.dieAfter(9, 'clean'));
  const clean = await post(bedrock, wholePath, ask);
  await expect(clean.json()).rejects.toThrow(SyntaxError);
  bedrock.scenario(scenarios.dieAfter(9, 'mid-frame'));
  const broken = await post(bedrock, wholePath, ask);
  await expect(broken.text()).rejects.toThrow();
});

test('an exception ends the stream, in the words of each surface', async () => {
  const bedrock = await start(scenarios.exceptionAfter(3, 'throttlingException', 'Too much.'));
  const { events, error } = await awsStream(bedrock);
  expect(events).toHaveLength(3);
  expect(error).toMatchObject({ name: 'ThrottlingException', message: 'Too much.' });
  await expect(anthropic(bedrock).messages.stream(question).finalMessage()).rejects.toThrow(
    /rate_limit_error.*Too much/,
  );
  const whole = await post(bedrock, wholePath, ask);
  expect(whole.status).toBe(429);
  expect(whole.headers.get('x-amzn-errortype')).toMatch(/^ThrottlingException:/);
});

test('a slow start delays the headers, a silence what comes after them', async () => {
  const bedrock = await start(scenarios.slowStart(120));
  const before = performance.now();
  await post(bedrock, streamPath, ask);
  expect(performance.now() - before).toBeGreaterThan(110);
  bedrock.scenario(scenarios.silence(120, 2));
  const started = performance.now();
  const response = await post(bedrock, streamPath, ask);
  const headersAt = performance.now() - started;
  await response.arrayBuffer();
  expect(performance.now() - started - headersAt).toBeGreaterThan(80);
});

test('usage comes in odd places, and adds up over all of them', async () => {
  const bedrock = await start(scenarios.usageInOddPlaces());
  const { events } = await awsStream(bedrock);
  expect(events[0]).toMatchObject({ message: { usage: { input_tokens: 0, cache_read_input_tokens: 0 } } });
  expect(events.at(-1)?.['amazon-bedrock-invocationMetrics']).toMatchObject({
    inputTokenCount: 20,
    cacheReadInputTokenCount: 3000,
    cacheWriteInputTokenCount: 400,
  });
  expect((await anthropic(bedrock).messages.stream(question).finalMessage()).usage).toMatchObject(scenarios.oddUsage);
});

test('a tool is asked for until its result has come', async () => {
  const client = anthropic(await start(scenarios.toolLoop('Read', { path: 'a' }, 'Done.')));
  const tools = [{ name: 'Read', input_schema: { type: 'object' as const } }];
  const first = await client.messages.create({ ...question, tools });
  expect(first.content).toMatchObject([{ type: 'tool_use', name: 'Read', input: { path: 'a' } }]);
  const second = await client.messages.create({
    ...question,
    tools,
    messages: [
      ...question.messages,
      { role: 'assistant', content: first.content },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_bdrk_01StandIn', content: 'contents' }] },
    ],
  });
  expect(second.content).toMatchObject([{ type: 'text', text: 'Done.' }]);
});

test('thinking that comes back as it was is taken, and changed it is refused', async () => {
  const bedrock = await start(scenarios.toolUse('Read', {}, { thinking: 'I should read it.' }));
  const first = (await (await post(bedrock, wholePath, ask)).json()) as { content: JsonObject[] };
  const replay = async ([thinking, ...rest]: JsonObject[], change: JsonObject) => {
    const result = { type: 'tool_result', tool_use_id: 'toolu_bdrk_01StandIn', content: 'contents' };
    const turns = [
      { role: 'assistant', content: [{ ...thinking, ...change }, ...rest] },
      { role: 'user', content: [result] },
    ];
    return (await post(bedrock, wholePath, { ...ask, messages: [...ask.messages, ...turns] })).status;
  };
  expect(await replay(first.content, {})).toBe(200);
  expect(await replay(first.content, { thinking: 'I should read it!' })).toBe(400);
});

test('a client that leaves is counted, and its answer is given up', async () => {
  let closed = false;
  async function* endless(): AsyncGenerator<Step> {
    try {
      for (;;) yield { event: { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'x' } } };
    } finally {
      closed = true;
    }
  }
  const bedrock = await start(endless);
  const leave = new AbortController();
  const response = await post(bedrock, streamPath, ask, { signal: leave.signal });
  await response.body?.getReader().read();
  expect(bedrock.stats).toMatchObject({ total: 1, open: 1, completed: 0, aborted: 0 });
  leave.abort();
  await vi.waitFor(() => expect(bedrock.stats).toMatchObject({ total: 1, open: 0, completed: 0, aborted: 1 }));
  await vi.waitFor(() => expect(closed).toBe(true));
});

test('a client that does not read is not written to without end', async () => {
  let written = 0;
  function* endless(): Generator<Step> {
    for (;;) {
      written += 1;
      yield { raw: Buffer.alloc(100_000) };
    }
  }
  const bedrock = await start(endless);
  const leave = new AbortController();
  await post(bedrock, streamPath, ask, { signal: leave.signal });
  await new Promise((resolve) => setTimeout(resolve, 100));
  const stalledAt = written;
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(written).toBe(stalledAt);
  leave.abort();
});
