import { describe, expect, test } from 'vitest';
import { encodeFrame } from '../../../proxy/bedrock/event-stream/encode.ts';
import {
  connectionResets,
  dieAfter,
  exceptionAfter,
  failures,
  helloText,
  type Scenario,
  silence,
  steps,
} from '../../bedrock/scenarios.ts';
import { allEvents, knowsThatNobodyReads, MODELS, WIRES, type Wire } from '../../support/live.ts';
import { openRoad, question, type Road, type RoadOptions, textOf } from '../../support/road.ts';

/** Exceptions that come instead of the first event: status, type, and how often Bedrock is asked. */
const EXCEPTIONS = [
  ['validationException', 400, 'invalid_request_error', 1],
  ['throttlingException', 429, 'rate_limit_error', 1],
  ['modelStreamErrorException', 500, 'api_error', 1],
  ['modelTimeoutException', 504, 'timeout_error', 1],
  ['serviceUnavailableException', 529, 'overloaded_error', 3],
  ['internalServerException', 500, 'api_error', 3],
] as const;

// Adit pauses before it tries again, so these wait side by side.
describe.concurrent.each(WIRES)('on %s', (wire) => {
  const ask = question({ model: MODELS[wire], stream: true });

  for (const [exception, status, type, calls] of EXCEPTIONS) {
    test(`${exception} as the very first frame is an answer with status ${status}`, async () => {
      const { response, error, road } = await refused(ask, {
        scenario: exceptionAfter(0, exception, 'Bedrock says why'),
      });
      expect(response.status).toBe(status);
      expect(error).toEqual({ type, message: 'Bedrock says why' });
      expect(road.exchanges).toMatchObject([{ status, error: type }]);
      // As an event of the Messages API each exception has another name, and some say less there.
      if (wire === 'InvokeModel') expect(road.bedrock.stats.total).toBe(calls);
    });
  }

  test('an exception as the very first frame is tried again where that helps, and the client sees the answer alone', async () => {
    let calls = 0;
    const first = exceptionAfter(0, 'internalServerException', 'Try again');
    const scenario: Scenario = (call) => (calls++ === 0 ? first(call) : silence(0, 0)(call));
    await using road = await openRoad({ scenario });
    expect(textOf(await allEvents(await road.post(ask)))).toBe(helloText);
    expect(road.exchanges).toMatchObject([{ status: 200, retries: 1 }]);
  });

  test('an exception as the very first frame ends the request, though Bedrock keeps the connection open', async () => {
    const scenario = steps({ raw: exception(wire) }, { wait: 60_000 });
    const { response } = await refused(ask, { scenario }, knowsThatNobodyReads);
    expect(response.status).toBe(400);
  });

  test('a connection that ends before the first event is made anew twice, and then an HTTP 502', async () => {
    for (const how of ['clean', 'mid-frame'] as const) {
      const { response, error, road } = await refused(ask, { scenario: dieAfter(0, how) });
      expect(response.status, how).toBe(502);
      expect(error.type).toBe('api_error');
      expect(error.message).toMatch(/^Amazon Bedrock could not be reached: .+\.$/);
      expect(road.bedrock.stats.total, how).toBe(3);
    }
  });

  test('silence before the first event is an HTTP 504, and nothing is asked twice', async () => {
    for (const scenario of [silence(60_000, 0), steps({ raw: Buffer.alloc(0) }, { wait: 60_000 })]) {
      const options = { scenario, settings: { silenceSeconds: 1 } };
      const { response, error, road } = await refused(ask, options, knowsThatNobodyReads);
      expect(response.status).toBe(504);
      expect(error).toMatchObject({ type: 'timeout_error', message: expect.stringContaining('silent for 1 s') });
      expect(road.bedrock.stats.total).toBe(1);
    }
  });

  test('bytes that are no event stream, instead of the first event, are an HTTP error', async () => {
    const { response, error } = await refused(ask, { scenario: steps({ raw: Buffer.from('data: <html>\n\n<html>') }) });
    expect(response.status).toBeGreaterThanOrEqual(500);
    expect(error.type).toBe('api_error');
  });

  test('a connection that is reset once is made anew, and the client sees nothing of it', async () => {
    await using road = await openRoad({ scenario: connectionResets(1) });
    expect(textOf(await allEvents(await road.post(ask)))).toBe(helloText);
    expect(road.exchanges).toMatchObject([{ retries: 1, status: 200 }]);
  });

  test('an answer that is not streamed and is cut is an HTTP error, never half an answer', async () => {
    for (const how of ['mid-frame', 'reset'] as const) {
      const { response, error } = await refused({ ...ask, stream: false }, { scenario: dieAfter(9, how) });
      expect(response.status, how).toBe(502);
      expect(error.type).toBe('api_error');
    }
  });

  test('statuses that may pass are tried twice more, and then told', async () => {
    for (const status of [500, 503]) {
      const { response, road } = await refused(ask, { scenario: failures(9, status, 'InternalServerException', 'No') });
      expect(response.status).toBeGreaterThanOrEqual(500);
      expect(road.bedrock.stats.total).toBe(3);
    }
  });
});

function exception(wire: Wire): Buffer {
  if (wire !== 'InvokeModel') {
    const error = { type: 'error', error: { type: 'invalid_request_error', message: 'No' } };
    return Buffer.from(`event: error\ndata: ${JSON.stringify(error)}\n\n`);
  }
  const headers = { ':exception-type': 'validationException', ':message-type': 'exception' };
  return encodeFrame(headers, Buffer.from('{"message":"No"}'));
}

/** Asks, expects an error as the answer, in Anthropic's shape, and gives what it says; `then` sees the open road. */
async function refused(body: Record<string, unknown>, options: RoadOptions, then?: (road: Road) => Promise<void>) {
  await using road = await openRoad(options);
  const response = await road.post(body);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(response.headers.get('request-id')).toMatch(/^req_/);
  const { type, error } = (await response.json()) as { type: string; error: { type: string; message: string } };
  expect(type).toBe('error');
  await then?.(road);
  return { response, error, road };
}
