import { describe, expect, test } from 'vitest';
import { encodeFrame } from '../../../proxy/bedrock/event-stream/encode.ts';
import { eventsOf } from '../../../proxy/demo/events.ts';
import { exceptionAfter, message, type Scenario, silence, steps } from '../../bedrock/scenarios.ts';
import { allEvents, errorOf, knowsThatNobodyReads, MODELS, WIRES } from '../../support/live.ts';
import { openRoad, question, type Road, type RoadOptions } from '../../support/road.ts';

const events = eventsOf(message()).map((event) => ({ event }));
const BEFORE = ['message_start', 'content_block_start', 'content_block_delta'];

describe.each(WIRES)('on %s', (wire) => {
  const ask = question({ model: MODELS[wire], stream: true });

  for (const after of [1, 3, 5]) {
    for (const how of ['clean', 'mid-frame', 'reset'] as const) {
      test(`a connection that ends ${how} after ${after} events becomes one error event`, async () => {
        const { names, error, road } = await cutAnswer(ask, {
          // A reset throws away what has not been read yet.
          scenario: steps(
            ...events.slice(0, after),
            { wait: how === 'reset' ? 30 : 0 },
            { cut: how },
            ...events.slice(after),
          ),
        });
        expect(names).toEqual(
          eventsOf(message())
            .slice(0, after)
            .map(({ type }) => type),
        );
        expect(error.type).toBe('api_error');
        expect(error.message).toMatch(/Amazon Bedrock's answer is cut here: .+\.$/);
        expect(road.exchanges).toMatchObject([{ status: 200, error: 'api_error' }]);
        expect(road.bedrock.stats.total).toBe(1);
      });
    }
  }

  test('silence above the limit becomes a timeout, and ends the request to Bedrock', async () => {
    const options = { scenario: silence(60_000, 3), settings: { silenceSeconds: 1 } };
    const { names, error } = await cutAnswer(ask, options, knowsThatNobodyReads);
    expect(names).toEqual(BEFORE);
    expect(error.type).toBe('timeout_error');
    expect(error.message).toContain('silent for 1 s');
  });

  for (const [type, expected] of [
    ['validationException', 'invalid_request_error'],
    ['throttlingException', 'rate_limit_error'],
    ['modelStreamErrorException', 'api_error'],
    ['modelTimeoutException', 'timeout_error'],
    ['serviceUnavailableException', 'overloaded_error'],
    ['internalServerException', 'api_error'],
    ['somethingNewException', 'api_error'],
  ] as const) {
    test(`${type} in the middle becomes a ${expected} event`, async () => {
      const { names, error, road } = await cutAnswer(ask, { scenario: exceptionAfter(3, type, 'Bedrock says why') });
      expect(names).toEqual(BEFORE);
      expect(error).toEqual({ type: expected, message: 'Bedrock says why' });
      expect(road.exchanges).toMatchObject([{ status: 200, error: expected }]);
    });
  }

  test('nothing that follows an exception reaches the client', async () => {
    const after = eventsOf(message()).slice(3);
    const { names, error } = await cutAnswer(ask, {
      scenario: function* () {
        yield* eventsOf(message())
          .slice(0, 3)
          .map((event) => ({ event }));
        yield { raw: Buffer.concat([exception(wire), ...after.map((event) => wired(wire, event))]) };
      },
    });
    expect(names).toEqual(BEFORE);
    expect(error).toEqual({ type: 'rate_limit_error', message: 'Slow down' });
  });
});

describe('bytes that are no event stream become one error event behind all events before them', () => {
  const start = eventsOf(message()).slice(0, 3);
  const frame = wired('InvokeModel', { type: 'content_block_delta', index: 0, delta: {} });
  const wrongChecksum = Buffer.from(frame);
  wrongChecksum.writeUInt8((wrongChecksum.at(-1) ?? 0) ^ 1, wrongChecksum.length - 1);
  const wrongStart = Buffer.from(frame);
  wrongStart.writeUInt8((wrongStart.at(9) ?? 0) ^ 1, 9);
  const noJson = encodeFrame({ ':event-type': 'chunk', ':message-type': 'event' }, Buffer.from('{"bytes":"bm8="}'));

  for (const [name, bytes, said] of [
    ['a wrong checksum of a frame', wrongChecksum, 'wrong checksum'],
    ['a wrong checksum of its start', wrongStart, 'wrong checksum'],
    ['a page of HTML', Buffer.from('<html><body>502 Bad Gateway</body></html>'), 'checksum'],
    ['a frame whose payload is no event', noJson, 'JSON'],
  ] as const) {
    for (const read of ['in a read of their own', 'in the same read']) {
      test(`${name}, ${read}`, async () => {
        const events = start.map((event) => wired('InvokeModel', event));
        const steps = read === 'in the same read' ? [Buffer.concat([...events, bytes])] : [...events, bytes];
        const scenario: Scenario = function* () {
          for (const [index, raw] of steps.entries()) {
            // The first event has to be out of the way, or it would be held together with what follows.
            if (index > 0 || read === 'in the same read') yield { wait: 20 };
            yield { raw };
          }
          yield { wait: 60_000 };
        };
        const { names, error } = await cutAnswer(question({ stream: true }), { scenario }, knowsThatNobodyReads);
        expect(names).toEqual(BEFORE);
        expect(error.type).toBe('api_error');
        expect(error.message).toContain(said);
      });
    }
  }

  test('behind a first event, in a read with further events', async () => {
    const [first = frame, ...rest] = start.map((event) => wired('InvokeModel', event));
    const { names } = await cutAnswer(question({ stream: true }), {
      scenario: () => [
        { raw: first },
        { wait: 50 },
        { raw: Buffer.concat([...rest, wrongChecksum]) },
        { wait: 60_000 },
      ],
    });
    expect(names).toEqual(BEFORE);
  });

  test('server-sent events whose data is no JSON', async () => {
    const { names } = await cutAnswer(question({ stream: true, model: MODELS['the Messages API'] }), {
      scenario: () => [
        ...start.map((event) => ({ event })),
        { wait: 20 },
        { raw: Buffer.from('data: <html>\n\n') },
        { wait: 60_000 },
      ],
    });
    expect(names).toEqual(BEFORE);
  });
});

/** Asks, expects an answer that is cut by one error event and ends properly, and gives what came; `then` sees the open road. */
async function cutAnswer(
  body: Record<string, unknown>,
  options: RoadOptions & { scenario: Scenario },
  then?: (road: Road) => Promise<void>,
): Promise<{ names: string[]; error: { type: string; message: string }; road: Road }> {
  await using road = await openRoad(options);
  const response = await road.post(body);
  expect(response.status).toBe(200);
  const events = await allEvents(response);
  const last = events.pop();
  if (last?.event !== 'error') throw new Error(`The last event is no error but ${last?.event}`);
  expect(last.data).toMatchObject({ type: 'error', error: { type: expect.any(String), message: expect.any(String) } });
  await then?.(road);
  return { names: events.map(({ event }) => event), error: errorOf(last), road };
}

function exception(wire: string): Buffer {
  return wire === 'InvokeModel'
    ? encodeFrame(
        { ':exception-type': 'throttlingException', ':message-type': 'exception' },
        Buffer.from('{"message":"Slow down"}'),
      )
    : wired(wire, { type: 'error', error: { type: 'rate_limit_error', message: 'Slow down' } });
}

function wired(wire: string, event: Record<string, unknown>): Buffer {
  const data = JSON.stringify(event);
  if (wire !== 'InvokeModel') return Buffer.from(`event: ${event.type}\ndata: ${data}\n\n`);
  const payload = JSON.stringify({ bytes: Buffer.from(data).toString('base64'), p: 'a' });
  return encodeFrame({ ':event-type': 'chunk', ':message-type': 'event' }, Buffer.from(payload));
}
