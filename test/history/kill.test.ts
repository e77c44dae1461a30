import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventsOf } from '../../proxy/demo/events.ts';
import { openHistory } from '../../proxy/history/open.ts';
import { BodySide } from '../../proxy/history/store/bodies.ts';
import { openReadOnly } from '../../proxy/history/store/database.ts';
import { answer, helloText, message } from '../bedrock/scenarios.ts';
import { startStrictBedrock } from '../bedrock/strict.ts';
import { startAdit } from '../support/adit-process.ts';
import { HISTORY } from '../support/kept-road.ts';
import { question } from '../support/road.ts';

const STREAMS = 64;
const WHOLE = 20;

test('after a kill -9 in the middle of 64 streams, what had ended is whole and the rest is marked as cut', {
  timeout: 60_000,
}, async () => {
  const endless = Promise.withResolvers<void>();
  const long = message({ content: [{ type: 'text', text: 'Glück auf! '.repeat(50) }] });
  const bedrock = await startStrictBedrock();
  const home = mkdtempSync(join(tmpdir(), 'adit-killed-'));
  try {
    const adit = await startAdit({ home, env: bedrock.env });
    const headers = { 'content-type': 'application/json', 'x-api-key': adit.key };
    const post = (text: string) =>
      fetch(`${adit.url}/v1/messages`, {
        method: 'POST',
        headers,
        body: JSON.stringify(question({ stream: true, messages: [{ role: 'user', content: text }] })),
      });
    bedrock.scenario(answer());
    await Promise.all(Array.from({ length: WHOLE }, async (_, index) => (await post(`whole ${index}`)).text()));
    bedrock.scenario(async function* () {
      for (const event of eventsOf(long).slice(0, 8)) yield { event };
      await endless.promise;
    });
    const open = await Promise.all(Array.from({ length: STREAMS }, (_, index) => post(`cut ${index}`)));
    // What is told later than that is lost with the power.
    const file = join(home, 'history.db');
    await expect.poll(() => writtenTo(file), { timeout: 30_000 }).toBe(STREAMS + WHOLE);
    await adit.kill();
    await Promise.allSettled(open.map((response) => response.text()));

    const restarted = await startAdit({ home, env: bedrock.env });
    await restarted.stop();
    const kept = openHistory(file, { ...HISTORY, prices: {} });
    const { rows, total } = await kept.ask('page', '', null, 1000);
    expect(total).toBe(STREAMS + WHOLE);
    for (const [index, row] of [...rows].reverse().entries()) {
      const detail = await kept.ask('detail', row.id);
      if (index < WHOLE) {
        expect(row).toMatchObject({ state: 'done', status: 200, outputTokens: 7 });
        expect(detail?.response).toMatchObject({ content: [{ type: 'text', text: helloText }] });
      } else {
        expect(row).toMatchObject({ state: 'cut', model: 'claude-sonnet-4-6' });
        expect(detail?.request).toMatchObject({ model: 'claude-sonnet-4-6', stream: true });
      }
    }
    await kept.close();
  } finally {
    endless.resolve();
    await bedrock.close();
    rmSync(home, { recursive: true, force: true });
  }
});

/** How many requests another program has written so far, with what they ask for. */
function writtenTo(file: string): number {
  const db = openReadOnly(file);
  const found = db?.prepare('SELECT count(DISTINCT seq) AS count FROM bodies WHERE side = ?').get(BodySide.request);
  db?.close();
  return (found?.count as number | undefined) ?? 0;
}
