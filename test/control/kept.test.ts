import { spawn } from 'node:child_process';
import { hc } from 'hono/client';
import { expect, test } from 'vitest';
import type { ControlApp } from '../../proxy/control/app.ts';
import type { Change } from '../../proxy/control/change-feed.ts';
import { latestKept, openKeptRoad } from '../support/kept-road.ts';
import { question, type Road } from '../support/road.ts';
import { eventsOf } from './headless.ts';

const POLL = { timeout: 10_000 };

test('the status tells what was asked today, what it cost, and how the history does', async () => {
  await using road = await openKeptRoad();
  const api = apiOf(road);
  const glance = async () => {
    const { today, history } = await (await api.status.$get()).json();
    return { today, history };
  };
  await expect.poll(glance, POLL).toMatchObject({
    today: { requests: 0, unpriced: 0, costMicros: 0 },
    history: { state: 'ok', requests: 0 },
  });
  for (let at = 0; at < 3; at++) await (await road.post(question())).text();
  const { row } = await latestKept(road);
  expect(row.costMicros).toBeGreaterThan(0);
  await expect.poll(glance, POLL).toMatchObject({
    today: { requests: 3, unpriced: 0, costMicros: 3 * (row.costMicros ?? 0) },
    history: { state: 'ok', requests: 3 },
  });
});

test('the key is told to who has the token, and is in no status', async () => {
  await using road = await openKeptRoad();
  const api = apiOf(road);
  expect(await (await api.key.$get()).json()).toEqual({ key: road.adit.key });
  expect(JSON.stringify(await (await api.status.$get()).json())).not.toContain(road.adit.key);
});

test('a list, its changes and a deletion, as the screens go through them', async () => {
  await using road = await openKeptRoad();
  const api = apiOf(road);
  await (await road.post(question())).text();
  const first = (await latestKept(road)).row;
  const { rows, version } = await (await api.history.$get({ query: {} })).json();
  expect(rows.map(({ id }) => id)).toEqual([first.id]);
  const path = `/console/api/history/changes?after=${version}`;
  await using changes = eventsOf(await fetch(`${road.adit.url}${path}`, { headers: bearer(road) }));
  await changes.next();
  await (await road.post(question({ stream: true }))).text();
  const second = (await latestKept(road)).row;
  const next = async () => (await changes.next())?.data as Change;
  const shown = new Map<string, string>();
  while (shown.get(second.id) !== 'done') {
    for (const row of (await next()).rows) shown.set(row.id, row.state);
  }
  expect(await (await api.history.remove.$post({ json: { ids: [first.id] } })).json()).toEqual({ removed: 1 });
  let removed: readonly string[] = [];
  while (removed.length === 0) removed = (await next()).removed;
  expect(removed).toEqual([first.id]);
  expect((await api.requests[':id'].$get({ param: { id: first.id } })).status).toBe(404);
});

test('what was kept, taken as curl, is answered once more', async () => {
  await using road = await openKeptRoad();
  const headers = { 'anthropic-version': '2023-06-01', 'user-agent': 'claude-cli/2.1.329' };
  await (await road.post(question({ stream: true }), { headers })).text();
  const { row, clientRequest } = await latestKept(road);
  const { text } = await (await apiOf(road).requests[':id'].curl.$get({ param: { id: row.id } })).json();
  expect(text).not.toContain(road.adit.key);
  const env = { PATH: process.env.PATH, ADIT_KEY: road.adit.key };
  const child = spawn('sh', [], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(text);
  const answer = (await Array.fromAsync(child.stdout.setEncoding('utf8'))).join('');
  expect(answer).toContain('event: message_stop');
  const again = await latestKept(road);
  expect(again.row.id).not.toBe(row.id);
  expect(again.request).toEqual(JSON.parse(clientRequest?.body ?? ''));
});

test('an export through the console is what the history holds', async () => {
  await using road = await openKeptRoad();
  for (let at = 0; at < 3; at++) await (await road.post(question())).text();
  await latestKept(road);
  const fetchFile = (format: string) =>
    fetch(`${road.adit.url}/console/api/history/export?format=${format}`, { headers: bearer(road) });
  const lines = (await (await fetchFile('jsonl')).text()).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line).status)).toEqual([200, 200, 200]);
  const har = JSON.parse(await (await fetchFile('har')).text()) as { log: { entries: unknown[] } };
  expect(har.log.entries).toHaveLength(3);
  expect((await (await fetchFile('csv')).text()).trim().split('\n')).toHaveLength(4);
});

function apiOf(road: Road) {
  return hc<ControlApp>(road.adit.url, { headers: bearer(road) }).console.api;
}

function bearer({ adit }: Road): Record<string, string> {
  return { authorization: `Bearer ${adit.console.token}` };
}
