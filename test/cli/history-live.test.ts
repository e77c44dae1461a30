import { setTimeout as delay } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { aditSays, ask, runAdit } from '../support/run-adit.ts';

/** In milliseconds: the program is started again and again. */
vi.setConfig({ testTimeout: 60_000 });

const QUESTION = {
  model: 'claude-opus-4-8',
  max_tokens: 50,
  messages: [{ role: 'user', content: 'Where is the fox?' }],
};

/** What `adit history --json` finds, once there are so many. */
async function history(home: string, count: number, ...words: string[]): Promise<Record<string, unknown>[]> {
  for (;;) {
    const { stdout } = await aditSays(['history', ...words, '--json', '--home', home]);
    const lines = stdout.trim().split('\n').filter(Boolean);
    if (lines.length >= count) return lines.map((line) => JSON.parse(line));
    await delay(50);
  }
}

test('adit history and cost tell of an Adit that runs, and of one that was killed', async () => {
  const home = temporaryFolder();
  await using run = runAdit(['serve', '--demo', '--port', '0', '--json', '--home', home]);
  const ready = await run.ready();
  const answer = await ask(ready, QUESTION, { 'x-claude-code-session-id': 'my-session' });
  const message = await answer.json();
  const [row] = await history(home, 1);
  expect(row).toMatchObject({
    id: answer.headers.get('request-id'),
    session: 'my-session',
    model: 'claude-opus-4-8',
    served_model: 'us.anthropic.claude-opus-4-8',
    region: 'us-east-1',
    status: 200,
    stop_reason: 'end_turn',
    error: null,
  });
  expect(row?.cost_usd).toBeGreaterThan(0);
  expect((await ask(ready, { ...QUESTION, model: 'nobody', messages: [{ role: 'user', content: 'Hi' }] })).status).toBe(
    404,
  );
  expect(await history(home, 1, 'status:404')).toMatchObject([{ model: 'nobody', error: 'not_found_error' }]);
  run.child.kill('SIGKILL');
  await run.ended;
  const shown = await aditSays(['history', 'show', String(row?.id), '--json', '--home', home]);
  expect(JSON.parse(shown.stdout)).toMatchObject({ request: QUESTION, response: message });
  expect((await history(home, 1, 'fox')).map(({ id }) => id)).toEqual([row?.id]);
  const cost = await aditSays(['cost', '--by', 'session', '--json', '--home', home]);
  expect(JSON.parse(cost.stdout)).toMatchObject({
    group: 'my-session',
    title: 'Where is the fox?',
    cost_usd: row?.cost_usd,
  });
});
