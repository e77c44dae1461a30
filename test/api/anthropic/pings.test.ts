import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { encodeFrame } from '../../../proxy/bedrock/event-stream/encode.ts';
import { eventsOf } from '../../../proxy/demo/events.ts';
import { failures, helloText, message, silence, slowStart } from '../../bedrock/scenarios.ts';
import { allEvents, errorOf, MODELS, WIRES, type Wire } from '../../support/live.ts';
import { openRoad, question, textOf } from '../../support/road.ts';

const times = { pingAfterMs: 30 };

describe.each(WIRES)('on %s', (wire) => {
  const ask = question({ model: MODELS[wire], stream: true });

  test('a client hears pings while Bedrock has not begun to answer, and then the answer', async () => {
    await using road = await openRoad({ scenario: slowStart(200), times });
    const response = await road.post(ask);
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('request-id')).toMatch(/^req_/);
    const events = await allEvents(response);
    const names = events.map(({ event }) => event);
    expect(names.indexOf('message_start')).toBeGreaterThanOrEqual(2);
    expect(new Set(names.slice(0, names.indexOf('message_start')))).toEqual(new Set(['ping']));
    expect(events[0]?.data).toEqual({ type: 'ping' });
    expect(textOf(events)).toBe(helloText);
  });

  test('a client hears pings while Bedrock thinks in the middle of an answer', async () => {
    await using road = await openRoad({ scenario: silence(900, 3), times: { pingAfterMs: 60 } });
    const events = await allEvents(await road.post(ask));
    const names = events.map(({ event }) => event);
    expect(names.slice(names.indexOf('content_block_delta')).slice(0, 3)).toEqual([
      'content_block_delta',
      'ping',
      'ping',
    ]);
    expect(textOf(events)).toBe(helloText);
  });

  test('no ping falls into an event that has come in part', async () => {
    const [first = Buffer.alloc(0), second = Buffer.alloc(0)] = halves(wire);
    await using road = await openRoad({ times });
    road.bedrock.scenario(function* () {
      for (const event of eventsOf(message())) {
        if (event.type === 'message_delta') yield* [{ raw: first }, { wait: 150 }, { raw: second }];
        yield { event };
      }
    });
    // liveEvents throws where a block is no whole event.
    const events = await allEvents(await road.post(ask));
    expect(events.filter(({ event }) => event === 'ping').length).toBeGreaterThan(1);
    expect(textOf(events)).toBe(`${helloText} (in two parts)`);
  });

  test('a client that hears enough gets no pings', async () => {
    await using road = await openRoad({ times: { pingAfterMs: 400 } });
    road.bedrock.scenario(function* () {
      for (const event of eventsOf(message({ content: [{ type: 'text', text: 'x'.repeat(320) }] }))) {
        yield { wait: 40 };
        yield { event };
      }
    });
    const names = (await allEvents(await road.post(ask))).map(({ event }) => event);
    expect(names).not.toContain('ping');
    expect(names.length).toBeGreaterThan(12);
  });

  test('an error after a ping is an event, with the type that it would have had as an answer', async () => {
    await using road = await openRoad({ times });
    road.bedrock.scenario(function* () {
      yield { wait: 100 };
      yield { refuse: { status: 429, type: 'ThrottlingException', message: 'Too many tokens' } };
    });
    const response = await road.post(ask);
    expect(response.status).toBe(200);
    const events = await allEvents(response);
    expect(events.map(({ event }) => event).filter((name) => name !== 'ping')).toEqual(['error']);
    const last = events.at(-1);
    expect(last && errorOf(last)).toEqual({ type: 'rate_limit_error', message: 'Too many tokens' });
    expect(last?.data.request_id).toBe(response.headers.get('request-id'));
    expect(road.exchanges).toMatchObject([{ status: 200, error: 'rate_limit_error' }]);
  });

  test('a failure after a ping is told, and nothing is tried again', async () => {
    await using road = await openRoad({ times });
    road.bedrock.scenario(function* () {
      yield { wait: 100 };
      yield { refuse: { status: 500, type: 'InternalServerException', message: 'Broken' } };
    });
    const events = await allEvents(await road.post(ask));
    expect(events.at(-1)).toMatchObject({ event: 'error', data: { error: { type: 'api_error', message: 'Broken' } } });
    expect(road.bedrock.stats.total).toBe(1);
  });

  test('pings go on in the pause before a request is tried again', async () => {
    await using road = await openRoad({
      scenario: failures(1, 500, 'InternalServerException', 'Try again'),
      times: { pingAfterMs: 80 },
    });
    const events = await allEvents(await road.post(ask));
    expect(events[0]?.event).toBe('ping');
    expect(textOf(events)).toBe(helloText);
    expect(road.bedrock.stats.total).toBe(2);
  });
});

test('a client that does not read finds no heap of pings when it does', async () => {
  await using road = await openRoad({ times });
  road.bedrock.scenario(function* () {
    for (const event of eventsOf(message({ content: [{ type: 'text', text: 'x' }] }))) {
      yield { event };
      if (event.type !== 'content_block_start') continue;
      const delta = { type: 'text_delta', text: 'y'.repeat(65_536) };
      for (let count = 0; count < 500; count++) yield { event: { type: 'content_block_delta', index: 0, delta } };
    }
  });
  const response = await road.post(question({ stream: true }));
  await delay(1000);
  expect(road.bedrock.stats.completed).toBe(0);
  const names = (await allEvents(response)).map(({ event }) => event);
  // There may be some before everything on the way is full, and after it flows again: not the 33 of a second.
  expect(names.filter((name) => name === 'ping').length).toBeLessThan(20);
  expect(names.at(-1)).toBe('message_stop');
});

test('an answer that is not streamed gets no pings', async () => {
  await using road = await openRoad({ scenario: slowStart(150), times });
  const response = await road.post(question());
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(await response.json()).toMatchObject({ content: [{ text: helloText }] });
});

/** One delta on its way, in two parts. */
function halves(wire: Wire): Buffer[] {
  const data = JSON.stringify({
    type: 'content_block_delta',
    index: 0,
    delta: { type: 'text_delta', text: ' (in two parts)' },
  });
  const payload = JSON.stringify({ bytes: Buffer.from(data).toString('base64'), p: 'a' });
  const bytes =
    wire === 'InvokeModel'
      ? encodeFrame({ ':event-type': 'chunk', ':message-type': 'event' }, Buffer.from(payload))
      : Buffer.from(`event: content_block_delta\ndata: ${data}\n\n`);
  return [bytes.subarray(0, 50), bytes.subarray(50)];
}
