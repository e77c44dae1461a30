import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import type { ExportFormat } from '../../../proxy/history/questions.ts';
import { FilledStore } from './filled.ts';
import { HarSchema } from './har-schema.ts';
import { NOON } from './row-store.ts';

/** All pieces of an export. */
function pieces(store: FilledStore, format: ExportFormat, query = ''): string[] {
  const texts: string[] = [];
  for (let after: number | null = null, isFirst = true; isFirst || after !== null; isFirst = false) {
    const { text, next } = store.readers.export(format, query, after);
    texts.push(text);
    after = next;
  }
  return texts;
}

function filled(): FilledStore {
  const store = new FilledStore();
  store.add({
    request: { model: 'opus', messages: [{ role: 'user', content: 'Grüße 世界' }] },
    answer: { content: [{ type: 'text', text: 'Hello' }] },
    heads: {
      request: {
        start: '',
        headers: { host: '127.0.0.1:2348', 'x-api-key': '[redacted]', 'content-type': 'application/json' },
      },
      upstream: { start: 'POST https://bedrock-runtime.us-east-1.amazonaws.com/x', headers: {} },
      answer: { start: '200', headers: {} },
    },
    events: [{ at: 10, type: 'ping', data: '{"type":"ping"}' }],
    tools: ['Bash', 'Read'],
  });
  store.add({
    status: 429,
    error: 'rate_limit_error',
    errorMessage: '=HYPERLINK("x"),\r\n"now"',
    costMicros: null,
    stream: false,
  });
  store.add({ state: 'cut', client: '@me', durationMs: null, firstEventMs: null, savedMicros: -2_000_000, status: 0 });
  store.add({ state: 'open', status: 0, durationMs: null, bodies: 'off', costMicros: null });
  return store;
}

describe('an export', () => {
  test('as HAR is one, oldest first, with the events of streams', () => {
    using store = filled();
    const har = JSON.parse(pieces(store, 'har').join(''));
    expect(v.safeParse(HarSchema, har).issues?.map((issue) => [v.getDotPath(issue), issue.message])).toBeUndefined();
    const [first, second] = har.log.entries;
    expect(har.log).toMatchObject({ creator: { name: 'Adit' } });
    expect(har.log.entries.length).toBe(4);
    expect(first).toMatchObject({
      startedDateTime: new Date(NOON + 1000).toISOString(),
      time: 1000,
      timings: { send: 0, wait: 300, receive: 700 },
      request: { method: 'POST', url: 'http://127.0.0.1:2348/v1/messages', postData: { mimeType: 'application/json' } },
      response: { status: 200, statusText: 'OK', content: { mimeType: 'text/event-stream' } },
      _events: [{ index: 0, at: 10, type: 'ping', data: '{"type":"ping"}' }],
      _figures: { id: 'req_1', cost_usd: 0.00075 },
      _upstream: { request: { start: 'POST https://bedrock-runtime.us-east-1.amazonaws.com/x' } },
    });
    expect(first.request.headers).toContainEqual({ name: 'x-api-key', value: '[redacted]' });
    expect(JSON.parse(first.request.postData.text).messages[0].content).toBe('Grüße 世界');
    expect(first.request.bodySize).toBe(Buffer.byteLength(first.request.postData.text));
    expect(second).toMatchObject({ response: { status: 429, _error: 'rate_limit_error' } });
  });

  test('as HAR of nothing is one, too', () => {
    using store = filled();
    const har = JSON.parse(pieces(store, 'har', 'client:nobody').join(''));
    expect(v.is(HarSchema, har)).toBe(true);
    expect(har.log.entries).toEqual([]);
  });

  test('as JSON lines has the figures and what was said, newest first', () => {
    using store = filled();
    const lines = pieces(store, 'jsonl')
      .join('')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ id, status }) => [id, status])).toEqual([
      ['req_4', 'open'],
      ['req_3', 'cut'],
      ['req_2', 429],
      ['req_1', 200],
    ]);
    expect(lines[3]).toMatchObject({
      started_at: new Date(NOON + 1000).toISOString(),
      input_tokens: 100,
      cache_write_tokens: 0,
      request: { model: 'opus' },
      response: { content: [{ type: 'text', text: 'Hello' }] },
    });
    expect(lines[0]).toMatchObject({ request: null, response: null, cost_usd: null });
    expect(lines[1]).toMatchObject({ saved_usd: -2 });
  });

  test('as CSV has a line for each, in which nothing is a formula', () => {
    using store = filled();
    const text = pieces(store, 'csv').join('');
    const [head, ...lines] = readCsv(text);
    expect(lines.length).toBe(4);
    expect(lines.every((line) => line.length === head?.length)).toBe(true);
    const cell = (line: number, name: string) => lines[line]?.[head?.indexOf(name) ?? -1];
    expect(cell(2, 'error_message')).toBe(`'=HYPERLINK("x"),\r\n"now"`);
    expect(cell(1, 'client')).toBe("'@me");
    expect(cell(1, 'saved_usd')).toBe('-2');
    expect(cell(3, 'tools')).toBe('Bash; Read');
    expect(cell(3, 'cost_usd')).toBe('0.00075');
    expect(cell(2, 'cost_usd')).toBe('');
  });

  test('comes in pieces of bounded size, which make up the same', () => {
    using store = new FilledStore();
    for (let count = 0; count < 8; count++) store.add({ request: { text: 'x'.repeat(300_000) } });
    const texts = pieces(store, 'jsonl');
    expect(texts.map(({ length }) => Math.round(length / 300_000))).toEqual([4, 4, 0]);
    expect(Math.max(...texts.map(({ length }) => length))).toBeLessThan(1_400_000);
    const ids = texts
      .join('')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).id);
    expect(ids).toEqual([8, 7, 6, 5, 4, 3, 2, 1].map((number) => `req_${number}`));
    expect(JSON.parse(pieces(store, 'har').join('')).log.entries.length).toBe(8);
  });

  test('has what matches alone', () => {
    using store = filled();
    expect(readCsv(pieces(store, 'csv', 'status:429').join('')).length).toBe(2);
    expect(() => store.readers.export('csv', 'nothing:here', null)).toThrow('no field "nothing"');
  });
});

/** Cells of a CSV text, as RFC 4180 has them. */
function readCsv(text: string): string[][] {
  const lines: string[][] = [[]];
  for (const [, quoted, bare = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,"\r\n]*))(,|\r\n)/g)) {
    lines.at(-1)?.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    if (end === '\r\n') lines.push([]);
  }
  return lines.slice(0, -1);
}
