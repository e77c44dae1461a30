import { hc } from 'hono/client';
import { expect, test } from 'vitest';
import type { ControlApp } from '../../proxy/control/app.ts';
import type { RequestDetail, RequestRow } from '../../proxy/history/shapes.ts';
import { REPLAY_HEADER } from '../../proxy/log/exchange.ts';
import { answer, exceptionAfter, slowStart } from '../bedrock/scenarios.ts';
import { latestKept, openKeptRoad } from '../support/kept-road.ts';
import { question, type Road } from '../support/road.ts';
import { eventsOf } from './headless.ts';

const AGENT = 'claude-cli/2.1.329 (external, cli)';
const BETA = 'context-management-2025-06-27';

test('a replay is a new row, told at once, that says what it repeats; its answer comes later', async () => {
  await using road = await openKeptRoad();
  const headers = { 'user-agent': AGENT, 'anthropic-beta': BETA, 'anthropic-version': '2023-06-01' };
  await (await road.post(question({ stream: true }), { headers })).text();
  const first = await latestKept(road);
  road.bedrock.scenario(slowStart(1500));
  const asked = performance.now();
  const id = await replay(road, first.row.id);
  expect(performance.now() - asked).toBeLessThan(1000);
  expect(id).not.toBe(first.row.id);
  const [begun] = await road.adit.history.ask('rows', [id]);
  expect(begun).toMatchObject({ state: 'open', replayOf: first.row.id, path: '/v1/messages' });
  const second = await ended(road, id);
  expect(second.row).toMatchObject({
    status: 200,
    stream: true,
    client: first.row.client,
    userAgent: first.row.userAgent,
    model: first.row.model,
    outputTokens: first.row.outputTokens,
  });
  expect(second.clientRequest?.body).toBe(first.clientRequest?.body);
  expect(second.clientRequest?.headers).toMatchObject(headers);
  expect(second.response).toMatchObject({ content: [{ type: 'text' }] });
  const [one, two] = road.bedrock.stats.calls.map(({ body }) => body);
  expect(two).toEqual(one);
});

test('an edited replay sends what was edited, to the letter', async () => {
  await using road = await openKeptRoad();
  await (await road.post(question())).text();
  const { row } = await latestKept(road);
  const body = '{ "model": "claude-opus-5-5", "max_tokens": 1e2,\n"messages": [{"role":"user","content":"äöü 1.0"}] }';
  const second = await ended(road, await replay(road, row.id, body));
  expect(second.clientRequest?.body).toBe(body);
  expect(second.row).toMatchObject({ status: 200, model: 'claude-opus-5-5', replayOf: row.id });
});

test.each([
  ['/v1/chat/completions', { ...question(), stream: true }],
  ['/v1/responses', { model: 'claude-sonnet-4-6', input: 'hello' }],
  ['/v1/messages/count_tokens', { model: 'claude-sonnet-4-6', messages: [{ role: 'user', content: 'hello' }] }],
  ['/model/us.amazon.nova-pro-v1:0/converse-stream', { messages: [{ role: 'user', content: [{ text: 'hello' }] }] }],
] as const)('a request to %s is sent again by the same API', async (path, body) => {
  await using road = await openKeptRoad();
  await (await road.post(body, { path })).bytes();
  const first = await latestKept(road);
  const second = await ended(road, await replay(road, first.row.id));
  expect(second.row).toMatchObject({ status: 200, dialect: first.row.dialect, path, stream: first.row.stream });
  expect(second.request).toEqual(body);
  expect(road.bedrock.stats.calls.at(-1)?.headers).not.toHaveProperty(REPLAY_HEADER);
});

test('the screens see a replay as any other request: by the stream of changes, and event by event', async () => {
  await using road = await openKeptRoad();
  await (await road.post(question({ stream: true }))).text();
  const { row } = await latestKept(road);
  await using changes = eventsOf(await open(road, '/history/changes'));
  await changes.next();
  road.bedrock.scenario(slowStart(200));
  const id = await replay(road, row.id);
  await using events = eventsOf(await open(road, `/requests/${id}/follow`));
  const seen: RequestRow[] = [];
  while (seen.at(-1)?.state !== 'done') {
    const told = (await changes.next())?.data as { rows: RequestRow[] };
    seen.push(...told.rows.filter((shown) => shown.id === id));
  }
  expect(seen[0]).toMatchObject({ state: 'open', replayOf: row.id });
  const types: string[] = [];
  for (let told = await events.next(); told?.event === 'events'; told = await events.next()) {
    types.push(...(told.data as { events: { type: string }[] }).events.map(({ type }) => type));
  }
  expect([types[0], types.at(-1)]).toEqual(['message_start', 'message_stop']);
});

test('a replay that fails is a row with its error, and can be replayed as well', async () => {
  await using road = await openKeptRoad();
  await (await road.post(question({ stream: true }))).text();
  const { row } = await latestKept(road);
  road.bedrock.scenario(exceptionAfter(3, 'modelStreamErrorException', 'The model failed'));
  const second = await ended(road, await replay(road, row.id));
  expect(second.row.error).not.toBeNull();
  road.bedrock.scenario(answer());
  const third = await ended(road, await replay(road, second.row.id));
  expect(third.row).toMatchObject({ status: 200, error: null, replayOf: second.row.id });
});

test('many replays at once each get their own row', async () => {
  await using road = await openKeptRoad();
  await (await road.post(question())).text();
  const { row } = await latestKept(road);
  const ids = await Promise.all(Array.from({ length: 20 }, () => replay(road, row.id)));
  expect(new Set(ids).size).toBe(20);
  for (const id of ids) expect((await ended(road, id)).row).toMatchObject({ status: 200, replayOf: row.id });
});

test('nothing is sent again while Adit is off, or where nothing was kept of what was said', async () => {
  await using road = await openKeptRoad();
  await (await road.post(question())).text();
  const { row } = await latestKept(road);
  road.adit.setOn(false);
  const off = await ask(road, row.id);
  expect(off.status).toBe(503);
  expect(await off.json()).toMatchObject({ error: { message: expect.stringContaining('Adit is switched off') } });
  road.adit.setOn(true);
  await using silent = await openKeptRoad({ settings: { history: { ...HISTORY_OF_FIGURES } } });
  await (await silent.post(question())).text();
  const none = await ask(silent, (await latestKept(silent)).row.id);
  expect(none.status).toBe(400);
  expect(await none.json()).toMatchObject({ error: { message: expect.stringContaining('is not kept') } });
  expect(silent.bedrock.stats.total).toBe(1);
});

test('an open replay does not keep the program from ending', async () => {
  await using road = await openKeptRoad();
  await (await road.post(question())).text();
  const { row } = await latestKept(road);
  road.bedrock.scenario(slowStart(60_000));
  await replay(road, row.id);
  const started = performance.now();
  await road.adit.close(10_000);
  expect(performance.now() - started).toBeLessThan(5000);
});

const HISTORY_OF_FIGURES = { enabled: true, days: 30, megabytes: 100, bodies: false, withoutBodies: [] };

function apiOf({ adit }: Road) {
  return hc<ControlApp>(adit.url, { headers: bearer(adit.console.token) }).console.api;
}

function ask(road: Road, id: string, body?: string) {
  return apiOf(road).requests[':id'].replay.$post({ param: { id }, json: { body } });
}

async function replay(road: Road, id: string, body?: string): Promise<string> {
  const answered = await ask(road, id, body);
  expect(answered.status).toBe(202);
  return (await answered.json()).id;
}

function open({ adit }: Road, path: string): Promise<Response> {
  return fetch(`${adit.url}/console/api${path}`, { headers: bearer(adit.console.token) });
}

function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

/** All of a request, once it has ended. */
async function ended({ adit }: Road, id: string): Promise<RequestDetail> {
  for (;;) {
    const detail = await adit.history.ask('detail', id);
    if (detail && detail.row.state !== 'open') return detail;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
