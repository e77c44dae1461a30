/** `npm run bench`: what Adit adds to a request, beside what any proxy must add. */

import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Child, startChild } from './child.ts';
import { MEASURES, measureAll, type Results, scaled } from './measures.ts';
import { HELP, readOptions } from './options.ts';
import { progress } from './progress.ts';
import { toMarkdown } from './report.ts';
import { measureStarts } from './starts.ts';
import { DEFINITIONS, type Subject, type Upstream } from './subjects.ts';
import { summarize } from './summary.ts';
import { peakMb, residentMb } from './usage.ts';
import { verify } from './verify.ts';

const PAGE = fileURLToPath(new URL('../../BENCHMARKS.md', import.meta.url));

/** How much is done: rounds that count, starts of each program, and the share of each load. */
const FULL = { rounds: 7, starts: 5, share: 1 };
const QUICK = { rounds: 2, starts: 1, share: 0.2 };

const options = readOptions(process.argv.slice(2));
if (options.help) console.log(HELP);
else await bench();

async function bench(): Promise<void> {
  const size = options.quick ? QUICK : FULL;
  const upstream = await startChild<Upstream>([fileURLToPath(new URL('./upstream.ts', import.meta.url))], {});
  try {
    const starts = await measureStarts(upstream.ready, size.starts);
    const { results, memory } = await withSubjects(upstream, (subjects) => measure(upstream.ready, subjects, size));
    const summary = summarize(results, starts, memory);
    const page = toMarkdown(summary, size.rounds, printedBy('size') + printedBy('lists'));
    if (options.json) await writeFile(options.json, `${JSON.stringify(summary, null, 2)}\n`);
    if (options.quick) console.log(page);
    else await writeFile(PAGE, page);
  } finally {
    await upstream.stop();
  }
}

/** What a benchmark of the history prints; one that misses its target says so in its lines. */
function printedBy(name: 'size' | 'lists'): string {
  const program = fileURLToPath(new URL(`./history/${name}.ts`, import.meta.url));
  progress(`the history: ${name}`);
  return spawnSync(process.execPath, [program], { encoding: 'utf8' }).stdout;
}

async function measure(upstream: Upstream, subjects: [string, Subject][], size: typeof FULL) {
  await verify(upstream, subjects);
  const idle = memoryOf(subjects, residentMb);
  const results: Results = new Map();
  const measures = MEASURES.map((each) => scaled(each, size.share));
  for (let round = 0; round <= size.rounds; round++) {
    // The first round warms the programs up and is thrown away.
    progress(round === 0 ? 'warming up' : `round ${round} of ${size.rounds}`);
    for (const each of measures) await measureAll(upstream, each, rotated(subjects, round), results);
    if (round === 0) results.clear();
  }
  return { results, memory: { idle, peak: memoryOf(subjects, peakMb) } };
}

async function withSubjects<T>(
  upstream: Child<Upstream>,
  work: (subjects: [string, Subject][]) => Promise<T>,
): Promise<T> {
  const subjects: [string, Subject][] = [];
  try {
    for (const { name, start } of DEFINITIONS) subjects.push([name, await start(upstream.ready)]);
    return await work(subjects);
  } finally {
    for (const [, subject] of subjects) await subject.stop();
  }
}

/** Each round begins with another subject, so that none is always the one that comes first. */
function rotated<T>(items: T[], by: number): T[] {
  const at = by % items.length;
  return [...items.slice(at), ...items.slice(0, at)];
}

function memoryOf(subjects: [string, Subject][], read: (pid: number) => number): Map<string, number> {
  return new Map(subjects.flatMap(([name, { pid }]) => (pid === undefined ? [] : [[name, read(pid)]])));
}
