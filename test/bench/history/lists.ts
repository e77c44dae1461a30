/**
 * How long the lists of a history of 50,000 requests take: what the screens ask for while a person scrolls and types. Fails
 * where one takes longer than it may.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readers } from '../../../proxy/history/read/questions.ts';
import { RowStore } from '../../history/read/row-store.ts';
import { median } from '../statistics.ts';

const REQUESTS = 50_000;
const PER_SESSION = 50;

/** What a list may take, and what sums of all requests may, in milliseconds. */
const LIST_MS = 50;
const SUM_MS = 200;
const RUNS = 15;

type Question = readonly [name: string, ask: (readers: Readers) => unknown];

const LISTS: readonly Question[] = [
  ['first page', (readers) => readers.page('', null, 100)],
  ['page in the middle', (readers) => readers.page('', REQUESTS / 2, 100)],
  ['last page', (readers) => readers.page('', 50, 100)],
  ['by model', (readers) => readers.page('model:opus', null, 100)],
  ['by tool', (readers) => readers.page('tool:Bash', null, 100)],
  ['by tool, none', (readers) => readers.page('tool:Nothing', null, 100)],
  ['errors that cost', (readers) => readers.page('status:error cost>0.01', null, 100)],
  ['since a day ago', (readers) => readers.page('since:24h', null, 100)],
  ['one session', (readers) => readers.page('session:ses_17 ', null, 100)],
  ['a word that is everywhere', (readers) => readers.page('alpha', null, 100)],
  ['a rare word', (readers) => readers.page('w17x', null, 100)],
  ['a phrase', (readers) => readers.page('"alpha w20x"', null, 100)],
  ['words and fields', (readers) => readers.page('alpha model:sonnet -status:error', null, 100)],
  ['sessions', (readers) => readers.sessions('', 100)],
  ['sessions with errors', (readers) => readers.sessions('status:error', 100)],
];

const SUMS: readonly Question[] = [
  ['costs by day', (readers) => readers.costs('day', '')],
  ['costs by model', (readers) => readers.costs('model', '')],
  ['costs by session', (readers) => readers.costs('session', '')],
];

const folder = mkdtempSync(join(tmpdir(), 'adit-lists-'));
try {
  const file = join(folder, 'history.db');
  using store = new RowStore(file);
  fill(store);
  console.log(`${REQUESTS} requests, ${Math.round(statSync(file).size / 1024 / 1024)} MB\n`);
  console.log(`${'question'.padEnd(28)} first ms median ms    max ms`);
  for (const [name, ask] of LISTS) report(name, measure(store.readers, ask), LIST_MS);
  for (const [name, ask] of SUMS) report(name, measure(store.readers, ask), SUM_MS);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function measure(readers: Readers, ask: (readers: Readers) => unknown): number[] {
  return Array.from({ length: RUNS }, () => {
    const start = performance.now();
    ask(readers);
    return performance.now() - start;
  });
}

/** The first time is told apart: what is asked again while nothing was written is not counted anew. */
function report(name: string, times: number[], limit: number): void {
  const [first = 0] = times;
  const middle = median(times);
  const isLate = middle > limit;
  if (isLate) process.exitCode = 1;
  const figures = [first, middle, Math.max(...times)].map((ms) => ms.toFixed(1).padStart(9));
  console.log(`${name.padEnd(28)} ${figures.join(' ')}${isLate ? `  more than ${limit} ms` : ''}`);
}

/** Sessions one after another over thirty days, of two models, with an error now and then; each request brings some words. */
function fill(store: RowStore): void {
  const start = Date.now() - 30 * 86_400_000;
  store.db.exec('BEGIN');
  for (let at = 0; at < REQUESTS; at++) {
    const session = `ses_${Math.floor(at / PER_SESSION)}`;
    const startedAt = start + Math.floor((at / REQUESTS) * 30 * 86_400_000);
    if (at % PER_SESSION === 0)
      store.session(session, { title: `Session ${at}`, startedAt, lastAt: startedAt + 60_000 });
    const isSonnet = at % 3 === 0;
    store.add({
      startedAt,
      session,
      ...(isSonnet ? { model: 'claude-sonnet-5', servedModel: 'us.anthropic.claude-sonnet-5' } : {}),
      ...(at % 20 === 0 ? { status: 429, error: 'rate_limit_error', errorMessage: 'Too many tokens' } : {}),
      ...(at % PER_SESSION > 40 ? { agent: `agent_${session}` } : {}),
      tools: at % 2 === 0 ? ['Bash', 'Read'] : ['Edit'],
      notes: ['cache breakpoints set by Adit: 2'],
      costMicros: (at % 100) * 1000,
      words: [`alpha w${at % 5000}x ${filler(at)}`],
    });
  }
  store.db.exec('COMMIT');
  store.db.exec('ANALYZE');
}

function filler(seed: number): string {
  return Array.from({ length: 80 }, (_, at) => `term${(seed * 31 + at * at * 7) % 20_000}`).join(' ');
}
