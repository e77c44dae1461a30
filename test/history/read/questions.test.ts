import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { encodeFrame } from '../../../proxy/bedrock/event-stream/encode.ts';
import { createReaders } from '../../../proxy/history/read/questions.ts';
import type { Live } from '../../../proxy/history/store/live.ts';
import { FilledStore } from './filled.ts';
import { NOON } from './row-store.ts';

const HOUR = 3_600_000;

describe('pages', () => {
  test('go on from one another, newest first, and say how many there are', () => {
    using store = new FilledStore();
    for (let count = 0; count < 7; count++) store.add(count === 3 ? { client: 'xcode' } : {});
    const numbers = (query: string) => {
      const pages: string[][] = [];
      for (let before: number | null = null, isFirst = true; isFirst || before !== null; isFirst = false) {
        const page = store.readers.page(query, before, 3);
        expect(page.total).toBe(query === '' ? 7 : 6);
        pages.push(page.rows.map(({ id }) => id.replace('req_', '')));
        before = page.next;
      }
      return pages;
    };
    expect(numbers('')).toEqual([['7', '6', '5'], ['4', '3', '2'], ['1']]);
    expect(numbers('-client:xcode')).toEqual([
      ['7', '6', '5'],
      ['3', '2', '1'],
    ]);
  });

  test('are as new as the change feed, and have a row at least', () => {
    const live: Live = { version: 17, message: () => undefined, events: () => undefined };
    using store = new FilledStore({ live });
    store.add();
    store.add();
    expect(store.readers.page('', null, 0)).toMatchObject({ version: 17, total: 2, next: 2 });
    expect(store.readers.rows(['req_2', 'req_none', 'req_1']).map(({ id }) => id)).toEqual(['req_2', 'req_1']);
  });

  test('read rows as they were written', () => {
    using store = new FilledStore();
    const tries = [{ at: 5, model: 'm', region: 'r', surface: 'invoke', status: 429, error: 'ThrottlingException' }];
    store.add({ tries, notes: ['a', 'b'], tools: ['Bash'], pinned: true, cacheWrite1hTokens: 5 });
    expect(store.readers.page('', null, 1).rows[0]).toMatchObject({
      tries,
      notes: ['a', 'b'],
      tools: ['Bash'],
      pinned: true,
      stream: true,
      cacheWrite1hTokens: 5,
      startedAt: NOON + 1000,
      process: null,
    });
  });
});

describe('a request', () => {
  const events = [
    { at: 10, type: 'message_start', data: '{"type":"message_start"}' },
    { at: 30, type: 'message_stop', data: '{"type":"message_stop"}' },
  ];
  const asStream =
    'event: message_start\ndata: {"type":"message_start"}\n\nevent: message_stop\ndata: {"type":"message_stop"}\n\n';

  test('is told with what was said, on both sides of the wire', () => {
    using store = new FilledStore();
    const id = store.add({
      request: '{ "model": "opus" }',
      upstream: { anthropic_version: 'x' },
      answer: { content: [] },
      heads: {
        request: { start: '', headers: { host: '127.0.0.1:2348', 'x-api-key': '[redacted]' } },
        upstream: { start: 'POST https://bedrock-runtime.us-east-1.amazonaws.com/x', headers: { accept: 'y' } },
        answer: { start: '200', headers: { 'content-type': 'text/event-stream' } },
      },
      events,
      previous: 'req_0',
    });
    expect(store.readers.detail(id)).toMatchObject({
      request: { model: 'opus' },
      response: { content: [] },
      previous: 'req_0',
      clientRequest: {
        start: 'POST /v1/messages',
        headers: { 'x-api-key': '[redacted]' },
        body: '{ "model": "opus" }',
      },
      upstreamRequest: {
        start: 'POST https://bedrock-runtime.us-east-1.amazonaws.com/x',
        body: '{"anthropic_version":"x"}',
      },
      upstreamResponse: { start: '200', body: asStream },
      clientResponse: { start: '200', headers: { 'request-id': id }, body: asStream },
    });
    expect(store.readers.events(id, 1)).toEqual([{ index: 1, ...events[1] }]);
    expect(store.readers.events('req_none', 0)).toEqual([]);
    expect(store.readers.detail('req_none')).toBeNull();
  });

  test('that failed does not pass off what Adit said as what Bedrock said', () => {
    using store = new FilledStore();
    const heads = { answer: { start: '429', headers: {} } };
    const words = { type: 'error', error: { type: 'rate_limit_error' } };
    const silent = store.add({ status: 429, heads, answer: words });
    const told = store.add({
      status: 429,
      heads,
      answer: words,
      upstreamBytes: Buffer.from('{"message":"slow down"}'),
    });
    expect(store.readers.detail(silent)?.upstreamResponse).toEqual({ start: '429', headers: {}, body: null });
    expect(store.readers.detail(told)?.upstreamResponse?.body).toBe('{"message":"slow down"}');
    expect(store.readers.detail(told)?.clientResponse?.body).toBe(JSON.stringify(words));
  });

  test('has null for what is not kept', () => {
    using store = new FilledStore();
    const id = store.add({ bodies: 'off', state: 'open', status: 0 });
    expect(store.readers.detail(id)).toMatchObject({
      request: null,
      response: null,
      clientRequest: { headers: {}, body: null },
      upstreamRequest: null,
      upstreamResponse: null,
      clientResponse: null,
    });
  });

  test('whose client has another dialect shows what it got, and frames of AWS as events', () => {
    using store = new FilledStore();
    const frame = encodeFrame(
      { ':event-type': 'messageStart', ':message-type': 'event' },
      Buffer.from('{"role":"assistant"}'),
    );
    const id = store.add({
      dialect: 'chat',
      answer: {},
      clientBytes: Buffer.from('data: {"choices":[]}\n\n'),
      upstreamBytes: Buffer.concat([frame, Buffer.from('no frame at all')]),
      heads: { answer: { start: '200', headers: { 'content-type': 'application/vnd.amazon.eventstream' } } },
    });
    const { clientResponse, upstreamResponse } = store.readers.detail(id) ?? {};
    expect(clientResponse?.body).toBe('data: {"choices":[]}\n\n');
    expect(upstreamResponse?.body).toMatch(/^event: messageStart\ndata: \{"role":"assistant"\}\n\n: .*\n\n$/);
  });

  test('that is open is told as far as it has come', () => {
    const live: Live = {
      version: 1,
      message: (id) => (id === 'req_1' ? { content: ['so far'] } : undefined),
      events: (id, after) => (id === 'req_1' ? [{ index: after, at: 1, type: 'ping', data: '{}' }] : undefined),
    };
    using store = new FilledStore({ live });
    const id = store.add({ state: 'open', status: 0 });
    expect(store.readers.detail(id)?.response).toEqual({ content: ['so far'] });
    expect(store.readers.detail(id)?.clientResponse?.body).toBe('event: ping\ndata: {}\n\n');
    expect(store.readers.events(id, 4)).toEqual([{ index: 4, at: 1, type: 'ping', data: '{}' }]);
  });
});

describe('sessions', () => {
  test('are told with the figures of all their requests, the latest first', () => {
    using store = new FilledStore();
    store.session('old', { title: 'The old one', lastAt: NOON, project: '/p' });
    store.session('new', { client: 'xcode', lastAt: NOON + HOUR });
    store.add({ session: 'old', cacheReadTokens: 5, cacheWrite1hTokens: 7, cacheWrite5mTokens: 3 });
    store.add({ session: 'old', status: 500, error: 'api_error', costMicros: null, inputTokens: null });
    store.add({ session: 'old', costMicros: null });
    store.add({ session: 'old', state: 'cut', costMicros: null, inputTokens: null });
    store.add({ session: 'old', error: 'api_error', costMicros: null, inputTokens: null });
    store.add({ session: 'new', state: 'open', costMicros: null, status: 0 });
    store.add();
    const [first, second, ...rest] = store.readers.sessions('', 10);
    expect(rest).toEqual([]);
    expect(first).toMatchObject({ id: 'new', client: 'xcode', open: 1, errors: 0, costMicros: null, unpriced: 0 });
    expect(second).toEqual({
      id: 'old',
      client: 'claude-code',
      title: 'The old one',
      project: '/p',
      startedAt: NOON,
      lastAt: NOON,
      requests: 5,
      open: 0,
      errors: 3,
      inputTokens: 200,
      cacheReadTokens: 5,
      cacheWriteTokens: 10,
      outputTokens: 50,
      costMicros: 750,
      unpriced: 1,
      agents: [],
    });
    expect(store.readers.sessions('', 1).map(({ id }) => id)).toEqual(['new']);
    expect(store.readers.sessions('status:error', 10)).toMatchObject([{ id: 'old', requests: 5 }]);
    expect(store.readers.sessions('status:429', 10)).toEqual([]);
  });

  test('have their sub-agents, by what these were told to do', () => {
    using store = new FilledStore();
    store.add({ session: 's' });
    store.agent('s', 'a1', 'Find the file');
    store.add({ session: 's', agent: 'a1' });
    store.add({ session: 's', agent: 'a1' });
    store.add({ session: 's', agent: 'a2', parentAgent: 'a1', costMicros: null });
    expect(store.readers.sessions('', 1)[0]?.agents).toEqual([
      { agent: 'a1', parentAgent: null, title: 'Find the file', requests: 2, costMicros: 1500 },
      { agent: 'a2', parentAgent: 'a1', title: null, requests: 1, costMicros: null },
    ]);
  });
});

describe('costs', () => {
  test('are added up by day, model, client, session and project', () => {
    using store = new FilledStore();
    const day = (days: number) => new Date(2026, 10, 1 + days, 23, 59).getTime();
    store.session('s', { title: 'Title' });
    store.add({
      startedAt: day(0),
      costMicros: 5,
      savedMicros: 2,
      session: 's',
      cacheReadTokens: 4,
      cacheWrite1hTokens: 3,
    });
    store.add({ startedAt: day(0), costMicros: 7, savedMicros: -1, servedModel: 'global.anthropic.claude-opus-4-8' });
    store.add({ startedAt: day(1), costMicros: null, servedModel: 'unheard.of', project: '/p' });
    store.add({ startedAt: day(1), costMicros: 90, servedModel: 'arn:aws:bedrock:x', model: 'own', client: 'xcode' });
    // None of these cost anything.
    store.add({ inputTokens: null, costMicros: null });
    store.add({ kind: 'count', costMicros: null });
    store.add({ state: 'open', costMicros: null });
    const told = (by: 'day' | 'model' | 'client' | 'session' | 'project', query = '') =>
      store.readers
        .costs(by, query)
        .map(({ group, requests, costMicros, unpriced }) => [group, requests, costMicros, unpriced]);
    expect(told('day')).toEqual([
      ['2026-11-02', 2, 90, 1],
      ['2026-11-01', 2, 12, 0],
    ]);
    expect(told('model')).toEqual([
      ['own', 1, 90, 0],
      ['claude-opus-4-8', 2, 12, 0],
      ['unheard.of', 1, 0, 1],
    ]);
    expect(told('client')).toEqual([
      ['xcode', 1, 90, 0],
      ['claude-code', 3, 12, 1],
    ]);
    expect(told('project')).toEqual([
      ['', 3, 102, 0],
      ['/p', 1, 0, 1],
    ]);
    expect(told('day', 'client:xcode')).toEqual([['2026-11-02', 1, 90, 0]]);
    expect(store.readers.costs('session', 'since:2026-11-01 until:2026-11-01')).toMatchObject([
      { group: '', title: null, costMicros: 7, savedMicros: -1 },
      {
        group: 's',
        title: 'Title',
        inputTokens: 100,
        cacheReadTokens: 4,
        cacheWriteTokens: 3,
        outputTokens: 10,
        savedMicros: 2,
      },
    ]);
  });
});

test('a store that may only be read is read', () => {
  using store = new FilledStore();
  store.add({ words: ['fox'], session: 's' });
  using db = new DatabaseSync(store.file, { readOnly: true });
  const readers = createReaders(db, { version: 0, message: () => undefined, events: () => undefined });
  expect(readers.page('fox', null, 1).total).toBe(1);
  expect(readers.sessions('', 1).length).toBe(1);
});

test('how many there are is counted anew after each write, whoever wrote', () => {
  using store = new FilledStore();
  store.add();
  using other = new DatabaseSync(store.file);
  const total = () => store.readers.page('model:opus', null, 1).total;
  expect([total(), total()]).toEqual([1, 1]);
  store.add();
  expect(total()).toBe(2);
  other.exec('DELETE FROM requests WHERE seq = 1');
  expect(total()).toBe(1);
});
