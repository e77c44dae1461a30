import { describe, expect, test } from 'vitest';
import type { BedrockCall, Refusal, Step } from '../../proxy/demo/call.ts';
import {
  answer,
  connectionResets,
  dieAfter,
  exceptionAfter,
  failures,
  type Scenario,
  silence,
  throttle,
} from '../bedrock/scenarios.ts';
import { openRoad, question, readEvents, textOf } from '../support/road.ts';
import { errorOf, serve } from '../support/served.ts';

const troubles: [status: number, type: string][] = [
  [500, 'InternalServerException'],
  [502, ''],
  [503, 'ServiceUnavailableException'],
  [504, ''],
];

for (const model of ['claude-sonnet-4-6', 'claude-opus-5']) {
  describe(`trouble at Bedrock (${model})`, () => {
    test('is repeated, twice at most', async () => {
      await using road = await openRoad({ scenario: failures(2, 500, 'InternalServerException', 'Broken') });
      expect(await serve(road, question({ model }))).toMatchObject({ status: 200, calls: [{}, {}, {}] });
      expect(road.exchanges.at(-1)).toMatchObject({ retries: 2, status: 200 });
    });

    test('a connection that is reset is repeated, twice at most', async () => {
      await using road = await openRoad({ scenario: connectionResets(2) });
      expect(await serve(road, question({ model }))).toMatchObject({ status: 200, calls: [{}, {}, {}] });
      road.bedrock.scenario(connectionResets(9));
      const served = await serve(road, question({ model }));
      expect(served).toMatchObject({ status: 502, calls: [{}, {}, {}] });
      expect(errorOf(served)).toMatchObject({
        type: 'api_error',
        message: expect.stringMatching(/^Amazon Bedrock could not be reached: /),
      });
    });

    test('an answer that breaks off before its first event is repeated', async () => {
      await using road = await openRoad();
      let calls = 0;
      road.bedrock.scenario((call) => (++calls < 3 ? dieAfter(0, 'mid-frame') : answer())(call));
      const response = await road.post(question({ model, stream: true }));
      expect(textOf(await readEvents(response))).toBe('Hello from Bedrock.');
      expect(calls).toBe(3);
    });

    test('an exception in place of the first event is answered, or repeated, like an error before the stream', async () => {
      await using road = await openRoad();
      let calls = 0;
      const broken = exceptionAfter(0, 'internalServerException', 'Something broke');
      road.bedrock.scenario((call) => (++calls < 2 ? broken : answer())(call));
      const response = await road.post(question({ model, stream: true }));
      expect(textOf(await readEvents(response))).toBe('Hello from Bedrock.');
      road.bedrock.scenario(exceptionAfter(0, 'throttlingException', 'Slow down'));
      const throttled = await serve(road, question({ model, stream: true }));
      expect(throttled).toMatchObject({ status: 429, calls: [{}] });
      expect(errorOf(throttled)).toEqual({ type: 'rate_limit_error', message: 'Slow down' });
    });

    test('nothing is repeated once the client has got its first byte', async () => {
      for (const how of ['clean', 'mid-frame', 'reset'] as const) {
        const cut = dieAfter(2, how);
        // What has not left when a connection is reset is lost, so that the client may have got nothing yet.
        const scenario: Scenario = (call) => [...(cut(call) as Iterable<Step>)].toSpliced(2, 0, { wait: 50 });
        await using road = await openRoad({ scenario });
        const served = await serve(road, question({ model, stream: true }));
        expect(served).toMatchObject({ status: 200, calls: [{}] });
        expect(served.text).toContain('event: error');
        expect(served.text).not.toContain('event: message_stop');
      }
    });

    test('nor once it has got a ping', async () => {
      await using road = await openRoad({ times: { pingAfterMs: 40 } });
      road.bedrock.scenario(() => [
        { wait: 150 },
        { refuse: { status: 503, type: 'ServiceUnavailableException', message: 'Full' } },
      ]);
      const served = await serve(road, question({ model, stream: true }));
      expect(served).toMatchObject({ status: 200, calls: [{}] });
      expect(served.text).toMatch(/^event: ping\n/);
      expect(served.text).toMatch(/event: error\ndata: .*"overloaded_error","message":"Full"/);
    });

    test('a throttle is for the client to wait out: told at once, with the seconds', async () => {
      await using road = await openRoad({ scenario: throttle(1) });
      const served = await serve(road, question({ model }));
      expect(served).toMatchObject({ status: 429, calls: [{}] });
      expect(served.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
      expect(errorOf(served).type).toBe('rate_limit_error');
    });
  });
}

const overloaded: Refusal = { status: 529, type: 'overloaded_error', message: 'Overloaded', shape: 'anthropic' };

test.each(troubles)('after two repeats %i reaches the client, which may repeat it itself', async (status, type) => {
  await using road = await openRoad({ scenario: failures(9, status, type, 'Something broke') });
  const served = await serve(road, question());
  expect(served).toMatchObject({ status: status === 503 ? 529 : status, calls: [{}, {}, {}] });
  expect(errorOf(served).message).toBe('Something broke');
  expect(served.headers.get('x-should-retry')).toBeNull();
});

test('529 is told at once too, and the seconds that upstream names are kept', async () => {
  const refuse = (_: BedrockCall) => ({ ...overloaded, headers: { 'retry-after': '17' } });
  await using road = await openRoad({ refuse });
  const served = await serve(road, question({ model: 'opus' }));
  expect(served).toMatchObject({ status: 529, calls: [{}] });
  expect(served.headers.get('retry-after')).toBe('17');
});

test('silence is not repeated: another try would double the wait', async () => {
  await using road = await openRoad({ scenario: silence(5000, 0), settings: { silenceSeconds: 1 } });
  const served = await serve(road, question());
  expect(served).toMatchObject({ status: 504, calls: [{}] });
  expect(errorOf(served)).toMatchObject({ type: 'timeout_error', message: expect.stringContaining('silent for 1 s') });
});

test('nobody at the address is a 502 that says so', async () => {
  await using road = await openRoad({ env: { AWS_ENDPOINT_URL_BEDROCK_RUNTIME: 'http://127.0.0.1:1' } });
  const served = await serve(road, question());
  expect(served.status).toBe(502);
  expect(errorOf(served).message).toContain('ECONNREFUSED');
});
