import { expect, test } from 'vitest';
import { openRoad, question } from '../../support/road.ts';
import { errorOf, serve } from '../../support/served.ts';

test('refused credentials are told without the request as AWS saw it, session token and all', async () => {
  const token = 'IQoJb3JpZ2luX2VjEXAMPLETOKEN';
  const message = `The request signature we calculated does not match.\n\nThe Canonical String for this request should have been\n'POST\nx-amz-security-token:${token}\n'`;
  await using road = await openRoad({ refuse: () => ({ status: 403, type: 'InvalidSignatureException', message }) });
  const served = await serve(road, question());
  expect(served.status).toBe(401);
  expect(errorOf(served).message).toContain('does not match');
  expect(served.text).not.toContain(token);
});

test('a date that is none does not set the clock, and the next request is served', async () => {
  let refuses = true;
  await using road = await openRoad({
    refuse: () =>
      refuses
        ? {
            status: 403,
            type: 'InvalidSignatureException',
            message: 'Signature expired: 1 < 2',
            headers: { date: 'soon' },
          }
        : undefined,
  });
  expect((await road.post(question())).status).toBe(401);
  refuses = false;
  expect((await road.post(question())).status).toBe(200);
});

test.each([
  'The security token included in the request is expired',
  'The security token included in the request is invalid.',
  'Bearer Token has expired',
])('403 "%s" without an exception is a matter of credentials', async (message) => {
  await using road = await openRoad({ refuse: () => ({ status: 403, type: '', message }) });
  const served = await serve(road, question());
  expect([served.status, served.headers.get('x-should-retry')]).toEqual([401, 'false']);
});

test.each([
  ['{"Output":{"__type":"com.amazon.coral.service#AccessDeniedException"},"Version":"1.0"}', 403],
  ['{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}', 529],
  ['{"hello":"world"}', 502],
])('%s with status 200 is no answer', async (message, status) => {
  await using road = await openRoad({ withoutMessages: [] });
  road.bedrock.scenario(() => [{ raw: Buffer.from(message) }]);
  const served = await serve(road, question({ model: 'claude-sonnet-4-6', stream: false }));
  expect(served.status).toBe(status);
});

test.each([
  ['system: Extra inputs are not permitted', { system: 'Be brief.' }],
  ['messages.0.content: Extra inputs are not permitted', {}],
  ['tools: Extra inputs are not permitted', { tools: [{ name: 'a', input_schema: { type: 'object' } }] }],
])('what was said is never left out to please a refusal: %s', async (message, parts) => {
  await using road = await openRoad({ refuse: () => ({ status: 400, type: 'ValidationException', message }) });
  expect((await road.post(question(parts))).status).toBe(400);
  expect(road.bedrock.refusals).toHaveLength(1);
});

test('a lesson that led to nothing is not kept', async () => {
  let refuses = true;
  await using road = await openRoad({
    refuse: ({ body }) => {
      if (!refuses) return undefined;
      const message =
        'metadata' in body ? 'metadata: Extra inputs are not permitted' : 'messages: something else is wrong';
      return { status: 400, type: 'ValidationException', message };
    },
  });
  const body = question({ metadata: { user_id: 'u1' } });
  expect((await road.post(body)).status).toBe(400);
  refuses = false;
  expect((await road.post(body)).status).toBe(200);
  expect(road.bedrock.stats.calls.at(-1)?.body.metadata).toEqual({ user_id: 'u1' });
});

test('a ping before an error does not make the error a stream', async () => {
  await using road = await openRoad();
  const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
  road.bedrock.scenario(() => [{ event: { type: 'ping' } }, { event: error }]);
  const served = await serve(road, question({ model: 'opus', stream: true }));
  expect([served.status, errorOf(served).type]).toEqual([529, 'overloaded_error']);
});

test('hundreds of unknown flags and a name of a megabyte cost no client its answer', async () => {
  await using road = await openRoad();
  const flags = [...Array(700)].map((_, index) => `unknown-flag-of-some-length-${index}-2026-01-01`).join(',');
  const served = await serve(road, question(), { headers: { 'anthropic-beta': `${flags},a flag with SECRET words` } });
  expect(served.status).toBe(200);
  expect(served.headers.get('adit-notes')?.length).toBeLessThanOrEqual(2000);
  expect(served.headers.get('adit-notes')).not.toContain('SECRET');
  const named = await serve(road, question({ model: 'x'.repeat(1_000_000) }));
  expect([named.status, named.text.length < 1000]).toEqual([400, true]);
  expect(road.exchanges.at(-1)?.asked).toBeUndefined();
});

test('two slashes at the start of the path are one, and a query is not logged', async () => {
  await using road = await openRoad();
  expect((await road.post(question(), { path: '//v1/messages?key=abc' })).status).toBe(200);
  await expect.poll(() => road.exchanges.at(-1)?.path).toBe('/v1/messages');
});

test('a stream whose events cannot be read is not asked for again', async () => {
  await using road = await openRoad();
  road.bedrock.scenario(() => [{ raw: Buffer.from('this is no event stream, and it is long enough to be a prelude') }]);
  const served = await serve(road, question({ model: 'claude-sonnet-4-6', stream: true }));
  expect(served.status).toBe(502);
  expect(road.bedrock.stats.total).toBe(1);
});
