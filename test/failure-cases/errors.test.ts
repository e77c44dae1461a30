import { expect, test } from 'vitest';
import type { Refusal } from '../../proxy/demo/call.ts';
import { dieAfter, splitEvery } from '../bedrock/scenarios.ts';
import { openRoad, question, readEvents, textOf } from '../support/road.ts';
import { errorOf, serve } from '../support/served.ts';

const models = ['claude-sonnet-4-6', 'claude-opus-5-5'];
const fresh = { accessKeyId: 'ASIAEXAMPLEFRESH0000', secretAccessKey: 'fresh/secret', sessionToken: 'fresh/token' };

test.each([
  'prompt is too long: 250000 tokens > 200000 maximum',
  'input length and `max_tokens` exceed context limit: 190000 + 32000 > 200000, decrease input length or `max_tokens` and try again',
])(
  'reworded-context-error: what clients read figures from is passed on word for word (Claude Code docs, LLM gateways): %s',
  async (message) => {
    for (const shape of ['aws', 'anthropic'] as const) {
      const wrapped = `The model returned the following errors: ${message}`;
      const refusal: Refusal = {
        status: 400,
        type: 'ValidationException',
        message: shape === 'aws' ? wrapped : message,
        shape,
      };
      if (shape === 'anthropic') refusal.type = 'invalid_request_error';
      await using road = await openRoad({ refuse: () => refusal });
      for (const model of models) {
        const served = await serve(road, question({ model, stream: true }));
        expect(served).toMatchObject({ status: 400, calls: [{}], notes: [] });
        expect(errorOf(served)).toEqual({ type: 'invalid_request_error', message });
      }
    }
  },
);

test('reworded-context-error: what Bedrock alone says begins with the words that Claude Code compacts on (Claude Code docs, LLM gateways)', async () => {
  const message = 'Input is too long for requested model.';
  await using road = await openRoad({ refuse: () => ({ status: 400, type: 'ValidationException', message }) });
  const served = await serve(road, question());
  expect(served).toMatchObject({ status: 400, calls: [{}] });
  expect(errorOf(served).message).toBe(`Input is too long. (Amazon Bedrock: ${message})`);
});

test('sso-expiry: credentials that were refused are fetched anew, and the request is sent again (anthropics/claude-code#849)', async () => {
  await using road = await openRoad();
  for (const model of models) {
    expect((await serve(road, question({ model }))).refusals).toEqual([]);
  }
  Object.assign(process.env, road.bedrock.rotate(fresh));
  const served = await serve(road, question());
  expect(served).toMatchObject({ status: 200, calls: [{}, {}], notes: [] });
  expect(served.refusals).toEqual(['The security token included in the request is expired']);
  for (const model of models) expect((await serve(road, question({ model }))).refusals).toEqual([]);
});

test('sso-expiry: who signs in while Adit runs needs no restart (anthropics/claude-code#18396)', async () => {
  await using road = await openRoad();
  const variables = road.bedrock.rotate(fresh);
  expect((await serve(road, question())).status).toBe(401);
  Object.assign(process.env, variables);
  expect((await serve(road, question())).status).toBe(200);
});

test('expired-retried: the client is told to sign in, and not to try again by itself (anthropics/claude-code#28032)', async () => {
  await using road = await openRoad();
  road.bedrock.rotate(fresh);
  for (const stream of [false, true]) {
    const served = await serve(road, question({ stream }));
    expect(served).toMatchObject({ status: 401, notes: [] });
    expect(served.headers.get('x-should-retry')).toBe('false');
    expect(served.headers.get('retry-after')).toBeNull();
    expect(errorOf(served)).toMatchObject({
      type: 'authentication_error',
      message: expect.stringContaining('expired'),
    });
    expect(errorOf(served).message).toContain('Start Adit again with valid AWS_ACCESS_KEY_ID');
  }
});

test('content-type-guard: nothing on the way may compress the stream (Claude Code docs, Amazon Bedrock)', async () => {
  await using road = await openRoad();
  for (const model of models) {
    const { sent } = await serve(road, question({ model, stream: true }), {
      headers: { 'accept-encoding': 'gzip, br' },
    });
    expect(sent?.headers['accept-encoding']).toBe('identity');
    const accept = model === 'claude-opus-5-5' ? 'text/event-stream' : 'application/vnd.amazon.eventstream';
    expect(sent?.headers.accept).toBe(accept);
  }
});

test.for([
  [true, 'application/json'],
  [true, 'text/html'],
  [false, 'text/html'],
] as const)(
  'content-type-guard: what is no answer is an error, and does not look like one (Claude Code docs, Amazon Bedrock): stream %s, %s',
  async ([stream, type]) => {
    const page = { status: 200, type: '', message: 'Sign in to the hotel network', headers: { 'content-type': type } };
    await using road = await openRoad({ refuse: () => page });
    for (const model of models) {
      const served = await serve(road, question({ model, stream }));
      expect(served.status).toBe(502);
      expect(errorOf(served)).toMatchObject({ type: 'api_error', message: expect.stringContaining(type) });
      expect(errorOf(served).message.includes(page.message)).toBe(type === 'text/html');
      // What was answered may have been billed, and would be again.
      expect(road.exchanges.at(-1)?.retries).toBe(0);
    }
  },
);

test('content-type-guard: events cut anywhere by the network are whole events (Claude Code docs, Amazon Bedrock)', async () => {
  await using road = await openRoad();
  for (const model of models) {
    for (const size of [1, 7, 100]) {
      road.bedrock.scenario(splitEvery(size));
      expect(textOf(await readEvents(await road.post(question({ model, stream: true }))))).toBe('Hello from Bedrock.');
    }
    road.bedrock.scenario(dieAfter(3, 'mid-frame'));
    const events = await readEvents(await road.post(question({ model, stream: true })));
    expect(events.at(-1)).toMatchObject({ event: 'error', data: { error: { type: 'api_error' } } });
    expect(JSON.stringify(events.at(-1)?.data)).toContain('cut here');
  }
});
