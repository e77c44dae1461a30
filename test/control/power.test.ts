import Anthropic from '@anthropic-ai/sdk';
import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import OpenAI from 'openai';
import { expect, test } from 'vitest';
import { openRoad, question, type Road } from '../support/road.ts';
import { eventsOf } from './headless.ts';

const WORDS =
  /Adit is switched off, and passes nothing on\. Switch it on in its menu, or in the window that 'adit open'/;

test('switched off, Adit keeps its port and tells every client so, in the words of its own API', async () => {
  await using road = await openRoad();
  road.adit.setOn(false);
  for (const [path, shape] of [
    ['/v1/messages', { type: 'error', error: { type: 'api_error', message: expect.stringMatching(WORDS) } }],
    ['/v1/messages/count_tokens', { type: 'error', error: { message: expect.stringMatching(WORDS) } }],
    ['/v1/chat/completions', { error: { message: expect.stringMatching(WORDS), type: expect.any(String) } }],
    ['/v1/responses', { error: { message: expect.stringMatching(WORDS) } }],
    ['/v1/embeddings', { error: { message: expect.stringMatching(WORDS) } }],
    ['/model/amazon.nova-pro-v1:0/converse', { message: expect.stringMatching(WORDS) }],
    ['/v1/nothing', { error: { message: expect.stringMatching(WORDS) } }],
  ] as const) {
    const answer = await road.post(question(), { path });
    expect(answer.status, path).toBe(503);
    expect(answer.headers.get('x-should-retry'), path).toBe('false');
    expect(await answer.json(), path).toMatchObject(shape);
  }
  const models = await fetch(`${road.adit.url}/v1/models`, { headers: { 'x-api-key': road.adit.key } });
  expect(models.status).toBe(503);
  expect(road.bedrock.stats.total).toBe(0);
  expect((await fetch(`${road.adit.url}/api/hello`)).status).toBe(200);
  road.adit.setOn(true);
  expect((await road.post(question())).status).toBe(200);
});

test('the official SDKs show a person those words, and do not try again', async () => {
  await using road = await openRoad();
  road.adit.setOn(false);
  const { url, key } = road.adit;
  const anthropic = new Anthropic({ baseURL: url, apiKey: key });
  const message = anthropic.messages.create({
    model: 'claude-sonnet-4-6',
    max_tokens: 9,
    messages: [{ role: 'user', content: 'a' }],
  });
  await expect(message).rejects.toThrow(WORDS);
  const openAi = new OpenAI({ baseURL: `${url}/v1`, apiKey: key });
  const chat = { model: 'claude-sonnet-4-6', messages: [{ role: 'user' as const, content: 'a' }] };
  await expect(openAi.chat.completions.create(chat)).rejects.toThrow(WORDS);
  await expect(openAi.chat.completions.create({ ...chat, stream: true })).rejects.toThrow(WORDS);
  await expect(openAi.responses.create({ model: 'claude-sonnet-4-6', input: 'a' })).rejects.toThrow(WORDS);
  expect(road.exchanges.map(({ status }) => status)).toEqual([503, 503, 503, 503]);
  const aws = new BedrockRuntimeClient({ endpoint: url, region: 'us-east-1', token: { token: key }, maxAttempts: 1 });
  const converse = new ConverseCommand({
    modelId: 'amazon.nova-pro-v1:0',
    messages: [{ role: 'user', content: [{ text: 'a' }] }],
  });
  await expect(aws.send(converse)).rejects.toThrow(WORDS);
});

test('a large body that is on its way is read and let go, so that the client sees why', async () => {
  await using road = await openRoad();
  road.adit.setOn(false);
  const content = 'word '.repeat(4_000_000);
  const answer = await road.post(question({ messages: [{ role: 'user', content }] }));
  expect(answer.status).toBe(503);
  expect(await answer.text()).toMatch(WORDS);
});

test('an answer that streams goes on when Adit is switched off', async () => {
  await using road = await openRoad();
  const stream = await road.client.messages.create({
    model: 'claude-sonnet-4-6',
    max_tokens: 100,
    messages: [{ role: 'user', content: 'hello' }],
    stream: true,
  });
  road.adit.setOn(false);
  const types: string[] = [];
  for await (const event of stream) types.push(event.type);
  expect(types.at(-1)).toBe('message_stop');
});

test('the console switches it, shows it, and works on', async () => {
  await using road = await openRoad();
  const headers = { ...consoleHeaders(road), 'content-type': 'application/json' };
  const power = async (body: string) => fetch(`${road.adit.url}/console/api/power`, { method: 'POST', headers, body });
  await using events = eventsOf(await fetch(`${road.adit.url}/console/api/events`, { headers }));
  expect(await events.next()).toMatchObject({ event: 'status', data: { on: true } });
  const off = await power('{"on":false}');
  expect(await off.json()).toMatchObject({ on: false });
  expect(await events.next()).toMatchObject({ event: 'power', data: { on: false } });
  expect(road.adit.isOn).toBe(false);
  expect((await road.post(question())).status).toBe(503);
  expect((await fetch(`${road.adit.url}/console/api/profiles`, { headers })).status).toBe(200);
  await power('{"on":false}');
  expect(await (await power('{"on":true}')).json()).toMatchObject({ on: true });
  expect(await events.next()).toMatchObject({ event: 'power', data: { on: true } });
  expect((await power('{"on":"yes"}')).status).toBe(400);
  expect((await road.post(question())).status).toBe(200);
});

function consoleHeaders({ adit }: Road): Record<string, string> {
  return { authorization: `Bearer ${adit.console.token}` };
}
