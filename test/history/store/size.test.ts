import { expect, test } from 'vitest';
import { storeSession } from '../../bench/history/measure.ts';
import { temporaryFolder } from '../../support/folder.ts';

test('a session of 200 turns takes less than three times its last request of 1 MB', () => {
  const { last, file, tables } = storeSession(temporaryFolder(), { turns: 200, lastBytes: 1_000_000 });
  expect(last).toBeGreaterThan(950_000);
  expect(file / last).toBeLessThan(3);
  // All that counts is in it.
  for (const table of ['words', 'streams', 'bodies', 'parts']) expect(tables.get(table)).toBeGreaterThan(50_000);
}, 60_000);

test('a session that is twice as long takes about twice as much', () => {
  const size = (turns: number) => storeSession(temporaryFolder(), { turns, lastBytes: turns * 5000 }).file;
  expect(size(160) / size(80)).toBeLessThan(2.3);
}, 60_000);
