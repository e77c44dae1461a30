/** Part of `npm run bench:history`: what the history takes on disk, and of the worker's CPU. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SizeResult, storeSession } from './measure.ts';

const SHAPES = [
  { name: 'a session of 200 turns, 1 MB at last', turns: 200, lastBytes: 1_000_000 },
  { name: 'a session of 80 turns, 200 KB at last', turns: 80, lastBytes: 200_000 },
];

/** The first of it warms the program up. */
const WARM_UP = { name: '', turns: 60, lastBytes: 150_000 };

for (const { name, ...shape } of [WARM_UP, ...SHAPES]) {
  const folder = mkdtempSync(join(tmpdir(), 'adit-bench-'));
  try {
    const result = storeSession(folder, shape);
    if (name !== '') print(name, result);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function print(name: string, { last, file, tables, asked, ended }: SizeResult): void {
  console.log(`\n${name}`);
  row('last request', kilobytes(last));
  row('on disk', `${kilobytes(file)}, ${(file / last).toFixed(2)} times as much`);
  for (const [table, size] of tables) row(`  ${table}`, kilobytes(size));
  row('CPU of a request, both sides', cpuOf(asked));
  row('CPU of its end', cpuOf(ended));
}

/** Of the last requests, which are the largest. */
function cpuOf(all: readonly number[]): string {
  const last = all.slice(-20).sort((a, b) => a - b);
  return `${(last[10] ?? 0).toFixed(2)} ms (median of the last 20)`;
}

function row(label: string, value: string): void {
  console.log(`${label.padEnd(28)} ${value}`);
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(0)} KB`;
}
