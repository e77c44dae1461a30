import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Change } from '../../proxy/control/change-feed.ts';
import { until } from '../support/road.ts';
import { eventsOf, openHeadless } from './headless.ts';
import { row, ScriptedHistory } from './scripted-history.ts';

const page = { page: () => ({ rows: [], next: null, total: 0, version: 0 }) };

test('a change is told to a view as it happens, and a page says from which change on it has to listen', async () => {
  const history = new ScriptedHistory({
    page: () => ({ rows: [row()], next: null, total: 1, version: history.version }),
  });
  history.change({ rows: [row()] });
  await using headless = await openHeadless({ history });
  const { version } = await (await headless.api.history.$get({ query: {} })).json();
  await using events = eventsOf(await headless.request(`/console/api/history/changes?after=${version}`));
  expect(await events.next()).toMatchObject({ event: 'ready', data: { version } });
  history.change({ rows: [row({ id: 'req_2', state: 'open' })] });
  const change = await events.next();
  expect(change).toMatchObject({ event: 'change', data: { rows: [{ id: 'req_2' }], removed: [] } });
  expect(change?.data).toHaveProperty('version', change?.id);
  expect(change?.id).not.toBe(version);
});

test('many changes become few: ten a second at most, with each request once and as it is last', async () => {
  const history = new ScriptedHistory();
  await using headless = await openHeadless({ history });
  await using events = eventsOf(await headless.request('/console/api/history/changes'));
  await events.next();
  const started = performance.now();
  const told: Change[] = [];
  const changing = (async () => {
    for (let at = 1; at <= 500; at++) {
      history.change({ rows: [row({ id: `req_${at % 5}`, outputTokens: at })] });
      if (at % 5 === 0) await delay(5);
    }
    history.change({ removed: ['req_0'], rows: [row({ id: 'last' })] });
  })();
  while (!told.at(-1)?.rows.some(({ id }) => id === 'last')) told.push((await events.next())?.data as Change);
  await changing;
  const seconds = (performance.now() - started) / 1000;
  expect(told.length).toBeLessThanOrEqual(Math.ceil(seconds * 10) + 1);
  expect(told.length).toBeGreaterThan(2);
  for (const { rows } of told) expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  const latest = new Map(told.flatMap(({ rows }) => rows).map((shown) => [shown.id, shown.outputTokens]));
  expect([1, 2, 3, 4].map((at) => latest.get(`req_${at}`))).toEqual([496, 497, 498, 499]);
  expect(told.at(-1)?.removed).toEqual(['req_0']);
  expect(told.at(-1)?.rows.map(({ id }) => id)).not.toContain('req_0');
});

test('who was away is told what it missed; where too much was, it is told to ask anew, and the stream goes on', async () => {
  const history = new ScriptedHistory(page, 10);
  await using headless = await openHeadless({ history });
  const { version } = await (await headless.api.history.$get({ query: {} })).json();
  for (let at = 1; at <= 10; at++) history.change({ rows: [row({ id: `req_${at}` })] });
  {
    await using events = eventsOf(await headless.request(`/console/api/history/changes?after=${version}`));
    await events.next();
    const data = (await events.next())?.data;
    expect((data as Change).rows).toHaveLength(10);
  }
  history.change({});
  await using events = eventsOf(await headless.request(`/console/api/history/changes?after=${version}`));
  await events.next();
  const reset = await events.next();
  expect(reset).toMatchObject({ event: 'reset', data: { version: expect.stringMatching(/\.11$/) } });
  history.change({ rows: [row({ id: 'later' })] });
  expect(await events.next()).toMatchObject({ event: 'change', data: { rows: [{ id: 'later' }] } });
});

test.each(['other.3', 'nonsense', '', '-1'])(
  'the version %j, of another run or of none, is answered by reset',
  async (after) => {
    const history = new ScriptedHistory(page);
    for (let at = 0; at < 5; at++) history.change({});
    await using headless = await openHeadless({ history });
    await using events = eventsOf(await headless.request(`/console/api/history/changes?after=${after}`));
    await events.next();
    expect(await events.next()).toMatchObject({ event: 'reset', data: { version: expect.stringMatching(/\.5$/) } });
  },
);

test('a version that this run has not come to is answered by reset', async () => {
  const history = new ScriptedHistory(page);
  await using headless = await openHeadless({ history });
  const { version } = await (await headless.api.history.$get({ query: {} })).json();
  const ahead = version.replace(/\d+$/, '7');
  await using events = eventsOf(await headless.request(`/console/api/history/changes?after=${ahead}`));
  await events.next();
  expect(await events.next()).toMatchObject({ event: 'reset', data: { version } });
});

test('where it is not told which requests went, the list is to be asked for anew', async () => {
  const history = new ScriptedHistory();
  await using headless = await openHeadless({ history });
  await using events = eventsOf(await headless.request('/console/api/history/changes'));
  await events.next();
  history.change({ removed: 'all' });
  expect(await events.next()).toMatchObject({ event: 'reset' });
});

test('a request that was deleted and is there again is no deleted one', async () => {
  const history = new ScriptedHistory(page);
  await using headless = await openHeadless({ history });
  const { version } = await (await headless.api.history.$get({ query: {} })).json();
  history.change({ rows: [row()], removed: [] });
  history.change({ removed: ['req_1', 'req_2'] });
  history.change({ rows: [row({ id: 'req_2' })] });
  await using events = eventsOf(await headless.request(`/console/api/history/changes?after=${version}`));
  await events.next();
  const data = (await events.next())?.data;
  expect((data as Change).rows.map(({ id }) => id)).toEqual(['req_2']);
  expect((data as Change).removed).toEqual(['req_1']);
});

test('a reader that stops reading takes no memory: it gets one reset when it reads again', async () => {
  const history = new ScriptedHistory({}, 20);
  await using headless = await openHeadless({ history });
  const url = await headless.listen();
  const request = http.get(`${url}/console/api/history/changes`, { headers: headless.headers });
  const [answer] = (await once(request, 'response')) as [http.IncomingMessage];
  answer.pause();
  const before = process.memoryUsage().arrayBuffers;
  for (let at = 0; at < 3000; at++) {
    history.change({ rows: [row({ id: `req_${at}`, errorMessage: 'x'.repeat(100_000) })] });
    if (at % 50 === 0) await delay(20);
  }
  // 300 MB have changed; sockets and the one message on its way hold some megabytes of it.
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(60 * 1024 * 1024);
  let rest = '';
  answer.setEncoding('utf8').on('data', (piece: string) => {
    rest = (rest + piece).slice(-1000);
  });
  answer.resume();
  await until('the reader is told to ask anew', () => /event: reset\ndata: \{"version":"[^"]*\.3000"\}/.test(rest));
  history.change({ rows: [row({ id: 'later', errorMessage: null })] });
  await until('the stream goes on', () => rest.includes('"id":"later"'));
  request.destroy();
});

test('whoever leaves is told no more, and the stream ends with the program', async () => {
  const history = new ScriptedHistory();
  await using headless = await openHeadless({ history });
  const url = await headless.listen();
  const leaving = new AbortController();
  const { headers } = headless;
  const first = await fetch(`${url}/console/api/history/changes`, { headers, signal: leaving.signal });
  await eventsOf(first).next();
  await until('it listens', () => history.listeners === 1);
  leaving.abort();
  await until('nobody listens', () => history.listeners === 0);
  const second = eventsOf(await fetch(`${url}/console/api/history/changes`, { headers }));
  await second.next();
  await until('it listens', () => history.listeners === 1);
  headless.console.close();
  expect(await second.next()).toBeUndefined();
  expect(history.listeners).toBe(0);
});

test('a page that does not read does not keep the program from ending', async () => {
  const history = new ScriptedHistory();
  await using headless = await openHeadless({ history });
  const url = await headless.listen();
  const request = http.get(`${url}/console/api/history/changes`, { headers: headless.headers });
  const [answer] = (await once(request, 'response')) as [http.IncomingMessage];
  answer.pause().on('error', () => {});
  const closed = new Promise((resolve) => answer.once('close', resolve));
  for (let at = 0; at < 100; at++) history.change({ rows: [row({ id: `${at}`, errorMessage: 'x'.repeat(200_000) })] });
  await delay(300);
  const started = performance.now();
  headless.console.close();
  await headless.stopListening(10_000);
  expect(performance.now() - started).toBeLessThan(5000);
  answer.resume();
  await closed;
});

test('what the store cannot answer is the last event of a stream', async () => {
  await using headless = await openHeadless({ history: new ScriptedHistory({ rows: () => [row({ state: 'open' })] }) });
  await using events = eventsOf(await headless.request('/console/api/requests/req_1/follow'));
  expect(await events.next()).toMatchObject({
    event: 'error',
    data: { error: { type: 'api_error', message: 'Nothing is scripted for "events".' } },
  });
  expect(await events.next()).toBeUndefined();
});

test('an answer is followed event by event until it has ended', async () => {
  let state: 'open' | 'done' = 'open';
  const all = [0, 1, 2].map((index) => ({ index, at: index, type: 'ping', data: '{}' }));
  let come = 1;
  const history = new ScriptedHistory({
    rows: ([id]) => [row({ id: id ?? '', state })],
    events: (_, after) => all.slice(0, come).filter(({ index }) => index >= after),
  });
  await using headless = await openHeadless({ history });
  await using events = eventsOf(await headless.request('/console/api/requests/req_9/follow'));
  expect(await events.next()).toMatchObject({ event: 'events', data: { events: [{ index: 0 }] } });
  come = 3;
  expect(await events.next()).toMatchObject({ event: 'events', data: { events: [{ index: 1 }, { index: 2 }] } });
  state = 'done';
  expect(await events.next()).toMatchObject({ event: 'end', data: { row: { id: 'req_9', state: 'done' } } });
  expect(await events.next()).toBeUndefined();
});

test('changes are told over HTTP/2 as well', async () => {
  const history = new ScriptedHistory();
  await using headless = await openHeadless({ history });
  const client = http2.connect(await headless.listen());
  const stream = client.request({ ':path': '/console/api/history/changes', ...headless.headers });
  let text = '';
  stream.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  await until('it is ready', () => text.includes('event: ready'));
  history.change({ rows: [row({ id: 'over-http2' })] });
  await until('the change is told', () => text.includes('"id":"over-http2"'));
  client.close();
  headless.console.close();
});
