import OpenAI from 'openai';
import { afterAll, expect, test } from 'vitest';
import type { JsonObject } from '../../proxy/demo/call.ts';
import { post } from './clients.ts';
import * as scenarios from './scenarios.ts';
import { type StrictBedrock, type StrictOptions, startStrictBedrock } from './strict.ts';

const servers: StrictBedrock[] = [];
afterAll(() => Promise.all(servers.map((server) => server.close())));

async function start(options: StrictOptions = {}): Promise<StrictBedrock> {
  const server = await startStrictBedrock({ bearer: 'key-1', ...options });
  servers.push(server);
  return server;
}

function openai(bedrock: StrictBedrock, base = '/openai/v1'): OpenAI {
  return new OpenAI({ baseURL: bedrock.url + base, apiKey: 'key-1', maxRetries: 0 });
}

const model = 'openai.gpt-oss-120b-1:0';
const gpt = 'us.openai.gpt-6-sol';
const messages = [{ role: 'user' as const, content: 'Hello' }];
const parameters = { type: 'object', properties: { path: { type: 'string' } } };
const chatTool = { type: 'function' as const, function: { name: 'Read', parameters } };
const responsesTool = { type: 'function' as const, name: 'Read', parameters, strict: false };

test('OpenAI’s client reads Chat Completions, whole and streamed', async () => {
  const bedrock = await start();
  const whole = await openai(bedrock).chat.completions.create({ model, messages });
  expect(whole.choices[0]?.message.content).toBe(scenarios.helloText);
  const stream = await openai(bedrock).chat.completions.create({ model, messages, stream: true });
  let text = '';
  for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
  expect(text).toBe(scenarios.helloText);
  expect(bedrock.stats.calls.map(({ operation, stream, model }) => [operation, stream, model])).toEqual([
    ['chat', false, model],
    ['chat', true, model],
  ]);
});

test('OpenAI’s client reads Responses, whole and streamed', async () => {
  const bedrock = await start();
  const whole = await openai(bedrock).responses.create({ model: gpt, input: 'Hello', store: false });
  expect(whole.output_text).toBe(scenarios.helloText);
  const stream = await openai(bedrock).responses.create({ model: gpt, input: 'Hello', store: false, stream: true });
  let text = '';
  for await (const event of stream) if (event.type === 'response.output_text.delta') text += event.delta;
  expect(text).toBe(scenarios.helloText);
});

test('a loop over tools plays on Chat Completions', async () => {
  const bedrock = await start({ scenario: scenarios.toolLoop('Read', { path: 'a' }) });
  const ask = { model, tools: [chatTool] };
  const first = await openai(bedrock).chat.completions.create({ ...ask, messages });
  const called = first.choices[0]?.message;
  expect(called?.tool_calls?.[0]).toMatchObject({ function: { name: 'Read', arguments: '{"path":"a"}' } });
  const result = { role: 'tool' as const, tool_call_id: called?.tool_calls?.[0]?.id ?? '', content: 'contents' };
  const turns = [...messages, { role: 'assistant' as const, tool_calls: called?.tool_calls ?? [] }, result];
  const second = await openai(bedrock).chat.completions.create({ ...ask, messages: turns });
  expect(second.choices[0]?.message.content).toBe(scenarios.helloText);
});

test('a loop over tools plays on Responses', async () => {
  const bedrock = await start({ scenario: scenarios.toolLoop('Read', { path: 'a' }) });
  const ask = { model: gpt, tools: [responsesTool], store: false };
  const first = await openai(bedrock).responses.create({ ...ask, input: 'Hello' });
  const call = first.output.find((item) => item.type === 'function_call');
  expect(call).toMatchObject({ name: 'Read', arguments: '{"path":"a"}' });
  if (call?.type !== 'function_call') return;
  const { call_id, name, arguments: written } = call;
  const second = await openai(bedrock).responses.create({
    ...ask,
    input: [
      ...messages,
      { type: 'function_call', call_id, name, arguments: written },
      { type: 'function_call_output', call_id, output: 'contents' },
    ],
  });
  expect(second.output_text).toBe(scenarios.helloText);
});

test('an error is OpenAI’s, whether it was scripted or is the request’s', async () => {
  const bedrock = await start({ scenario: scenarios.throttle(1) });
  const ask = () => openai(bedrock).chat.completions.create({ model, messages });
  await expect(ask()).rejects.toMatchObject({ status: 429, type: 'rate_limit_error', code: 'rate_limit_exceeded' });
  bedrock.scenario(scenarios.exceptionAfter(2, 'throttlingException', 'Too much.'));
  await expect(ask()).rejects.toMatchObject({ status: 429, message: expect.stringContaining('Too much.') });
  bedrock.scenario(scenarios.answer());
  const body = await (await post(bedrock, '/openai/v1/chat/completions', 'nonsense')).json();
  expect(body).toEqual({
    error: { message: expect.any(String), type: 'invalid_request_error', code: 'validation_error', param: null },
  });
});

const route = (service: string, path: string) => ({ service, path });
const chat = route('bedrock', '/openai/v1/chat/completions');
const responses = route('bedrock', '/openai/v1/responses');
const mantleChat = route('bedrock-mantle', '/v1/chat/completions');
const mantleResponses = route('bedrock-mantle', '/v1/responses');
const mantleGpt = route('bedrock-mantle', '/openai/v1/responses');
const api = /does not support the '\/v1\/(chat\/completions|responses)' API$/;
const identifier = 'The provided model identifier is invalid.';

test.each<{ at: { service: string; path: string }; id: string; says?: string | RegExp; account?: StrictOptions }>([
  { at: chat, id: model },
  { at: chat, id: 'us.xai.grok-4.7' },
  { at: chat, id: 'xai.grok-4.7', says: identifier },
  { at: chat, id: 'openai.gpt-6-sol', says: api },
  { at: chat, id: 'us.anthropic.claude-sonnet-5', says: identifier },
  { at: chat, id: 'amazon.nova-pro-v1:0', says: api },
  { at: chat, id: model, account: { models: ['zai.glm-5'] }, says: identifier },
  { at: responses, id: gpt },
  { at: responses, id: 'openai.gpt-5.4' },
  { at: responses, id: model, says: api },
  { at: mantleChat, id: 'openai.gpt-oss-120b' },
  { at: mantleChat, id: model, says: identifier },
  { at: mantleChat, id: 'zai.glm-5' },
  { at: mantleResponses, id: 'openai.gpt-oss-120b' },
  { at: mantleResponses, id: 'openai.gpt-6-sol', says: /isn't supported on this route$/ },
  { at: mantleGpt, id: 'openai.gpt-6-sol' },
  { at: mantleGpt, id: gpt, says: identifier },
  { at: mantleGpt, id: 'openai.gpt-oss-120b', says: /isn't supported on this route$/ },
])('$id at $at.service $at.path is answered: $says', async ({ at, id, says, account }) => {
  const bedrock = await start(account);
  const question = at.path.endsWith('responses') ? { input: 'Hello', store: false } : { messages };
  const response = await post(bedrock, at.path, { model: id, ...question }, { service: at.service });
  const answer = (await response.json()) as JsonObject;
  expect(response.status, JSON.stringify(answer)).toBe(says ? 400 : 200);
  if (says) expect((answer.error as JsonObject).message).toMatch(says);
  expect(bedrock.stats.calls[0]).toMatchObject({ model: id, service: at.service });
});

test('each host takes signatures for its own service alone', async () => {
  const bedrock = await start();
  const at = async (path: string, service: string) =>
    ((await (await post(bedrock, path, { model, messages }, { service })).json()) as JsonObject).message;
  expect(await at('/v1/chat/completions', 'bedrock')).toMatch(/correct service: 'bedrock-mantle'/);
  expect(await at('/openai/v1/chat/completions', 'bedrock-runtime')).toMatch(/correct service: 'bedrock'/);
  expect(await at(`/model/${encodeURIComponent(model)}/converse`, 'bedrock-mantle')).toMatch(
    /correct service: 'bedrock'/,
  );
});
