import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clearLessons, LESSON_FILE, openLessons, readLessons } from '../../proxy/routing/lesson-file.ts';
import { openHome } from '../../proxy/settings/home.ts';
import { openRoad, question, type Road } from '../support/road.ts';
import { serve } from '../support/served.ts';

const hour = 60 * 60 * 1000;
const body = question({ tomorrow: 1 });
const wrongLesson = { kind: 'field', subject: 'top_k' } as const;

/** Puts lessons into the home before the engine reads them. */
async function restartWith(road: Road, lessons: unknown): Promise<void> {
  await road.restart();
  writeFileSync(road.home.file(LESSON_FILE), typeof lessons === 'string' ? lessons : JSON.stringify(lessons));
  await road.restart();
}

test('lessons outlive the program, in a file that the person alone can read', async () => {
  await using road = await openRoad();
  expect((await serve(road, body)).calls).toHaveLength(2);
  await road.restart();
  expect(readLessons(road.home)).toMatchObject([{ target: 'sonnet-4-6 invoke', kind: 'field', subject: 'tomorrow' }]);
  expect(statSync(road.home.file(LESSON_FILE)).mode & 0o777).toBe(0o600);
  expect(await serve(road, body)).toMatchObject({ status: 200, refusals: [] });
});

test('lessons are saved a moment after they were learned, without an end of the program', async () => {
  await using road = await openRoad();
  await serve(road, body);
  expect(readLessons(road.home)).toEqual([]);
  await expect.poll(() => readLessons(road.home), { timeout: 2000 }).toHaveLength(1);
});

test('a lesson of yesterday is tried anew', async () => {
  await using road = await openRoad();
  const target = 'sonnet-4-6 invoke';
  for (const [age, kept] of [
    [23 * hour, true],
    [24 * hour, false],
  ] as const) {
    await restartWith(road, [{ target, ...wrongLesson, learned: Date.now() - age }]);
    const { sent, notes } = await serve(road, question({ top_k: 5 }));
    expect('top_k' in (sent?.body ?? {})).toBe(!kept);
    expect(notes).toEqual(kept ? ['top_k dropped: refused before'] : []);
  }
});

test('"adit lessons --clear" clears those of an Adit that is running', async () => {
  await using road = await openRoad();
  await serve(road, body);
  await expect.poll(() => readLessons(road.home), { timeout: 2000 }).toHaveLength(1);
  clearLessons(road.home);
  await expect.poll(async () => (await serve(road, body)).calls.length).toBe(2);
  // What is learned after that is kept again.
  await expect.poll(() => readLessons(road.home), { timeout: 2000 }).toHaveLength(1);
});

test('clearing right after a lesson was learned is not undone by its saving', async () => {
  await using road = await openRoad();
  await serve(road, body);
  clearLessons(road.home);
  await new Promise((resolve) => setTimeout(resolve, 800));
  expect(readLessons(road.home)).toEqual([]);
  expect((await serve(road, body)).calls).toHaveLength(2);
});

test.each(['', 'not JSON', '{}', '[{"target":7}]', '[{"target":"a","kind":"odd","subject":"","learned":1}]'])(
  'a file that cannot be read is as none: %j',
  async (text) => {
    await using road = await openRoad();
    await restartWith(road, text);
    expect(await serve(road, body)).toMatchObject({ status: 200, calls: [{}, {}] });
    await road.restart();
    expect(readLessons(road.home)).toHaveLength(1);
  },
);

test('a lesson that waits to be saved is saved at the end, unless the home is gone', () => {
  for (const gone of [false, true]) {
    const home = openHome(mkdtempSync(join(tmpdir(), 'adit-lessons-')), {});
    const { book, close } = openLessons(home);
    book.learn('opus-5 invoke', 'field', 'a');
    if (gone) rmSync(home.path, { recursive: true });
    close();
    expect(existsSync(home.file(LESSON_FILE))).toBe(!gone);
    if (!gone) expect(readLessons(home)).toMatchObject([{ target: 'opus-5 invoke', kind: 'field', subject: 'a' }]);
    rmSync(home.path, { recursive: true, force: true });
  }
});
