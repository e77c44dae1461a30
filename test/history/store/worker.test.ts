import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { HistoryChange } from '../../../proxy/history/changes.ts';
import type { Questions } from '../../../proxy/history/questions.ts';
import { WorkerHandle } from '../../../proxy/history/worker-handle.ts';
import type { RequestNews } from '../../../proxy/history/worker-messages.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { assistant, batchOf, eventsOf, SETTINGS, sizeOf, told, toldOpen, user } from './told.ts';

function startWorker(file = join(temporaryFolder(), 'home', 'history.db')) {
  const changes: HistoryChange[] = [];
  let stored = 0;
  const handle = new WorkerHandle(() => ({ file, settings: SETTINGS }), {
    onMessage: (message) => {
      if (message.kind === 'stored') stored += message.bytes;
      else changes.push(message.change);
    },
    onCrash: (error) => {
      throw error;
    },
  });
  return {
    file,
    handle,
    changes,
    stored: () => stored,
    tell: (news: RequestNews[]) => handle.post({ kind: 'news', news, bytes: sizeOf(news), lostBodies: 0 }),
    ask: <Name extends keyof Questions>(name: Name, ...args: Parameters<Questions[Name]>) =>
      handle.ask(name, args) as Promise<ReturnType<Questions[Name]>>,
  };
}

test('a request that has ended is kept with what was said, and read back as it was', async () => {
  const { tell, ask, handle, file, changes, stored } = startWorker();
  const body = `{"model":"claude-opus-5-5", "messages":[${JSON.stringify(user('What is a level?'))}],"stream":true}`;
  const news = told('req_1', {
    body,
    upstream: { messages: [user('What is a level?')] },
    answer: 'A tool with a bubble.',
  });
  tell(news);
  const { rows } = await ask('page', '', null, 10);
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({
    id: 'req_1',
    state: 'done',
    client: 'claude-code',
    costMicros: 660,
    upstreamMs: 20,
    durationMs: 101,
    bodies: 'kept',
  });
  const detail = await ask('detail', 'req_1');
  expect(detail?.clientRequest?.body).toBe(body);
  expect(detail?.response).toMatchObject({
    content: [{ type: 'text', text: 'A tool with a bubble.' }],
    stop_reason: 'end_turn',
  });
  expect(detail?.upstreamRequest?.start).toBe('POST https://bedrock-runtime.us-east-1.amazonaws.com/v1/messages');
  const events = await ask('events', 'req_1', 0);
  expect(events.map(({ type, data }) => ({ type, data }))).toEqual(eventsOf('A tool with a bubble.'));
  expect(events.map(({ at }) => at)).toEqual(events.map((_, index) => 30 + index * 10));
  await expect.poll(stored).toBe(sizeOf(news));
  await expect.poll(() => changes.flatMap(({ rows }) => rows.map(({ id }) => id))).toContain('req_1');
  for (const suffix of ['', '-wal', '-shm']) expect(statSync(file + suffix).mode & 0o777).toBe(0o600);
  expect(statSync(join(file, '..')).mode & 0o777).toBe(0o700);
  await handle.close();
});

test('an answer can be read while it streams', async () => {
  const { tell, ask, handle } = startWorker();
  const events = eventsOf('One two three four five six seven eight nine ten.');
  tell([
    ...toldOpen('req_1', { body: { messages: [user('Count')] } }),
    { kind: 'events', id: 'req_1', batch: batchOf(events.slice(0, 4)) },
  ]);
  expect(await ask('events', 'req_1', 2)).toHaveLength(2);
  expect(await ask('detail', 'req_1')).toMatchObject({
    row: { state: 'open', status: 0 },
    response: { content: [{ type: 'text', text: 'One two three four five six seven eight ' }] },
  });
  await handle.close();
});

test('what was open when the program ended is cut, with what had come', async () => {
  const first = startWorker();
  first.tell(toldOpen('req_1', { body: { messages: [user('Go on')] }, answer: 'As far as' }));
  await first.ask('health');
  await first.handle.close();
  const second = startWorker(first.file);
  expect(await second.ask('detail', 'req_1')).toMatchObject({
    row: { state: 'cut' },
    response: { content: [{ text: 'As far as' }] },
  });
  await second.handle.close();
});

test('requests without a session of their own are put where they go on from, each client and conversation apart', async () => {
  const { tell, ask, handle } = startWorker();
  const say = (id: string, ...messages: unknown[]) => tell(told(id, { body: { messages }, answer: `answer of ${id}` }));
  say('req_1', user('Hello'));
  say('req_2', user('Hello'), assistant('answer of req_1'), user('More'));
  say('req_3', user('Another'));
  say(
    'req_4',
    user('Hello'),
    assistant('answer of req_1'),
    user('More'),
    assistant('answer of req_2'),
    user('Still more'),
  );
  const { rows } = await ask('page', '', null, 10);
  const sessions = new Map(rows.map(({ id, session }) => [id, session]));
  expect(sessions.get('req_2')).toBe(sessions.get('req_1'));
  expect(sessions.get('req_4')).toBe(sessions.get('req_1'));
  expect(sessions.get('req_3')).not.toBe(sessions.get('req_1'));
  expect((await ask('detail', 'req_4'))?.previous).toBe('req_2');
  const list = await ask('sessions', '', 10);
  expect(list.map(({ title, requests }) => [title, requests])).toContainEqual(['Hello', 3]);
  await handle.close();
});

test('what is deleted is gone from the answers and told of', async () => {
  const { tell, ask, handle, changes } = startWorker();
  tell(told('req_1', { body: { messages: [user('One')] } }));
  tell(told('req_2', { body: { messages: [user('Two')] } }));
  expect(await ask('remove', { ids: ['req_1'] })).toBe(1);
  expect((await ask('page', '', null, 10)).rows.map(({ id }) => id)).toEqual(['req_2']);
  expect(await ask('detail', 'req_1')).toBeNull();
  await expect.poll(() => changes.flatMap(({ removed }) => removed)).toEqual(['req_1']);
  await handle.close();
});
