import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { eventsOf } from '../../proxy/demo/events.ts';
import { helloText, message } from '../bedrock/scenarios.ts';
import { type StrictBedrock, startStrictBedrock } from '../bedrock/strict.ts';
import { Gate, liveEvents } from '../support/live.ts';
import { question, textOf, until } from '../support/road.ts';
import { ask, type Run, runAdit } from '../support/run-adit.ts';

/** Well below the ten seconds that open streams are given; what was asked last is stored meanwhile. */
const AT_ONCE_MS = 5000;

describe.concurrent('a program that is told to end', () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    test(`by ${signal} lets open streams finish, takes no new requests, and exits with 0`, async () => {
      await using scene = await openStream();
      const { run, gate, ready, stream } = scene;
      const { value: first } = await stream.next();
      run.child.kill(signal);
      await delay(100);
      expect(run.child.exitCode).toBeNull();
      await expect(fetch(`${ready.url}/api/hello`)).rejects.toThrow();
      for (let count = 0; count < 20; count++) gate.open();
      const events = [first, ...(await Array.fromAsync(stream))].filter((event) => event !== undefined);
      expect(textOf(events)).toBe(helloText);
      expect(events.at(-1)?.event).toBe('message_stop');
      const start = performance.now();
      expect(await run.ended).toEqual({ code: 0, signal: null });
      expect(performance.now() - start).toBeLessThan(AT_ONCE_MS);
      // What was asked before the end is in the log.
      expect(run.stderr()).toContain('"status":200');
    });
  }

  test('without open requests ends at once, though clients keep their connections', async () => {
    await using scene = await openStream();
    await (await fetch(`${scene.ready.url}/api/hello`)).text();
    for (let count = 0; count < 20; count++) scene.gate.open();
    await Array.fromAsync(scene.stream);
    scene.run.child.kill('SIGTERM');
    const start = performance.now();
    expect(await scene.run.ended).toEqual({ code: 0, signal: null });
    expect(performance.now() - start).toBeLessThan(AT_ONCE_MS);
  });

  test('twice does not wait for open streams', async () => {
    await using scene = await openStream();
    await scene.stream.next();
    scene.run.child.kill('SIGINT');
    await delay(100);
    scene.run.child.kill('SIGINT');
    expect(await scene.run.ended).toEqual({ code: 0, signal: null });
    await expect(Array.fromAsync(scene.stream)).rejects.toThrow();
  });

  test('cuts a stream that is still open after ten seconds, and ends its request to Bedrock', {
    timeout: 20_000,
  }, async () => {
    await using scene = await openStream();
    await scene.stream.next();
    const start = performance.now();
    scene.run.child.kill('SIGTERM');
    await expect(Array.fromAsync(scene.stream)).rejects.toThrow();
    const cutAfter = performance.now() - start;
    expect(cutAfter).toBeGreaterThan(9_500);
    expect(cutAfter).toBeLessThan(12_000);
    expect(await scene.run.ended).toEqual({ code: 0, signal: null });
    expect(scene.run.stderr()).toContain('"status":499');
    await until('Bedrock knows', () => scene.bedrock.stats.aborted === 1);
  });
});

/** An Adit with a stream that goes on by one event each time that the gate is opened. */
async function openStream() {
  const bedrock: StrictBedrock = await startStrictBedrock();
  const gate = new Gate();
  bedrock.scenario(async function* () {
    for (const event of eventsOf(message())) {
      yield { event };
      await gate.pass();
    }
  });
  const run: Run = runAdit(['serve', '--port', '0', '--json', '--log-format', 'json'], { env: bedrock.env });
  const ready = await run.ready();
  const stream = liveEvents(await ask(ready, question({ stream: true })));
  return {
    bedrock,
    gate,
    run,
    ready,
    stream,
    async [Symbol.asyncDispose]() {
      await run[Symbol.asyncDispose]();
      await bedrock.close();
    },
  };
}
