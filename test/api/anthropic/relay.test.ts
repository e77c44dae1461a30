import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { eventsOf } from '../../../proxy/demo/events.ts';
import { answer, message, type Scenario } from '../../bedrock/scenarios.ts';
import { allEvents, Gate, liveEvents, MODELS, WIRES } from '../../support/live.ts';
import { openRoad, question, textOf, until } from '../../support/road.ts';

const LONG = message({ content: [{ type: 'text', text: 'Glück auf! '.repeat(30) }] });

describe.each(WIRES)('on %s', (wire) => {
  const ask = question({ model: MODELS[wire], stream: true });

  test('no event is held back: each is with the client before Bedrock sends the next', async () => {
    await using road = await openRoad();
    const gate = new Gate();
    road.bedrock.scenario(async function* () {
      for (const event of eventsOf(LONG)) {
        yield { event };
        await gate.pass();
      }
    });
    const seen: string[] = [];
    for await (const { event } of liveEvents(await road.post(ask))) {
      seen.push(event);
      gate.open();
    }
    expect(seen).toEqual(eventsOf(LONG).map(({ type }) => type));
  });

  test('events reach the client as Bedrock wrote them', async () => {
    await using road = await openRoad({ scenario: answer(LONG) });
    const events = await allEvents(await road.post(ask));
    const metrics = expect.objectContaining({ type: 'message_stop' });
    const written = eventsOf(LONG).map((event) => (event.type === 'message_stop' ? metrics : event));
    expect(events.map(({ data }) => data)).toEqual(written);
  });

  test('message_stop ends the answer, though Bedrock keeps the connection open', async () => {
    await using road = await openRoad();
    const gate = new Gate();
    road.bedrock.scenario(async function* () {
      yield* eventsOf(LONG).map((event) => ({ event }));
      await gate.pass();
    });
    const events = await allEvents(await road.post(ask));
    expect(events.at(-1)?.event).toBe('message_stop');
    expect(road.bedrock.stats).toMatchObject({ open: 1, aborted: 0 });
    expect(road.exchanges).toMatchObject([{ status: 200 }]);
    gate.open();
    await until('the request to Bedrock is over', () => road.bedrock.stats.completed === 1);
  });

  test('a client that does not read stops Bedrock, and gets everything once it reads', async () => {
    await using road = await openRoad();
    const total = 1500;
    let sent = 0;
    road.bedrock.scenario(function* () {
      for (const event of eventsOf(message())) {
        yield { event };
        if (event.type !== 'content_block_start') continue;
        for (sent = 0; sent < total; sent++) yield { event: delta(`${sent} `.padEnd(65_536, 'x')) };
      }
    });
    const response = await road.post(ask);
    const before = memory();
    await standsStill(() => sent);
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThan(total / 2);
    // What fills up on the way is the kernel's; the proxy itself and both ends, which are in this process, hold little.
    expect(memory() - before).toBeLessThan(24 * 1024 * 1024);
    let count = 0;
    for await (const { event, data } of liveEvents(response)) {
      const { text = '' } = (data.delta ?? {}) as { text?: string };
      if (event !== 'content_block_delta' || text.length < 65_536) continue;
      expect(Number.parseInt(text, 10)).toBe(count++);
    }
    expect(count).toBe(total);
  });

  test('64 streams at once stay apart', async () => {
    await using road = await openRoad({ scenario: echo(() => road.bedrock.stats.total >= 64) });
    const answers = await Promise.all(
      Array.from({ length: 64 }, async (_, index) => {
        const word = `<${index}>`;
        const response = await road.post({ ...ask, messages: [{ role: 'user', content: word }] });
        return { word, text: textOf(await allEvents(response)) };
      }),
    );
    for (const { word, text } of answers) expect(text).toBe(word.repeat(20));
    expect(new Set(road.exchanges.map(({ id }) => id)).size).toBe(64);
  });

  test('kept connections are used again', async () => {
    await using road = await openRoad({ scenario: answer(LONG) });
    for (let round = 0; round < 10; round++) {
      expect(await allEvents(await road.post(ask))).not.toEqual([]);
      expect((await road.post({ ...ask, stream: false })).status).toBe(200);
    }
    // The next request may come before the last bytes of the answer before, which end its transfer: then there are two.
    expect(road.bedrock.stats.socketsOpened).toBeLessThanOrEqual(2);
  });

  test('after 16 at once, 16 more need no new connections', async () => {
    await using road = await openRoad();
    for (const round of [1, 2]) {
      road.bedrock.scenario(echo(() => road.bedrock.stats.total >= 16 * round));
      await Promise.all(Array.from({ length: 16 }, async () => allEvents(await road.post(ask))));
      await until('all are over', () => road.bedrock.stats.open === 0);
      expect(road.bedrock.stats.socketsOpened).toBe(16);
    }
  });
});

/** Repeats the question's words 20 times, once `starts` holds, each piece after a moment of its own. */
function echo(starts: () => boolean): Scenario {
  return async function* (call) {
    await until('all have come', starts);
    const [{ content: word }] = call.body.messages as [{ content: string }];
    for (const event of eventsOf(message({ content: [] }))) {
      if (event.type === 'message_delta') {
        yield { event: { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } } };
        for (let piece = 0; piece < 20; piece++) {
          yield { event: delta(word) };
          if (Math.random() < 0.3) yield { wait: Math.random() * 4 };
        }
        yield { event: { type: 'content_block_stop', index: 0 } };
      }
      yield { event };
    }
  };
}

function delta(text: string): Record<string, unknown> {
  return { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } };
}

/** Resolves when a figure has not changed for a tenth of a second. */
async function standsStill(figure: () => number): Promise<void> {
  for (let last = -1; last !== figure(); ) {
    last = figure();
    await delay(100);
  }
}

/** Bytes in use, garbage not counted. */
function memory(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
