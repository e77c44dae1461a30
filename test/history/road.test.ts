import { readdirSync, readFileSync, statSync } from 'node:fs';
import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { eventsOf } from '../../proxy/demo/events.ts';
import type { Scenario } from '../bedrock/scenarios.ts';
import { failures, helloText, message } from '../bedrock/scenarios.ts';
import { HISTORY, keptRows, latestKept, openKeptRoad } from '../support/kept-road.ts';
import { Gate } from '../support/live.ts';
import { openRoad, question, readEvents } from '../support/road.ts';

/** The text of an answer in any of the shapes that there are. */
function textIn(response: unknown): string {
  return (JSON.stringify(response).match(/Hello from Bedrock\./g) ?? []).join('');
}

/** A thread has to start, on a machine that is busy with other tests. */
const PATIENT = { timeout: 10_000 };

const LONG = 'Glück auf! '.repeat(9);

/** An answer that stops after its first piece of text until the gate is opened. */
function paused(gate: Gate): Scenario {
  return async function* () {
    let count = 0;
    for (const event of eventsOf(message({ content: [{ type: 'text', text: LONG }] }))) {
      yield { event };
      if (++count === 3) await gate.pass();
    }
  };
}

const CONVERSE = { messages: [{ role: 'user', content: [{ text: 'hello' }] }] };
const INVOKE = { anthropic_version: 'bedrock-2023-05-31', max_tokens: 9, messages: question().messages };
const CHAT = { model: 'claude-sonnet-4-6', messages: [{ role: 'user', content: 'hello' }] };
const RESPONSES = { model: 'claude-sonnet-4-6', input: 'hello' };

/** A request of every API, streamed and not; the surface that it goes over, and how many events it has at least. */
const ASKED: readonly [string, string, object, { surface: string; dialect: string; stream: boolean }][] = [
  ['Messages', '/v1/messages', question(), { surface: 'invoke', dialect: 'messages', stream: false }],
  [
    'a stream of Messages',
    '/v1/messages',
    question({ stream: true }),
    { surface: 'invoke', dialect: 'messages', stream: true },
  ],
  [
    'a stream on the Messages API',
    '/v1/messages',
    question({ model: 'claude-opus-5-5', stream: true }),
    { surface: 'messages', dialect: 'messages', stream: true },
  ],
  [
    'another maker’s model',
    '/v1/messages',
    question({ model: 'nova-pro', stream: true }),
    { surface: 'converse', dialect: 'messages', stream: true },
  ],
  ['Chat Completions', '/v1/chat/completions', CHAT, { surface: 'invoke', dialect: 'chat', stream: false }],
  [
    'a stream of Chat Completions',
    '/v1/chat/completions',
    { ...CHAT, stream: true },
    { surface: 'invoke', dialect: 'chat', stream: true },
  ],
  ['Responses', '/v1/responses', RESPONSES, { surface: 'invoke', dialect: 'responses', stream: false }],
  [
    'a stream of Responses',
    '/v1/responses',
    { ...RESPONSES, stream: true },
    { surface: 'invoke', dialect: 'responses', stream: true },
  ],
  ['InvokeModel', '/model/claude-sonnet-4-6/invoke', INVOKE, { surface: 'native', dialect: 'native', stream: false }],
  [
    'a stream of InvokeModel',
    '/model/claude-sonnet-4-6/invoke-with-response-stream',
    INVOKE,
    { surface: 'native', dialect: 'native', stream: true },
  ],
  ['Converse', '/model/claude-sonnet-4-6/converse', CONVERSE, { surface: 'native', dialect: 'native', stream: false }],
  [
    'a stream of Converse',
    '/model/claude-sonnet-4-6/converse-stream',
    CONVERSE,
    { surface: 'native', dialect: 'native', stream: true },
  ],
];

describe('a request is kept as it was asked and answered:', () => {
  test.each(ASKED)('%s', async (_, path, body, expected) => {
    await using road = await openKeptRoad();
    const text = JSON.stringify(body, null, 1);
    const answer = await road.post(text, { path, headers: { 'user-agent': 'a-tool/1.0', 'x-session-id': 's1' } });
    const answered = await answer.text();
    expect(answer.status).toBe(200);
    const { row, request, response, clientRequest, upstreamRequest, clientResponse } = await latestKept(road);
    expect(row).toMatchObject({
      ...expected,
      id: answer.headers.get('request-id'),
      kind: 'answer',
      state: 'done',
      status: 200,
      method: 'POST',
      path,
      userAgent: 'a-tool/1.0',
      session: 's1',
      inputTokens: 12,
      outputTokens: 7,
      bodies: 'kept',
      retries: 0,
      error: null,
    });
    expect(row.costMicros).toBeGreaterThan(0);
    expect(request).toEqual(body);
    expect(clientRequest?.body).toBe(text);
    expect(textIn(response)).toBe(helloText);
    expect(upstreamRequest?.start).toMatch(/^POST http:\/\/127\.0\.0\.1:\d+\//);
    expect(upstreamRequest?.headers.authorization).toBe('[redacted]');
    if (!path.startsWith('/model/')) expect(clientResponse?.body).toBe(answered);
    const events = await road.adit.history.ask('events', row.id, 0);
    if (expected.stream) expect(events.length).toBeGreaterThan(3);
    for (const time of [row.credentialsMs, row.upstreamMs, row.firstEventMs, row.durationMs]) {
      expect(time).toBeGreaterThanOrEqual(0);
    }
  });
});

test('counts and vectors are kept as what they are, and a count costs nothing', async () => {
  await using road = await openKeptRoad();
  await road.post(question(), { path: '/v1/messages/count_tokens' });
  expect((await latestKept(road)).row).toMatchObject({ kind: 'count', status: 200, model: 'claude-sonnet-4-6' });
  await road.post({ model: 'titan-embed-text-v2', input: 'hello' }, { path: '/v1/embeddings' });
  expect((await latestKept(road)).row.kind).toBe('embedding');
});

test('an answer can be read while it comes', async () => {
  const gate = new Gate();
  await using road = await openKeptRoad({ scenario: paused(gate) });
  const reading = road.post(question({ stream: true })).then(readEvents);
  await expect.poll(async () => (await keptRows(road))[0]?.firstEventMs, PATIENT).toBeTypeOf('number');
  const [row] = await keptRows(road);
  expect(row).toMatchObject({ state: 'open', servedModel: 'us.anthropic.claude-sonnet-4-6', durationMs: null });
  const id = row?.id ?? '';
  await expect.poll(async () => (await road.adit.history.ask('events', id, 0)).length, PATIENT).toBe(3);
  const early = await road.adit.history.ask('detail', id);
  expect(early?.response).toMatchObject({ content: [{ type: 'text', text: LONG.slice(0, 32) }] });
  gate.open();
  const events = await reading;
  expect((await latestKept(road)).response).toMatchObject({ content: [{ type: 'text', text: LONG }] });
  const kept = await road.adit.history.ask('events', id, 0);
  expect(kept.map(({ type }) => type)).toEqual(events.map(({ event }) => event));
  expect(kept.map(({ data }) => JSON.parse(data))).toEqual(events.map(({ data }) => data));
});

test('changes are told as they happen, and those that were missed can be had later', async () => {
  await using road = await openKeptRoad();
  const { history: kept } = road.adit;
  await kept.ask('health');
  const before = kept.version;
  const told: string[] = [];
  const silence = kept.listen(({ rows: changed }) => told.push(...changed.map(({ id, state }) => `${id} ${state}`)));
  const id = (await road.post(question())).headers.get('request-id');
  await expect.poll(() => told.at(-1), PATIENT).toBe(`${id} done`);
  silence();
  const missed = kept.since(before)?.flatMap(({ rows: changed }) => changed);
  expect(missed?.at(-1)).toMatchObject({ id, state: 'done' });
  expect(kept.since(kept.version)).toEqual([]);
  expect(kept.since(kept.version + 1)).toBeUndefined();
});

test('no key, token or signature gets into the file, and nobody else can read it', async () => {
  await using road = await openKeptRoad();
  await readEvents(await road.post(question({ stream: true })));
  await latestKept(road);
  const files = readdirSync(road.home.path).filter((name) => name.startsWith('history.db'));
  expect(files.length).toBeGreaterThan(0);
  const token = road.home.read('console-token')?.trim() ?? 'none';
  for (const name of files) {
    const path = road.home.file(name);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const bytes = readFileSync(path);
    for (const secret of [road.adit.key, token, 'AWS4-HMAC-SHA256']) expect(bytes.includes(secret)).toBe(false);
  }
});

test('what was tried before an answer came is told, and what the client was told of an error', async () => {
  await using road = await openKeptRoad({ scenario: failures(1, 503, 'ServiceUnavailableException', 'Busy.') });
  await road.post(question());
  const { row, upstreamResponse } = await latestKept(road);
  expect(row).toMatchObject({ retries: 1, status: 200 });
  expect(row.tries).toMatchObject([{ status: 503, error: 'ServiceUnavailableException', surface: 'invoke' }]);
  // The wire is that of the try that brought the answer.
  expect(upstreamResponse?.start).toContain('200');
  expect(upstreamResponse?.body).toContain(helloText);
  expect(upstreamResponse?.body).not.toContain('Busy.');
  const refused = await road.post(question({ model: 'no-such-model' }));
  const after = await latestKept(road);
  expect(after.row).toMatchObject({ status: 404, error: 'not_found_error' });
  expect(after.row.errorMessage).toContain('no-such-model');
  expect(after.clientResponse?.body).toBe(await refused.text());
});

test('a request that is nested too deep for its value to be told is told as text', async () => {
  await using road = await openKeptRoad();
  const text = JSON.stringify(question()).replace('{', `{"extra":${'['.repeat(5000)}${']'.repeat(5000)},`);
  await road.post(text);
  expect(await latestKept(road)).toMatchObject({ row: { status: 200 }, request: null, clientRequest: { body: text } });
});

test('a request without the key is kept as its figures alone', async () => {
  await using road = await openKeptRoad();
  await road.post(question(), { headers: { 'x-api-key': 'wrong' } });
  const { row, request } = await latestKept(road);
  expect(row).toMatchObject({ status: 401, error: 'authentication_error' });
  expect(request).toBeNull();
});

test('a client that left is told as such, with what had come by then', async () => {
  const gate = new Gate();
  await using road = await openKeptRoad({ scenario: paused(gate) });
  const client = new OpenAI({ baseURL: `${road.adit.url}/v1`, apiKey: road.adit.key, maxRetries: 0 });
  const stream = await client.chat.completions.create({
    model: 'claude-sonnet-4-6',
    messages: [{ role: 'user', content: 'hello' }],
    stream: true,
  });
  for await (const { choices } of stream) if (choices[0]?.delta.content) break;
  const { row, response } = await latestKept(road);
  expect(row).toMatchObject({ status: 499, state: 'done', dialect: 'chat' });
  expect(response).toMatchObject({ content: [{ type: 'text', text: LONG.slice(0, 32) }] });
  gate.open();
});

test('what is switched off is not kept', async () => {
  await using off = await openRoad();
  await off.post(question());
  expect(readdirSync(off.home.path).filter((name) => name.startsWith('history'))).toEqual([]);
  await using figures = await openKeptRoad({ settings: { history: { ...HISTORY, bodies: false } } });
  await figures.post(question());
  const { row, request, response } = await latestKept(figures);
  expect([row.bodies, row.inputTokens, request, response]).toEqual(['off', 12, null, null]);
});
