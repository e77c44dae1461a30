import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test, vi } from 'vitest';
import { openReadOnly } from '../../../proxy/history/store/database.ts';
import { VERSION } from '../../../proxy/history/store/migrations.ts';
import { newFile, openTestStore } from './store.ts';
import { bytesOf, FIGURES, told, toldOpen, user } from './told.ts';

const body = { messages: [user('What is a level?')] };

test('a damaged file is moved aside, and a new history begun', async () => {
  const file = newFile();
  writeFileSync(file, 'This is no database at all. '.repeat(400));
  const { tell, ask } = openTestStore(file);
  tell(told('req_1', { body }));
  expect((await ask('page', '', null, 10)).rows).toHaveLength(1);
  const health = await ask('health');
  expect(health).toMatchObject({ state: 'ok', problem: null });
  expect(health.setAside).toMatch(/history\.db\.corrupt-/);
  expect(readFileSync(String(health.setAside), 'utf8')).toContain('This is no database');
});

test('a file that turns out to be damaged later is moved aside, too, and what follows is kept', async () => {
  const first = openTestStore();
  for (let index = 0; index < 60; index++)
    first.tell(told(`req_${index}`, { body: { messages: [user(`Question ${index} ${'word '.repeat(400)}`)] } }));
  await first.ask('page', '', null, 1);
  first.close();
  const bytes = readFileSync(first.file);
  // All but the first pages, so that it opens.
  bytes.fill(0xaa, 4096 * 4);
  writeFileSync(first.file, bytes);
  const second = openTestStore(first.file);
  for (let index = 0; index < 3; index++) {
    second.tell(told(`req_new${index}`, { body }));
    await second.ask('page', '', null, 10).catch(() => {});
  }
  expect((await second.ask('health')).setAside).toMatch(/corrupt-/);
  second.tell(told('req_last', { body }));
  expect((await second.ask('page', '', null, 1)).rows[0]?.id).toBe('req_last');
});

test('a history of a newer Adit is left alone, and it is said why nothing is kept', async () => {
  const file = newFile();
  const db = new DatabaseSync(file);
  db.exec(`PRAGMA user_version = ${VERSION + 1}; CREATE TABLE future (a); INSERT INTO future VALUES (1)`);
  db.close();
  const before = readFileSync(file);
  const { tell, ask, close } = openTestStore(file);
  tell(told('req_1', { body }));
  expect(await ask('health')).toMatchObject({ state: 'failing', problem: expect.stringContaining('A newer Adit') });
  await expect(ask('page', '', null, 10)).rejects.toThrow('A newer Adit');
  close();
  const after = new DatabaseSync(file);
  expect(after.prepare('SELECT a FROM future').get()).toEqual({ a: 1 });
  after.close();
  expect(readFileSync(file).subarray(100)).toEqual(before.subarray(100));
  expect(() => openReadOnly(file)).toThrow('a newer Adit has written it');
});

test('on a full disk news wait, and it is said; when there is room again, they are written', async () => {
  const { tell, ask, stored, db, changes } = openTestStore();
  tell(told('req_1', { body }));
  await ask('page', '', null, 10);
  await expect.poll(stored).toBe(JSON.stringify(body).length);
  const limitPages = (count: number) => db().exec(`PRAGMA max_page_count = ${count}`);
  // As many pages as there are: SQLite says of the next one what it says of a full disk.
  limitPages(1);
  const words = Array.from({ length: 30_000 }, (_, index) => `word${(index * 7919) % 100_003}`).join(' ');
  tell(told('req_full', { body: { messages: [user(words)] } }));
  expect((await ask('page', '', null, 10)).rows.map(({ id }) => id)).toEqual(['req_1']);
  expect(await ask('health')).toMatchObject({ state: 'failing', problem: expect.stringContaining('The disk is full') });
  await expect.poll(() => changes.flatMap(({ health }) => health ?? []).at(-1)?.state).toBe('failing');
  expect(stored()).toBe(JSON.stringify(body).length);
  tell(told('req_after', { body: { messages: [user('After')] } }));
  limitPages(1_000_000);
  await expect.poll(async () => (await ask('health')).state, { timeout: 5000 }).toBe('ok');
  const rows = await ask('rows', ['req_full', 'req_after']);
  expect(rows.map(({ state }) => state)).toEqual(['done', 'done']);
  expect((await ask('detail', 'req_full'))?.request).toEqual({ messages: [user(words)] });
  await expect.poll(stored).toBeGreaterThan(words.length);
});

test('while another program holds the lock of the file, news wait', async () => {
  const { tell, ask, file, stored } = openTestStore();
  tell(told('req_1', { body }));
  await ask('page', '', null, 10);
  const other = new DatabaseSync(file);
  other.exec('BEGIN IMMEDIATE');
  tell(told('req_2', { body }));
  await expect(ask('page', '', null, 10)).resolves.toMatchObject({ rows: [{ id: 'req_1' }] });
  expect(await ask('health')).toMatchObject({ state: 'failing', problem: expect.stringContaining('locked') });
  other.exec('COMMIT');
  other.close();
  await expect.poll(async () => (await ask('health')).state, { timeout: 5000 }).toBe('ok');
  expect((await ask('page', '', null, 10)).rows.map(({ id }) => id)).toEqual(['req_2', 'req_1']);
  await expect.poll(stored).toBe(2 * JSON.stringify(body).length);
});

test('a second Adit on the same file shows what the first one keeps, says so, and keeps nothing', async () => {
  const first = openTestStore();
  first.tell(told('req_1', { body }));
  await first.ask('page', '', null, 10);
  const second = openTestStore(first.file);
  expect((await second.ask('page', '', null, 10)).rows.map(({ id }) => id)).toEqual(['req_1']);
  expect(await second.ask('health')).toMatchObject({
    state: 'failing',
    problem: expect.stringContaining('Another Adit'),
  });
  second.tell(told('req_2', { body }));
  await expect(second.ask('remove', { all: true })).rejects.toThrow('Another Adit');
  first.tell(told('req_3', { body }));
  expect((await first.ask('page', '', null, 10)).rows.map(({ id }) => id)).toEqual(['req_3', 'req_1']);
  expect((await second.ask('page', '', null, 10)).rows.map(({ id }) => id)).toEqual(['req_3', 'req_1']);
});

test('a folder that cannot be written is told, and nothing is thrown', async () => {
  const { tell, ask } = openTestStore('/proc/nowhere/history.db');
  tell(told('req_1', { body }));
  expect(await ask('health')).toMatchObject({ state: 'failing', problem: expect.stringContaining('/proc/nowhere') });
  await expect(ask('page', '', null, 10)).rejects.toThrow('/proc/nowhere');
});

test('news that make no sense cost nobody anything', async () => {
  const { tell, ask } = openTestStore();
  tell([{ kind: 'ended', id: 'req_never', figures: FIGURES }]);
  const deep = `{"messages":[{"role":"user","content":${'['.repeat(50_000)}${']'.repeat(50_000)}}]}`;
  for (const [index, text] of [
    '',
    '{',
    'null',
    '[1,2]',
    '{"messages":[{"role":3}',
    '{"messages":[1,"a",null]}',
    '{"messages":{}}',
    deep,
    '\u0000\u0001',
  ].entries()) {
    tell(told(`req_${index}`, { body: text, answer: 'x' }));
  }
  tell([
    ...toldOpen('req_x'),
    { kind: 'events', id: 'req_x', batch: { bytes: bytesOf('{{{'), lengths: [3], at: [1], types: ['message_start'] } },
  ]);
  const { rows } = await ask('page', '', null, 20);
  expect(rows).toHaveLength(10);
  for (const { id } of rows) expect(await ask('detail', id)).toMatchObject({ row: { id } });
});

test('a request by a name that there is already costs nobody else anything, and is counted', async () => {
  const { tell, ask, changes } = openTestStore();
  tell(told('req_1', { body }));
  tell([...told('req_2', { body }).slice(0, 2)]);
  await ask('page', '', null, 10);
  tell([...told('req_1', { body }), ...told('req_3', { body })]);
  expect((await ask('page', '', null, 10)).rows.map(({ id }) => id)).toEqual(['req_3', 'req_2', 'req_1']);
  expect(await ask('health')).toMatchObject({ state: 'ok', lostRequests: 1 });
  await expect.poll(() => changes.flatMap(({ health }) => health?.lostRequests ?? []).at(-1)).toBe(1);
});

test('a file that is deleted while it is written to is begun anew, and what was in it is not made up for', async () => {
  const { tell, ask, file } = openTestStore();
  tell(told('req_1', { body }));
  await ask('page', '', null, 10);
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix);
  tell(told('req_2', { body }));
  await ask('page', '', null, 10);
  expect(await ask('health')).toMatchObject({ state: 'ok', lostRequests: 1 });
  tell(told('req_3', { body }));
  expect((await ask('page', '', null, 10)).rows.map(({ id }) => id)).toEqual(['req_3']);
  expect(existsSync(file)).toBe(true);
});

test('a folder in the place of the file is told, and counted is what is lost by it', async () => {
  const { tell, ask, file } = openTestStore();
  tell(told('req_1', { body }));
  await ask('page', '', null, 10);
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix);
  mkdirSync(file);
  expect(await ask('health')).toMatchObject({ state: 'failing', problem: expect.stringContaining(file) });
  tell([...told('req_2', { body }), ...told('req_3', { body })]);
  await expect(ask('page', '', null, 10)).rejects.toThrow(file);
  expect((await ask('health')).lostRequests).toBe(2);
});

test.each([0, 4096, 5000])('a file that is cut to %i bytes while it is written to is moved aside', async (size) => {
  const { tell, ask, file, db } = openTestStore();
  for (let index = 0; index < 60; index++)
    tell(told(`req_${index}`, { body: { messages: [user(`Question ${index} ${'word '.repeat(400)}`)] } }));
  await ask('page', '', null, 1);
  db().exec('PRAGMA wal_checkpoint(TRUNCATE)');
  truncateSync(file, size);
  let count = 0;
  const isKept = async () => {
    tell(told(`req_new${++count}`, { body }));
    const rows = await ask('rows', [`req_new${count}`]).catch(() => []);
    return rows.length === 1 && (await ask('health')).state === 'ok';
  };
  await expect.poll(isKept, { timeout: 8000 }).toBe(true);
});

test('a clock that is set back holds up no change', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    const { tell, changes } = openTestStore();
    const names = () => changes.flatMap(({ rows }) => rows.map(({ id }) => id));
    tell(told('req_1', { body }));
    await expect.poll(names).toContain('req_1');
    vi.setSystemTime(Date.now() - 3_600_000);
    tell(told('req_2', { body }));
    await expect.poll(names, { timeout: 2000 }).toContain('req_2');
  } finally {
    vi.useRealTimers();
  }
});

test('no part of the store is readable for others, and nothing else is left in its folder', async () => {
  const { file, tell, ask, close } = openTestStore();
  tell(told('req_1', { body }));
  await ask('page', '', null, 10);
  close();
  expect(readdirSync(dirname(file)).sort()).toEqual(['history.db', 'history.db.lock']);
});
