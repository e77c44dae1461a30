import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import OpenAI from 'openai';
import type { ResponseStreamEvent } from 'openai/resources/responses/responses';
import { afterAll, expect, test } from 'vitest';
import type { BedrockCall, JsonObject } from '../../proxy/demo/call.ts';
import { eventsOf, type Message } from '../../proxy/demo/events.ts';
import { chatWhole, chatWire } from '../../proxy/demo/openai/chat.ts';
import { responsesWhole, responsesWire } from '../../proxy/demo/openai/responses.ts';
import { openAiModels } from './rules/openai-rule.ts';
import { responsesRefusal } from './rules/responses.ts';
import { message } from './scenarios.ts';
import { signThinking } from './signature.ts';

const closers: (() => void)[] = [];
afterAll(() => {
  for (const close of closers) close();
});

const thinking = 'First I should look into the file, of which I know only the name so far.';
const text = 'I will read the file — “Füße” and 😀 included — and tell you what is in it.';
const input = { path: '/tmp/a "b".txt', lines: [1, 2, 3] };
const mini = message({
  content: [
    { type: 'thinking', thinking, signature: signThinking(thinking) },
    { type: 'text', text },
    { type: 'tool_use', id: 'call_1', name: 'Read', input },
    { type: 'tool_use', id: 'call_2', name: 'Read', input: {} },
  ],
  stop_reason: 'tool_use',
  usage: { input_tokens: 12, cache_read_input_tokens: 30, cache_creation_input_tokens: 8, output_tokens: 40 },
});

const gpt = openAiModels.gpt.id;
const mantleOss = 'openai.gpt-oss-120b';
const runtimeOss = openAiModels.oss.id;
const messages = [{ role: 'user' as const, content: 'Hello' }];
const chatUsage = {
  prompt_tokens: 50,
  completion_tokens: 40,
  total_tokens: 90,
  prompt_tokens_details: { cached_tokens: 30, cache_write_tokens: 8 },
};

test('the SDK assembles text, calls, usage and reason of a streamed chat completion', async () => {
  const client = await clientOf(mini);
  const stream = client.chat.completions.stream({ model: gpt, messages, stream_options: { include_usage: true } });
  const completion = await stream.finalChatCompletion();
  const whole = (await client.chat.completions.create({ model: gpt, messages })) as typeof completion;
  for (const { choices, usage } of [completion, whole]) {
    expect(choices[0]?.finish_reason).toBe('tool_calls');
    expect(choices[0]?.message.content).toBe(text);
    expect(choices[0]?.message.tool_calls).toMatchObject([
      { id: 'call_1', type: 'function', function: { name: 'Read', arguments: JSON.stringify(input) } },
      { id: 'call_2', type: 'function', function: { name: 'Read', arguments: '{}' } },
    ]);
    expect(usage).toEqual(chatUsage);
  }
});

test('the usage of a streamed chat completion comes only where it is asked for, in a chunk of its own', async () => {
  const client = await clientOf(mini);
  const [bare, asked] = await Promise.all([
    chunksOf(client, { model: gpt }),
    chunksOf(client, { model: gpt, stream_options: { include_usage: true } }),
  ]);
  expect(bare.filter((chunk) => chunk.usage)).toEqual([]);
  expect(asked.filter((chunk) => chunk.usage)).toMatchObject([{ choices: [], usage: chatUsage }]);
  expect(asked.at(-1)).toHaveProperty('usage');
});

test.each([
  { model: mantleOss, reasoning: thinking, content: text },
  { model: runtimeOss, reasoning: '', content: `<reasoning>${thinking}</reasoning>${text}` },
  { model: gpt, reasoning: '', content: text },
])('the reasoning of $model stands where Bedrock puts it', async ({ model, reasoning, content }) => {
  const client = await clientOf(mini);
  const deltas = (await chunksOf(client, { model })).map((chunk) => chunk.choices[0]?.delta as JsonObject | undefined);
  const streamed = deltas.map((delta) => delta?.content ?? '').join('');
  expect(deltas.map((delta) => delta?.reasoning ?? '').join('')).toBe(reasoning);
  // In a stream each piece has tags of its own.
  expect(streamed.replaceAll('</reasoning><reasoning>', '')).toBe(content);
  const whole = await client.chat.completions.create({ model, messages });
  expect(whole.choices[0]?.message).toMatchObject({ content, ...(reasoning ? { reasoning } : {}) });
});

test.each([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['refusal', 'content_filter'],
])('a chat completion says %s as %s', async (stop_reason, finish_reason) => {
  const client = await clientOf(message({ stop_reason }));
  const streamed = await chunksOf(client, { model: gpt });
  const whole = await client.chat.completions.create({ model: gpt, messages });
  expect(streamed.flatMap((chunk) => chunk.choices[0]?.finish_reason ?? [])).toEqual([finish_reason]);
  expect(whole.choices[0]?.finish_reason).toBe(finish_reason);
});

test('the SDK assembles items, usage and status of a streamed response, as they are in a whole one', async () => {
  const client = await clientOf(mini);
  const ask = { model: gpt, input: 'Hello', reasoning: { summary: 'auto' as const }, include: [encrypted] };
  const streamed = await client.responses.stream(ask).finalResponse();
  const whole = await client.responses.create(ask);
  for (const response of [streamed, whole]) {
    expect(response.status).toBe('completed');
    expect(response.output_text).toBe(text);
    expect(response.output).toMatchObject([
      { type: 'reasoning', summary: [{ type: 'summary_text', text: thinking }] },
      { type: 'message', status: 'completed', content: [{ type: 'output_text', text }] },
      { type: 'function_call', call_id: 'call_1', name: 'Read', arguments: JSON.stringify(input) },
      { type: 'function_call', call_id: 'call_2', name: 'Read', arguments: '{}' },
    ]);
    expect(response.usage).toMatchObject({
      input_tokens: 50,
      input_tokens_details: { cached_tokens: 30, cache_write_tokens: 8 },
      output_tokens: 40,
      total_tokens: 90,
    });
  }
});

test('the events of a response come in OpenAI’s order, numbered', async () => {
  const client = await clientOf(mini);
  const events = await eventsFrom(client, { model: gpt, reasoning: { summary: 'auto' } });
  expect(events.map((event) => event.sequence_number)).toEqual(events.keys().toArray());
  const types = events.map((event) => event.type).filter((type, at, all) => type !== all[at - 1]);
  const item = ['response.output_item.added', 'response.output_item.done'];
  const inItem = (...inner: string[]) => item.toSpliced(1, 0, ...inner);
  const call = inItem('response.function_call_arguments.delta', 'response.function_call_arguments.done');
  const part = 'response.reasoning_summary_part';
  const summary = 'response.reasoning_summary_text';
  const words = 'response.output_text';
  const content = 'response.content_part';
  expect(types).toEqual([
    'response.created',
    'response.in_progress',
    ...inItem(`${part}.added`, `${summary}.delta`, `${summary}.done`, `${part}.done`),
    ...inItem(`${content}.added`, `${words}.delta`, `${words}.done`, `${content}.done`),
    ...call,
    ...call,
    'response.completed',
  ]);
});

test('reasoning is summarised and encrypted only where that is asked for, and readable where the model shows it', async () => {
  const client = await clientOf(mini);
  const [hidden] = (await client.responses.create({ model: gpt, input: 'Hello' })).output;
  const [shown] = (await client.responses.create({ model: mantleOss, input: 'Hello' })).output;
  expect(hidden).toEqual({ id: expect.stringMatching(/^rs_/), type: 'reasoning', summary: [] });
  expect(shown).toMatchObject({ summary: [], content: [{ type: 'reasoning_text', text: thinking }] });
  const events = await eventsFrom(client, { model: mantleOss });
  const read = events.flatMap((event) => (event.type === 'response.reasoning_text.delta' ? [event.delta] : []));
  expect(read.join('')).toBe(thinking);
});

test('what a response has put out is taken as input again, but not with reasoning that was changed', async () => {
  const client = await clientOf(mini);
  const { output } = await client.responses.create({ model: gpt, input: 'Hello', include: [encrypted] });
  const results = ['call_1', 'call_2'].map((call_id) => ({ type: 'function_call_output', call_id, output: 'a' }));
  const replayed = (items: unknown[]) =>
    responsesRefusal({ model: openAiModels.gpt, body: { input: items }, stream: false });
  expect(replayed([...messages, ...output, ...results])).toBeUndefined();
  const changed = output.map((item) => (item.type === 'reasoning' ? { ...item, encrypted_content: 'AAAA' } : item));
  expect(replayed([...messages, ...changed, ...results])).toMatchObject({ code: 'invalid_encrypted_content' });
});

test('a call of a custom tool is a custom call, with its text', async () => {
  const patch = '*** Begin Patch\n"é"';
  const client = await clientOf(
    message({ content: [{ type: 'tool_use', id: 'call_1', name: 'apply_patch', input: { input: patch } }] }),
  );
  const tools = [{ type: 'custom' as const, name: 'apply_patch' }];
  const { output } = await client.responses.stream({ model: gpt, input: 'Hello', tools }).finalResponse();
  expect(output).toMatchObject([{ type: 'custom_tool_call', call_id: 'call_1', name: 'apply_patch', input: patch }]);
});

test.each([
  ['max_tokens', 'max_output_tokens'],
  ['refusal', 'content_filter'],
])('a response that ended by %s is incomplete by %s', async (stop_reason, reason) => {
  const client = await clientOf(message({ stop_reason }));
  const streamed = await eventsFrom(client, { model: gpt });
  const whole = await client.responses.create({ model: gpt, input: 'Hello' });
  const expected = { status: 'incomplete', incomplete_details: { reason } };
  expect(streamed.at(-1)).toMatchObject({ type: 'response.incomplete', response: expected });
  expect(whole).toMatchObject(expected);
});

test('an exception within a chat completion is an error to the SDK', async () => {
  const client = await clientOf(message(), 'throttlingException');
  await expect(chunksOf(client, { model: gpt })).rejects.toMatchObject({
    type: 'rate_limit_error',
    code: 'rate_limit_exceeded',
    error: { message: 'Too many tokens.' },
  });
});

test('an exception within a response fails it', async () => {
  const client = await clientOf(message(), 'internalServerException');
  const events = await eventsFrom(client, { model: gpt });
  expect(events.at(-1)).toMatchObject({
    type: 'response.failed',
    response: { status: 'failed', error: { code: 'server_error', message: 'Too many tokens.' } },
  });
});

const encrypted = 'reasoning.encrypted_content' as const;

/** A client of a server that answers everything with this message, or breaks its stream off by an exception. */
async function clientOf(answer: Message, exception?: string): Promise<OpenAI> {
  const server = createServer(async (request, response) => {
    const parts = await Array.fromAsync(request as AsyncIterable<Buffer>);
    const body: JsonObject = JSON.parse(Buffer.concat(parts).toString());
    const call = { model: String(body.model), body } as BedrockCall;
    const [wireOf, wholeOf] = request.url?.endsWith('/responses')
      ? [responsesWire, responsesWhole]
      : [chatWire, chatWhole];
    if (body.stream !== true) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(wholeOf(answer, call)));
      return;
    }
    const wire = wireOf(call);
    response.writeHead(200, wire.headers);
    const events = exception ? eventsOf(answer).slice(0, 3) : eventsOf(answer);
    for (const event of events) response.write(wire.event(event));
    response.end(exception ? wire.exception(exception, 'Too many tokens.') : undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => server.close().closeAllConnections());
  const { port } = server.address() as AddressInfo;
  return new OpenAI({ baseURL: `http://127.0.0.1:${port}/openai/v1`, apiKey: 'unused', maxRetries: 0 });
}

async function chunksOf(client: OpenAI, fields: { model: string; stream_options?: { include_usage: boolean } }) {
  return Array.fromAsync(await client.chat.completions.create({ ...fields, messages, stream: true }));
}

async function eventsFrom(
  client: OpenAI,
  fields: { model: string; reasoning?: { summary: 'auto' } },
): Promise<ResponseStreamEvent[]> {
  return Array.fromAsync(await client.responses.create({ ...fields, input: 'Hello', stream: true }));
}
