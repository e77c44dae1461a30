import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { openTestStore, type TestStore } from './store.ts';
import { assistant, SETTINGS, told, user } from './told.ts';

const START = Date.parse('2026-11-28T12:00:00Z');
const DAY_MS = 24 * 60 * 60_000;

/** Text that no other request says, as long as it must be for none of it to be a chance. */
function secretOf(name: string): string {
  return Array.from({ length: 200 }, (_, index) => `${name}secret${index}`).join(' ');
}

/** The file, log and all, as text. */
function onDisk({ file }: TestStore): string {
  return readFileSync(file, 'latin1') + readFileSync(`${file}-wal`, 'latin1');
}

function count({ db }: TestStore, table: string): number {
  return Number(db().prepare(`SELECT count(*) AS count FROM ${table}`).get()?.count);
}

const TABLES = ['requests', 'sessions', 'agents', 'parts', 'uses', 'holds', 'bodies', 'streams', 'ends'];

test('what is deleted is gone from the file: its words, its answer, its headers and its session', async () => {
  const store = openTestStore();
  const shared = user('A question that both ask, and that stays');
  for (const name of ['keep', 'drop']) {
    const messages = [shared, assistant('Yes'), user(`${name}word ${secretOf(name)}`)];
    const upstream = { messages, extra: `${name}upstream` };
    const begun = { session: `${name}session`, agent: `${name}agent` };
    const headers = { 'x-mine': `${name}header` };
    store.tell(told(`req_${name}`, { body: { messages }, upstream, answer: `${name}answer`, begun, headers }));
  }
  await store.ask('page', '', null, 1);
  store.db().exec('PRAGMA wal_checkpoint(FULL)');
  for (const word of ['req_', 'session', 'agent', 'header'])
    expect(onDisk(store)).toContain(`drop${word}`.replace('dropreq_', 'req_drop'));
  expect(await store.ask('remove', { ids: ['req_drop'] })).toBe(1);
  const left = onDisk(store);
  for (const word of [
    'req_drop',
    'dropsession',
    'dropagent',
    'dropheader',
    'dropword',
    'dropanswer',
    'dropsecret',
    'dropup',
  ]) {
    expect([word, left.includes(word)]).toEqual([word, false]);
  }
  expect((await store.ask('page', 'dropword', null, 10)).rows).toEqual([]);
  expect((await store.ask('page', 'keepsecret7', null, 10)).rows).toHaveLength(1);
  expect((await store.ask('detail', 'req_keep'))?.request).toEqual({
    messages: [shared, assistant('Yes'), user(`keepword ${secretOf('keep')}`)],
  });
});

test('a session goes with its requests, and all of them without a trace', async () => {
  const store = openTestStore();
  for (const session of ['one', 'two'])
    for (let index = 0; index < 40; index++) {
      const body = { messages: [user(`${session} ${index}`)] };
      store.tell(
        told(`req_${session}_${index}`, { body, upstream: body, answer: 'Yes', begun: { session, agent: 'a' } }),
      );
    }
  await store.ask('page', '', null, 1);
  const size = (await store.ask('health')).size;
  expect(await store.ask('remove', { session: 'one' })).toBe(40);
  expect((await store.ask('sessions', '', 10)).map(({ id }) => id)).toEqual(['two']);
  expect(await store.ask('remove', { all: true })).toBe(40);
  for (const table of TABLES) expect([table, count(store, table)]).toEqual([table, 0]);
  expect((await store.ask('health')).size).toBeLessThan(size);
});

test('what somebody who reads the file keeps from being gone is gone later', { timeout: 15_000 }, async () => {
  const store = openTestStore();
  store.tell(told('req_1', { body: { messages: [user('zebra')] } }));
  await store.ask('page', '', null, 1);
  const reader = new DatabaseSync(store.file, { readOnly: true });
  reader.exec('BEGIN');
  reader.prepare('SELECT * FROM requests').all();
  await store.ask('remove', { all: true });
  expect(onDisk(store)).toContain('zebra');
  reader.close();
  store.store.apply(SETTINGS);
  await expect.poll(() => onDisk(store).includes('zebra'), { timeout: 5000 }).toBe(false);
});

test('where the disk is too full to make the file smaller, what is deleted is told as gone, and the room comes later', async () => {
  const store = openTestStore();
  store.tell(told('req_1', { body: { messages: [user('zebra')] } }));
  await store.ask('page', '', null, 1);
  const db = store.db();
  const run = db.exec.bind(db);
  db.exec = (sql) => {
    if (sql.includes('vacuum')) throw Object.assign(new Error('database or disk is full'), { errcode: 13 });
    run(sql);
  };
  expect(await store.ask('remove', { all: true })).toBe(1);
  db.exec = run;
  store.store.apply(SETTINGS);
  await expect.poll(() => onDisk(store).includes('zebra'), { timeout: 5000 }).toBe(false);
});

test('a title goes with the request that gave it, and another one of the session takes its place', async () => {
  const store = openTestStore();
  const ask = (id: string, text: string, agent?: string) =>
    told(id, { body: { messages: [user(text)] }, begun: { session: 's1', agent } });
  store.tell([...ask('req_1', 'ownzebra'), ...ask('req_2', 'Second'), ...ask('req_3', 'agentzebra', 'a1')]);
  const sessions = async () => (await store.ask('sessions', '', 10)).map(({ title, agents }) => [title, agents.length]);
  expect(await sessions()).toEqual([['ownzebra', 1]]);
  await store.ask('remove', { ids: ['req_1', 'req_3'] });
  expect(await sessions()).toEqual([['Second', 0]]);
  expect(onDisk(store)).not.toContain('zebra');
});

test('pinned requests stay where all is deleted, and go where they are named', async () => {
  const store = openTestStore();
  store.tell([...told('req_1'), ...told('req_2')]);
  expect(await store.ask('pin', 'req_1', true)).toBe(true);
  expect(await store.ask('pin', 'req_none', true)).toBe(false);
  expect(await store.ask('remove', { all: true })).toBe(1);
  expect((await store.ask('page', '', null, 10)).rows.map(({ id, pinned }) => [id, pinned])).toEqual([['req_1', true]]);
  expect(await store.ask('remove', { ids: ['req_1', 'req_none'] })).toBe(1);
});

test('an open request that is deleted does not come back when it ends', async () => {
  const store = openTestStore();
  const news = told('req_1', { body: { messages: [user('Hello')] }, answer: 'Yes' });
  store.tell(news.slice(0, 3));
  await store.ask('remove', { ids: ['req_1'] });
  store.tell(news.slice(3));
  expect((await store.ask('page', '', null, 10)).rows).toEqual([]);
  for (const table of TABLES) expect([table, count(store, table)]).toEqual([table, 0]);
});

test('requests that are older than the settings say go by themselves, but for pinned ones', async () => {
  const store = openTestStore(undefined, { days: 7 });
  const now = Date.now();
  const ages = { req_old: 9, req_pinned: 20, req_new: 5 };
  for (const [id, days] of Object.entries(ages)) store.tell(told(id, { begun: { startedAt: now - days * DAY_MS } }));
  await store.ask('pin', 'req_pinned', true);
  await expect.poll(() => count(store, 'requests'), { timeout: 5000 }).toBe(2);
  expect((await store.ask('rows', Object.keys(ages))).map(({ id }) => id).sort()).toEqual(['req_new', 'req_pinned']);
  await expect.poll(() => store.changes.flatMap(({ removed }) => removed)).toEqual(['req_old']);
});

test('a store that is larger than the settings say loses its oldest requests', async () => {
  const store = openTestStore(undefined, { days: 1000, megabytes: 10 });
  let seed = 1;
  const noise = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed.toString(36);
  };
  for (let index = 0; index < 60; index++) {
    const text = Array.from({ length: 50_000 }, noise).join('');
    store.tell(told(`req_${index}`, { body: { messages: [user(text)] }, begun: { startedAt: START + index } }));
    await store.ask('page', '', null, 1);
  }
  await expect.poll(async () => (await store.ask('health')).size, { timeout: 10_000 }).toBeLessThan(10.5 * 1024 * 1024);
  const { rows } = await store.ask('page', '', null, 100);
  expect(rows.length).toBeGreaterThan(20);
  expect(rows[0]?.id).toBe('req_59');
  expect(rows.at(-1)?.id).toBe(`req_${60 - rows.length}`);
});

test('where bodies are off, or off for a client, figures alone are kept', async () => {
  const store = openTestStore(undefined, { withoutBodies: ['xcode'] });
  const given = { body: { messages: [user(secretOf('quiet'))] }, upstream: { messages: [] }, answer: 'quietanswer' };
  store.tell(told('req_quiet', { ...given, begun: { userAgent: 'Xcode/26.0' } }));
  store.tell(told('req_loud', { body: { messages: [user('Loud words')] } }));
  const [quiet, loud] = await store.ask('rows', ['req_quiet', 'req_loud']);
  expect(quiet).toMatchObject({ client: 'xcode', bodies: 'off', costMicros: 660, state: 'done' });
  expect(loud).toMatchObject({ bodies: 'kept' });
  expect(await store.ask('detail', 'req_quiet')).toMatchObject({
    request: null,
    response: null,
    clientRequest: { body: null, headers: {} },
  });
  store.db().exec('PRAGMA wal_checkpoint(FULL)');
  expect(onDisk(store)).not.toContain('quietsecret');
  expect(await store.ask('events', 'req_quiet', 0)).toEqual([]);
});
