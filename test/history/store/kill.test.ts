import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { newFile, openTestStore } from './store.ts';
import { eventsOf, user } from './told.ts';

const PROGRAM = fileURLToPath(new URL('./flood.ts', import.meta.url));

/** Runs the program until it has stored so many requests, and kills it. Gives back those that it said to have stored. */
async function killWhenDone(file: string, count: number): Promise<string[]> {
  const child = spawn(process.execPath, [PROGRAM, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = Promise.withResolvers<void>();
  child.once('close', () => ended.resolve());
  const done: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    done.push(line);
    if (done.length === count) child.kill('SIGKILL');
  }
  await ended.promise;
  expect(child.signalCode).toBe('SIGKILL');
  return done;
}

test('killed in the middle of 64 streams, the store opens: what had ended is whole, what had not is cut', async () => {
  const file = newFile();
  for (const count of [40, 150]) {
    const done = await killWhenDone(file, count);
    const store = openTestStore(file);
    expect(await store.ask('health')).toMatchObject({ state: 'ok', setAside: null });
    expect(store.db().prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    const { rows } = await store.ask('page', '', null, 10_000);
    expect(rows.filter(({ state }) => state === 'open')).toEqual([]);
    expect(rows.filter(({ state }) => state === 'cut').length).toBeGreaterThan(10);
    const whole = new Map(rows.filter(({ state }) => state === 'done').map((row) => [row.id, row]));
    for (const id of done) expect([id, whole.has(id)]).toEqual([id, true]);
    for (const id of [...whole.keys()].slice(0, 40)) {
      const detail = await store.ask('detail', id);
      expect(detail?.request).toEqual({ messages: [user(`Question ${id}`)] });
      expect(detail?.response).toMatchObject({ content: [{ type: 'text', text: 'word '.repeat(200) }] });
      expect(await store.ask('events', id, 0)).toHaveLength(eventsOf('word '.repeat(200)).length);
    }
    store.close();
  }
}, 60_000);
