import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { keptHeaders } from '../../proxy/history/kept-headers.ts';
import { Recorder } from '../../proxy/history/recorder.ts';
import type { RequestNews, ToWorker } from '../../proxy/history/worker-messages.ts';
import { type Exchange, newExchange } from '../../proxy/log/exchange.ts';

type News = Extract<ToWorker, { kind: 'news' }>;

function begin(id: string, recorder: Recorder): Exchange {
  const exchange = newExchange(id, 'messages', new IncomingMessage(new Socket()));
  recorder.begin(exchange);
  return exchange;
}

/** A recorder, and what it posts; transferred buffers are taken away, as a thread would. */
function newRecorder(): { recorder: Recorder; posted: News[] } {
  const posted: News[] = [];
  const recorder = new Recorder((message, transfer) =>
    posted.push(structuredClone(message, { transfer: [...transfer] }) as News),
  );
  return { recorder, posted };
}

const all = (posted: News[]): readonly RequestNews[] => posted.flatMap(({ news }) => news);
const find = <Kind extends RequestNews['kind']>(posted: News[], kind: Kind) =>
  all(posted).filter((news) => news.kind === kind) as Extract<RequestNews, { kind: Kind }>[];

test('what is told of a request comes in its order, in one message, with the bytes that were given', () => {
  const { recorder, posted } = newRecorder();
  const exchange = begin('req_1', recorder);
  const { recording } = exchange;
  exchange.keyName = 'xcode';
  recording?.asked({ 'content-type': 'application/json' }, Buffer.from('{"model":"m"}'));
  recording?.sent(new URL('https://bedrock.example/model'), { authorization: 'AWS4 secret' }, Buffer.from('{}'));
  recording?.answered(200, { 'x-amzn-requestid': 'r' });
  recording?.event('message_start', Buffer.from('{"a":1}'));
  recording?.event('message_stop', Buffer.from('{"b":2}'));
  recorder.end(exchange);
  recorder.flush();
  expect(posted).toHaveLength(1);
  expect(all(posted).map(({ kind }) => kind)).toEqual([
    'begun',
    'asked',
    'figures',
    'sent',
    'answered',
    'figures',
    'events',
    'ended',
  ]);
  // The key is checked after the request has begun, and before its news go.
  expect(find(posted, 'begun')[0]?.begun.keyName).toBe('xcode');
  expect(Buffer.from(find(posted, 'asked')[0]?.body ?? []).toString()).toBe('{"model":"m"}');
  expect(find(posted, 'sent')[0]?.headers).toEqual({ authorization: '[redacted]' });
  const batch = find(posted, 'events')[0]?.batch;
  expect(Buffer.from(batch?.bytes ?? []).toString()).toBe('{"a":1}{"b":2}');
  expect(batch).toMatchObject({ lengths: [7, 7], types: ['message_start', 'message_stop'] });
  expect(posted[0]?.bytes).toBe('{"model":"m"}{}{"a":1}{"b":2}'.length);
});

test('pieces that share a buffer with others go without them', () => {
  const { recorder, posted } = newRecorder();
  const shared = Buffer.from('SECRETeventSECRET');
  begin('req_1', recorder).recording?.event('x', shared.subarray(6, 11));
  recorder.flush();
  const { bytes } = find(posted, 'events')[0]?.batch ?? {};
  expect([Buffer.from(bytes ?? []).toString(), bytes?.buffer.byteLength]).toEqual(['event', 5]);
  expect(shared.toString()).toBe('SECRETeventSECRET');
});

test('where the worker stores nothing, bodies are left out and counted, and every request is told', () => {
  const { recorder, posted } = newRecorder();
  const body = Buffer.alloc(8 * 1024 * 1024, 32);
  const ask = (id: string) => {
    const exchange = begin(id, recorder);
    exchange.recording?.asked({}, body);
    recorder.end(exchange);
  };
  for (let index = 0; index < 12; index++) ask(`req_${index}`);
  recorder.flush();
  expect(find(posted, 'begun')).toHaveLength(12);
  expect(find(posted, 'asked')).toHaveLength(8);
  const states = find(posted, 'ended').map(({ figures }) => figures.bodies);
  expect(states).toEqual([...Array(8).fill('kept'), ...Array(4).fill('lost')]);
  expect(posted.reduce((sum, { lostBodies }) => sum + lostBodies, 0)).toBe(4);
  // What is stored makes room.
  recorder.stored(16 * 1024 * 1024);
  ask('req_after');
  recorder.flush();
  expect(find(posted, 'asked')).toHaveLength(9);
});

test('a long stream goes on its way before it ends', async () => {
  const { recorder, posted } = newRecorder();
  const exchange = begin('req_1', recorder);
  exchange.recording?.event('content_block_delta', Buffer.from('{}'));
  await expect.poll(() => find(posted, 'events').length).toBe(1);
  exchange.recording?.event('content_block_delta', Buffer.from('{}'));
  await expect.poll(() => find(posted, 'events').length).toBe(2);
  // The figures so far are told once, and again at the end.
  expect(find(posted, 'figures')).toHaveLength(1);
});

test('header values are kept where their names say that they are no secret', () => {
  const secrets = {
    authorization: 'Bearer adit-1',
    'x-api-key': 'adit-1',
    'api-key': 'adit-1',
    cookie: 'a=b',
    'x-amz-security-token': 'token',
    'proxy-authorization': 'Basic x',
    'x-my-own-key': 'secret',
  };
  const told = { 'anthropic-beta': 'a,b', 'user-agent': 'claude-cli/2', 'X-Amz-Date': '20261128T000000Z' };
  const kept = keptHeaders({ ...secrets, ...told });
  expect(kept).toEqual({ ...Object.fromEntries(Object.keys(secrets).map((name) => [name, '[redacted]'])), ...told });
});
