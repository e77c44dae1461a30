import { expect, test } from 'vitest';
import { AditError } from '../../proxy/errors.ts';
import type { Questions } from '../../proxy/history/questions.ts';
import { openHeadless } from './headless.ts';
import { row, ScriptedHistory } from './scripted-history.ts';

const health = {
  state: 'ok',
  problem: null,
  lostBodies: 0,
  lostRequests: 0,
  size: 1,
  requests: 1,
  setAside: null,
} as const;

test('every question reaches the store as it was asked, and its answer comes back', async () => {
  const history = new ScriptedHistory({
    page: () => ({ rows: [row()], next: 7, total: 9, version: 0 }),
    sessions: () => [],
    costs: () => [],
    health: () => health,
    rows: (ids) => ids.map((id) => row({ id })),
    events: () => [{ index: 3, at: 5, type: 'ping', data: '{}' }],
    diff: (id, against) => ({ id, against, blocks: [], broken: null }),
    pin: () => true,
    remove: () => 2,
  });
  await using headless = await openHeadless({ history });
  const { history: lists, requests } = headless.api;
  const param = { id: 'req_1' };
  expect(await (await lists.$get({ query: {} })).json()).toMatchObject({ rows: [{ id: 'req_1' }], next: 7, total: 9 });
  await lists.$get({ query: { query: 'model:opus words', before: '7', limit: '50' } });
  await lists.sessions.$get({ query: { query: 'client:xcode', limit: '5' } });
  await lists.costs.$get({ query: { by: 'model', query: 'since:today' } });
  expect(await (await lists.health.$get()).json()).toEqual(health);
  const { rows } = await (await requests.$get({ query: { id: ['req_1', 'req_2'] } })).json();
  expect(rows.map(({ id }) => id)).toEqual(['req_1', 'req_2']);
  await requests.$get({ query: { id: 'req_3' } });
  expect(await (await requests[':id'].events.$get({ param, query: { after: '3' } })).json()).toEqual({
    events: [{ index: 3, at: 5, type: 'ping', data: '{}' }],
  });
  await requests[':id'].diff.$get({ param, query: {} });
  expect(await (await requests[':id'].diff.$get({ param, query: { against: 'req_0' } })).json()).toMatchObject({
    against: 'req_0',
  });
  expect(await (await requests[':id'].pin.$put({ param, json: { pinned: true } })).json()).toEqual({ pinned: true });
  for (const json of [{ ids: ['a', 'b'] }, { session: 'ses_1' }, { all: true }] as const) {
    expect(await (await lists.remove.$post({ json: json as { all: true } })).json()).toEqual({ removed: 2 });
  }
  expect(history.asked).toEqual([
    ['page', '', null, 100],
    ['page', 'model:opus words', 7, 50],
    ['sessions', 'client:xcode', 5],
    ['costs', 'model', 'since:today'],
    ['health'],
    ['rows', ['req_1', 'req_2']],
    ['rows', ['req_3']],
    ['events', 'req_1', 3],
    ['diff', 'req_1', null],
    ['diff', 'req_1', 'req_0'],
    ['pin', 'req_1', true],
    ['remove', { ids: ['a', 'b'] }],
    ['remove', { session: 'ses_1' }],
    ['remove', { all: true }],
  ]);
});

test('what cannot be asked is told in words, and the store is not troubled with it', async () => {
  const history = new ScriptedHistory();
  await using headless = await openHeadless({ history });
  const say = async (path: string, init?: RequestInit) => {
    const answer = await headless.request(`/console/api${path}`, init);
    return `${answer.status} ${((await answer.json()) as { error: { message: string } }).error.message}`;
  };
  const post = (body: string) => ({ method: 'POST', body });
  expect(await say('/history?limit=0')).toMatch(/^400 limit: /);
  expect(await say('/history?limit=1001')).toMatch(/^400 limit: /);
  expect(await say('/history?limit=ten')).toBe('400 limit: A whole number is expected.');
  expect(await say('/history?before=-1')).toBe('400 before: A whole number is expected.');
  expect(await say('/history/costs?by=colour')).toMatch(/^400 by: /);
  expect(await say('/history/export')).toMatch(/^400 format: /);
  expect(await say('/history/export?format=pdf')).toMatch(/^400 format: /);
  expect(await say('/requests/req_1/events?after=x')).toMatch(/^400 after: /);
  for (const body of ['{}', '{"all":false}', '{"ids":[]}', '{"ids":["a"],"all":true}', '[]', '{"session":""}']) {
    expect(await say('/history/remove', post(body)), body).toMatch(/^400 /);
  }
  expect(await say('/history/remove', post('{'))).toBe('400 The body is not JSON.');
  expect(await say('/requests/req_1/pin', { method: 'PUT', body: '{"pinned":"yes"}' })).toMatch(/^400 pinned: /);
  expect(await say('/nothing')).toMatch(/^404 /);
  expect(await say('/history', { method: 'DELETE' })).toMatch(/^404 /);
  expect(history.asked).toEqual([]);
});

test('the status does not wait for a store that is busy: it tells what was seen last', async () => {
  const { promise: never } = Promise.withResolvers<never>();
  const history = new ScriptedHistory({ health: () => health, costs: () => [] });
  await using headless = await openHeadless({ history });
  const status = async () => (await headless.api.status.$get()).json();
  expect(await status()).toMatchObject({ today: { requests: 0 }, history: health });
  history.ask = () => never;
  const started = performance.now();
  expect(await status()).toMatchObject({ today: { requests: 0 }, history: health });
  expect(await status()).toMatchObject({ history: health });
  expect(performance.now() - started).toBeLessThan(3000);
});

test('the status of a store that cannot be asked has nothing of it', async () => {
  await using headless = await openHeadless();
  expect(await (await headless.api.status.$get()).json()).toMatchObject({ on: true, today: null, history: null });
});

test('a body of more than 32 MB is refused before all of it has come', async () => {
  await using headless = await openHeadless();
  const url = await headless.listen();
  const answer = await fetch(`${url}/console/api/history/remove`, {
    method: 'POST',
    headers: headless.headers,
    body: JSON.stringify({ ids: ['x'.repeat(33 * 1024 * 1024)] }),
  });
  expect(answer.status).toBe(413);
  expect(await answer.json()).toMatchObject({ error: { message: 'The body has more than 32 MB.' } });
});

test('what the store says of a search that it cannot read is what the person is told', async () => {
  const fail = () => {
    throw new AditError('invalid_request_error', 'There is no field "colour".');
  };
  await using headless = await openHeadless({ history: new ScriptedHistory({ page: fail, export: fail }) });
  for (const path of ['/history?query=colour:red', '/history/export?format=csv&query=colour:red']) {
    const answer = await headless.request(`/console/api${path}`);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-disposition')).toBeNull();
    expect(await answer.json()).toMatchObject({ error: { message: 'There is no field "colour".' } });
  }
});

test('what is not in the history is 404', async () => {
  const history = new ScriptedHistory({ detail: () => null, diff: () => null, pin: () => false });
  await using headless = await openHeadless({ history });
  for (const [method, path] of [
    ['GET', ''],
    ['GET', '/diff'],
    ['GET', '/curl'],
    ['PUT', '/pin'],
    ['POST', '/estimate'],
    ['POST', '/replay'],
  ] as const) {
    const body = method === 'GET' ? {} : { body: path === '/pin' ? '{"pinned":true}' : '{}' };
    const answer = await headless.request(`/console/api/requests/req_1${path}`, { method, ...body });
    expect(answer.status, path).toBe(404);
    expect(await answer.json()).toMatchObject({ error: { message: expect.stringContaining('not in the history') } });
  }
});

test('an export is a file, which is read from the store piece by piece as it is taken', async () => {
  const pieces = Array.from({ length: 50 }, (_, at) => `${String(at).padStart(9, '0')}${'x'.repeat(100_000)}\n`);
  const history = new ScriptedHistory({ export: exportOf(pieces) });
  await using headless = await openHeadless({ history });
  const url = await headless.listen();
  const answer = await fetch(`${url}/console/api/history/export?format=jsonl&query=a`, { headers: headless.headers });
  expect(answer.headers.get('content-type')).toBe('application/jsonl');
  expect(answer.headers.get('content-disposition')).toMatch(
    /^attachment; filename="adit-history-\d{4}-\d\d-\d\d\.jsonl"$/,
  );
  expect(history.asked.length).toBeLessThan(50);
  expect(await answer.text()).toBe(pieces.join(''));
  expect(history.asked.slice(0, 2)).toEqual([
    ['export', 'jsonl', 'a', null],
    ['export', 'jsonl', 'a', 1],
  ]);
  expect(history.asked).toHaveLength(50);
});

test('an export that fails half way is cut off, and not taken for whole', async () => {
  const history = new ScriptedHistory({
    export: (format, query, after) => {
      if (after === 20) throw new AditError('api_error', 'The store is gone.');
      return exportOf(Array(30).fill('x'.repeat(100_000)))(format, query, after);
    },
  });
  await using headless = await openHeadless({ history });
  const url = await headless.listen();
  const answer = await fetch(`${url}/console/api/history/export?format=csv`, { headers: headless.headers });
  expect(answer.status).toBe(200);
  await expect(answer.text()).rejects.toThrow();
});

function exportOf(pieces: readonly string[]): Questions['export'] {
  return (_format, _query, after) => {
    const at = after ?? 0;
    return { text: pieces[at] ?? '', next: at + 1 < pieces.length ? at + 1 : null };
  };
}
