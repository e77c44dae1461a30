import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { failures, type Scenario, silence, slowStart } from '../../bedrock/scenarios.ts';
import { liveEvents, MODELS, WIRES } from '../../support/live.ts';
import { openRoad, question, type Road, until } from '../../support/road.ts';

/** Longer than any test waits. */
const FOREVER = 60_000;

/** How soon Bedrock has to know that the client is gone, in milliseconds: peers took more than 1.5 s, or never told. */
const AT_ONCE = 100;

// A machine that is busy with other tests may be late once.
describe.each(WIRES)('a client that leaves ends the request to %s at once', { retry: 2 }, (wire) => {
  const model = MODELS[wire];

  test('in the middle of a stream', async () => {
    await using road = await openRoad({ scenario: silence(FOREVER, 3) });
    const { response, leave } = await ask(road, question({ model, stream: true }));
    for await (const { event } of liveEvents(await response)) if (event === 'content_block_delta') break;
    leave();
    await expectAborted(road);
  });

  test('before the first byte of a stream', async () => {
    await leavesBeforeAnswer(question({ model, stream: true }), slowStart(FOREVER));
  });

  test('before the first event of a stream whose head has come', async () => {
    await leavesBeforeAnswer(question({ model, stream: true }), function* () {
      yield { raw: Buffer.alloc(0) };
      yield { wait: FOREVER };
    });
  });

  test('before an answer that is not streamed', async () => {
    await leavesBeforeAnswer(question({ model }), slowStart(FOREVER));
  });

  test('while it gets nothing but pings', async () => {
    await using road = await openRoad({ scenario: slowStart(FOREVER), times: { pingAfterMs: 20 } });
    const { response, leave } = await ask(road, question({ model, stream: true }));
    for await (const { event } of liveEvents(await response)) if (event === 'ping') break;
    leave();
    await expectAborted(road);
  });

  test('while Adit waits to try again, so that nothing is sent anew', async () => {
    await using road = await openRoad({ scenario: failures(1, 500, 'InternalServerException', 'Try again') });
    const { leave } = await ask(road, question({ model, stream: true }));
    await until('Bedrock has failed', () => road.bedrock.stats.completed === 1);
    leave();
    await delay(400);
    expect(road.bedrock.stats.total).toBe(1);
    expect(road.exchanges).toMatchObject([{ status: 499 }]);
  });
});

test('a client that leaves after its answer aborts nothing', async () => {
  await using road = await openRoad();
  const { response, leave } = await ask(road, question({ stream: true }));
  await (await response).text();
  leave();
  await until('Bedrock is done', () => road.bedrock.stats.completed === 1);
  expect(road.bedrock.stats.aborted).toBe(0);
  expect(road.exchanges).toMatchObject([{ status: 200 }]);
});

async function leavesBeforeAnswer(body: Record<string, unknown>, scenario: Scenario): Promise<void> {
  await using road = await openRoad({ scenario });
  const { leave } = await ask(road, body);
  await until('Bedrock is asked', () => road.bedrock.stats.open === 1);
  // A head that has come has to be taken in, too.
  await delay(20);
  leave();
  await expectAborted(road);
}

/** Asks as a client that can leave. */
async function ask(
  road: Road,
  body: Record<string, unknown>,
): Promise<{ response: Promise<Response>; leave: () => void }> {
  const controller = new AbortController();
  const response = fetch(`${road.adit.url}/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': road.adit.key },
    body: JSON.stringify(body),
    signal: controller.signal,
  });
  response.catch(() => {});
  return { response, leave: () => controller.abort() };
}

async function expectAborted({ bedrock: { stats }, exchanges }: Road): Promise<void> {
  const start = performance.now();
  await until('Bedrock sees that nobody reads', () => stats.aborted === 1);
  expect(performance.now() - start).toBeLessThan(AT_ONCE);
  expect(stats.total).toBe(1);
  await until('it is in the log', () => exchanges.length === 1);
  expect(exchanges[0]).toMatchObject({ status: 499 });
}
