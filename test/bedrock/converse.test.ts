import {
  ConverseCommand,
  type ConverseCommandInput,
  type ConverseCommandOutput,
  ConverseStreamCommand,
  type ConverseStreamOutput,
} from '@aws-sdk/client-bedrock-runtime';
import { afterAll, expect, test, vi } from 'vitest';
import type { JsonObject } from '../../proxy/demo/call.ts';
import { awsClient, post } from './clients.ts';
import * as scenarios from './scenarios.ts';
import { signThinking } from './signature.ts';
import { type StrictBedrock, type StrictOptions, startStrictBedrock } from './strict.ts';

const servers: StrictBedrock[] = [];
afterAll(() => Promise.all(servers.map((server) => server.close())));

async function start(options: StrictOptions = {}): Promise<StrictBedrock> {
  const server = await startStrictBedrock(options);
  servers.push(server);
  return server;
}

const modelId = 'us.amazon.nova-pro-v1:0';
const claude = 'us.anthropic.claude-sonnet-4-6';
const messages: ConverseCommandInput['messages'] = [{ role: 'user', content: [{ text: 'Hello' }] }];
const toolConfig: ConverseCommandInput['toolConfig'] = {
  tools: [{ toolSpec: { name: 'Read', inputSchema: { json: { type: 'object', properties: {} } } } }],
};
const content = [
  { type: 'thinking', thinking: 'A greeting: 👋.', signature: signThinking('A greeting: 👋.') },
  { type: 'redacted_thinking', data: 'c2VjcmV0' },
  { type: 'text', text: 'Hello, 世界, and all who sail on it.' },
  { type: 'tool_use', id: 'tooluse_1', name: 'Read', input: { path: 'a', lines: [1, 2] } },
];
const usage = { input_tokens: 12, cache_creation_input_tokens: 40, cache_read_input_tokens: 300, output_tokens: 7 };

function ask(bedrock: StrictBedrock, input: Partial<ConverseCommandInput> = {}): Promise<ConverseCommandOutput> {
  return awsClient(bedrock).send(new ConverseCommand({ modelId, messages, ...input }));
}

/** The events that AWS's client reads before the stream ends, and the error with which it does. */
async function stream(
  bedrock: StrictBedrock,
  input: Partial<ConverseCommandInput> = {},
): Promise<{ events: ConverseStreamOutput[]; error?: Error }> {
  const events: ConverseStreamOutput[] = [];
  try {
    const answer = await awsClient(bedrock).send(new ConverseStreamCommand({ modelId, messages, ...input }));
    for await (const event of answer.stream ?? []) events.push(event);
    return { events };
  } catch (error) {
    return { events, error: error as Error };
  }
}

const nameOf = (event: ConverseStreamOutput) => Object.keys(event).find((key) => key !== '$unknown');

test('AWS’s client reads a whole answer, with its thinking, its call of a tool and all of its tokens', async () => {
  const bedrock = await start({ scenario: scenarios.answer({ content, stop_reason: 'tool_use', usage }) });
  const answer = await ask(bedrock, { toolConfig });
  expect(answer.output?.message).toEqual({
    role: 'assistant',
    content: [
      { reasoningContent: { reasoningText: { text: content[0]?.thinking, signature: content[0]?.signature } } },
      { reasoningContent: { redactedContent: new Uint8Array(Buffer.from('secret')) } },
      { text: content[2]?.text },
      { toolUse: { toolUseId: 'tooluse_1', name: 'Read', input: { path: 'a', lines: [1, 2] } } },
    ],
  });
  expect(answer.stopReason).toBe('tool_use');
  expect(answer.usage).toEqual({
    inputTokens: 12,
    outputTokens: 7,
    totalTokens: 359,
    cacheReadInputTokens: 300,
    cacheWriteInputTokens: 40,
  });
  expect(answer.metrics?.latencyMs).toBeTypeOf('number');
});

test.each([1, 7, 1000])('AWS’s client reads a stream that arrives %i bytes at a time', async (size) => {
  const scenario = scenarios.splitEvery(size, { content, stop_reason: 'tool_use', usage });
  const { events, error } = await stream(await start({ scenario }), { toolConfig });
  expect(error).toBeUndefined();
  const deltas = events.map((event) => event.contentBlockDelta?.delta);
  expect(deltas.map((delta) => delta?.text ?? '').join('')).toBe(content[2]?.text);
  expect(deltas.map((delta) => delta?.reasoningContent?.text ?? '').join('')).toBe(content[0]?.thinking);
  expect(deltas.map((delta) => delta?.reasoningContent?.signature ?? '').join('')).toBe(content[0]?.signature);
  expect(JSON.parse(deltas.map((delta) => delta?.toolUse?.input ?? '').join(''))).toEqual(content[3]?.input);
  expect(deltas.find((delta) => delta?.reasoningContent?.redactedContent)).toBeDefined();
});

test('a stream names its blocks where they are tool calls, and ends with what it cost', async () => {
  const scenario = scenarios.answer({ content: content.slice(2), stop_reason: 'tool_use', usage });
  const { events } = await stream(await start({ scenario }), { toolConfig });
  const names = events.map(nameOf).filter((name, at, all) => name !== 'contentBlockDelta' || all[at - 1] !== name);
  expect(names).toEqual([
    'messageStart',
    'contentBlockDelta',
    'contentBlockStop',
    'contentBlockStart',
    'contentBlockDelta',
    'contentBlockStop',
    'messageStop',
    'metadata',
  ]);
  expect(events.find((event) => event.contentBlockStart)).toMatchObject({
    contentBlockStart: { contentBlockIndex: 1, start: { toolUse: { toolUseId: 'tooluse_1', name: 'Read' } } },
  });
  expect(events.at(-2)).toMatchObject({ messageStop: { stopReason: 'tool_use' } });
  expect(events.at(-1)).toMatchObject({ metadata: { usage: { totalTokens: 359, cacheReadInputTokens: 300 } } });
});

test('every event is padded', async () => {
  const path = `/model/${encodeURIComponent(modelId)}/converse-stream`;
  const response = await post(await start(), path, { messages });
  expect(response.headers.get('content-type')).toBe('application/vnd.amazon.eventstream');
  const text = Buffer.from(await response.arrayBuffer()).toString('latin1');
  expect(text.match(/"p":"[a-zA-Z0-9]+"/g)).toHaveLength(text.match(/:message-type/g)?.length ?? 0);
});

test('thinking without a signature comes without one, whole and streamed', async () => {
  const scenario = scenarios.answer({ content: [{ type: 'thinking', thinking: 'Hm', signature: '' }] });
  const bedrock = await start({ scenario });
  const whole = await ask(bedrock);
  expect(whole.output?.message?.content).toEqual([{ reasoningContent: { reasoningText: { text: 'Hm' } } }]);
  const { events } = await stream(bedrock);
  expect(events.map((event) => event.contentBlockDelta?.delta?.reasoningContent).filter(Boolean)).toEqual([
    { text: 'Hm' },
  ]);
});

test('stop reasons have Converse’s words, and the stop sequence is told where it is asked for', async () => {
  const bedrock = await start({ scenario: scenarios.answer({ stop_reason: 'refusal' }) });
  expect((await ask(bedrock)).stopReason).toBe('content_filtered');
  bedrock.scenario(scenarios.answer({ stop_reason: 'stop_sequence', stop_sequence: 'END' }));
  expect((await ask(bedrock)).additionalModelResponseFields).toBeUndefined();
  const paths = { additionalModelResponseFieldPaths: ['/stop_sequence'] };
  expect((await ask(bedrock, paths)).additionalModelResponseFields).toEqual({ stop_sequence: 'END' });
  const { events } = await stream(bedrock, paths);
  expect(events.at(-2)).toMatchObject({
    messageStop: { stopReason: 'stop_sequence', additionalModelResponseFields: { stop_sequence: 'END' } },
  });
});

test('an exception ends a stream, and answers in place of a whole message', async () => {
  const bedrock = await start({ scenario: scenarios.exceptionAfter(3, 'throttlingException', 'Too much.') });
  const { events, error } = await stream(bedrock);
  expect(events.map(nameOf)).toEqual(['messageStart', 'contentBlockDelta']);
  expect(error).toMatchObject({ name: 'ThrottlingException', message: 'Too much.' });
  await expect(ask(bedrock)).rejects.toMatchObject({ name: 'ThrottlingException', $metadata: { httpStatusCode: 429 } });
});

test('usage from odd places adds up in the last event', async () => {
  const { events } = await stream(await start({ scenario: scenarios.usageInOddPlaces() }));
  expect(events.at(-1)?.metadata?.usage).toMatchObject({
    inputTokens: scenarios.oddUsage.input_tokens,
    cacheReadInputTokens: scenarios.oddUsage.cache_read_input_tokens,
    cacheWriteInputTokens: scenarios.oddUsage.cache_creation_input_tokens,
  });
});

test('a stream that ends cleanly has neither stop nor usage', async () => {
  const { events, error } = await stream(await start({ scenario: scenarios.dieAfter(3, 'clean') }));
  expect(error).toBeUndefined();
  expect(events.map(nameOf)).toEqual(['messageStart', 'contentBlockDelta']);
});

// The second event of a message begins a block of text, which is no event on this wire.
test.each([1, 2, 20])('after %i events, half of the next frame is sent before the stream breaks off', async (after) => {
  const bedrock = await start({ scenario: scenarios.dieAfter(after, 'mid-frame') });
  const { error } = await stream(bedrock);
  expect(error).toBeInstanceOf(Error);
  await vi.waitFor(() => expect(bedrock.stats).toMatchObject({ open: 0, completed: 1, aborted: 0 }));
});

test('a loop over tools plays on Converse as on every surface', async () => {
  const bedrock = await start({ scenario: scenarios.toolLoop('Read', { path: 'a' }) });
  const first = await ask(bedrock, { toolConfig });
  const called = first.output?.message;
  expect(called?.content?.[0]).toMatchObject({ toolUse: { name: 'Read', input: { path: 'a' } } });
  const toolUseId = called?.content?.[0]?.toolUse?.toolUseId;
  const second = await ask(bedrock, {
    toolConfig,
    messages: [
      ...(messages ?? []),
      called ?? {},
      { role: 'user', content: [{ toolResult: { toolUseId, content: [] } }] },
    ] as typeof messages,
  });
  expect(second.output?.message?.content).toEqual([{ text: scenarios.helloText }]);
});

test('Claude’s thinking is taken back as it was, and refused changed', async () => {
  const bedrock = await start({ scenario: scenarios.toolUse('Read', {}, { thinking: 'I should read it.' }) });
  const first = await ask(bedrock, { modelId: claude, toolConfig });
  const replay = (change: (text: string) => string) => {
    const sent = structuredClone(first.output?.message) as {
      content: { reasoningContent?: { reasoningText: { text: string } } }[];
    };
    const reasoning = sent.content[0]?.reasoningContent?.reasoningText;
    if (reasoning) reasoning.text = change(reasoning.text);
    const result = { toolUseId: 'toolu_bdrk_01StandIn', content: [{ text: 'contents' }] };
    const turns = [...(messages ?? []), sent, { role: 'user', content: [{ toolResult: result }] }];
    return ask(bedrock, { modelId: claude, toolConfig, messages: turns as typeof messages });
  };
  await expect(replay((text) => text)).resolves.toBeDefined();
  await expect(replay((text) => `${text}!`)).rejects.toThrow(/Invalid `signature` in `thinking` block/);
});

const onDemand = /with on-demand throughput isn’t supported/;
const modelIds: { id: string; region?: string; says?: string | RegExp }[] = [
  { id: 'amazon.nova-pro-v1:0' },
  { id: 'us.amazon.nova-pro-v1:0' },
  { id: 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0' },
  { id: 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-pro-v1:0' },
  { id: 'ca.amazon.nova-lite-v1:0', region: 'ca-central-1' },
  { id: 'us-gov.openai.gpt-oss-120b-1:0', region: 'us-gov-west-1' },
  { id: claude },
  { id: 'amazon.nova-premier-v1:0', says: onDemand },
  { id: 'meta.llama3-3-70b-instruct-v1:0', says: onDemand },
  { id: 'anthropic.claude-sonnet-4-6', says: onDemand },
  { id: 'eu.amazon.nova-pro-v1:0', says: 'The provided model identifier is invalid.' },
  { id: 'amazon.nova-ultra-v1:0', says: 'The provided model identifier is invalid.' },
  { id: 'cohere.embed-english-v3', says: /^This action doesn't support the model/ },
];

test.each(modelIds)('on Converse the model id $id in $region is answered: $says', async ({ id, region, says }) => {
  const bedrock = await start(region ? { region } : {});
  const response = await post(bedrock, `/model/${encodeURIComponent(id)}/converse`, { messages });
  const { message } = (await response.json()) as JsonObject;
  expect(response.status).toBe(says ? 400 : 200);
  if (says) expect(message).toMatch(says);
  expect(bedrock.stats.calls[0]).toMatchObject({ operation: 'converse', model: id, service: 'bedrock' });
});
