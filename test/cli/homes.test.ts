import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Lesson } from '../../proxy/bedrock/lessons/lessons.ts';
import { type StrictBedrock, startStrictBedrock } from '../bedrock/strict.ts';
import { temporaryFolder } from '../support/folder.ts';
import { question } from '../support/road.ts';
import { aditSays, ask, type Run, runAdit } from '../support/run-adit.ts';

test('two programs on one home have one key, and do each other no harm', { timeout: 20_000 }, async () => {
  await using scene = await twoOnOneHome();
  const { home, bedrock, runs } = scene;
  const [one, two] = await Promise.all(runs.map((run) => run.ready()));
  if (!one || !two) throw new Error('There are two');
  expect(one.key).toBe(two.key);
  expect(one.url).not.toBe(two.url);

  // Each learns something of its own; the file that both keep stays whole.
  const answers = [
    await ask(one, question({ odd_one: 1 })),
    await ask(two, question({ odd_two: 1 })),
    await ask(one, question({ odd_three: 1 })),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  await expect.poll(() => lessonsOf(home).length, { timeout: 3000 }).toBeGreaterThan(0);

  // Forgetting reaches both.
  await new Promise((resolve) => setTimeout(resolve, 700));
  await aditSays(['lessons', '--clear', '--home', home]);
  await expect
    .poll(
      async () => {
        const before = bedrock.stats.total;
        await ask(one, question({ odd_one: 1 }));
        return bedrock.stats.total - before;
      },
      { timeout: 3000 },
    )
    .toBe(2);

  // One ends; the other goes on.
  runs[0]?.child.kill('SIGTERM');
  expect(await runs[0]?.ended).toEqual({ code: 0, signal: null });
  expect((await ask(two, question())).status).toBe(200);
  runs[1]?.child.kill('SIGTERM');
  expect(await runs[1]?.ended).toEqual({ code: 0, signal: null });
  for (const run of runs) expect(run.stderr()).not.toMatch(/adit:|Error/);
  // The lists of models come a moment after a start, and SQLite has files beside its own.
  const files = readdirSync(home).filter((file) => file !== 'models.json' && !/^history\.db./.test(file));
  expect(files.toSorted()).toEqual([
    'console-token',
    'history.db',
    'key',
    'key-use.json',
    'lessons.json',
    'spending.json',
  ]);
  expect(lessonsOf(home)).toBeInstanceOf(Array);
});

test('what one program learned is known to the next one on its home', async () => {
  await using scene = await twoOnOneHome();
  const [run] = scene.runs;
  const ready = await run?.ready();
  if (!run || !ready) throw new Error('There is one');
  await ask(ready, question({ odd_one: 1 }));
  run.child.kill('SIGTERM');
  await run.ended;
  expect(lessonsOf(scene.home)).toMatchObject([{ kind: 'field', subject: 'odd_one' }]);
  await using next = runAdit(['serve', '--port', '0', '--json', '--home', scene.home], { env: scene.bedrock.env });
  // The lists of models, which are asked for in the background, are no answers.
  const asked = () => scene.bedrock.stats.calls.filter(({ operation }) => !/^(list|get)-/.test(operation)).length;
  const before = asked();
  expect((await ask(await next.ready(), question({ odd_one: 1 }))).status).toBe(200);
  expect(asked() - before).toBe(1);
});

/** Two programs on one new home, and a Bedrock that refuses fields whose name begins with `odd_`. */
async function twoOnOneHome() {
  const home = join(temporaryFolder(), 'home');
  const bedrock: StrictBedrock = await startStrictBedrock({
    refuse({ body }) {
      const odd = Object.keys(body).find((name) => name.startsWith('odd_'));
      return odd
        ? { status: 400, type: 'ValidationException', message: `${odd}: Extra inputs are not permitted` }
        : undefined;
    },
  });
  const start = (): Run => runAdit(['serve', '--port', '0', '--json', '--home', home], { env: bedrock.env });
  const runs = [start(), start()];
  return {
    home,
    bedrock,
    runs,
    async [Symbol.asyncDispose]() {
      await Promise.all(runs.map((run) => run[Symbol.asyncDispose]()));
      await bedrock.close();
    },
  };
}

function lessonsOf(home: string): Lesson[] {
  try {
    return JSON.parse(readFileSync(join(home, 'lessons.json'), 'utf8')) as Lesson[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
