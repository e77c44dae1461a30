import { afterEach, expect, test, vi } from 'vitest';
import { eventsOf } from '../../proxy/demo/events.ts';
import { failures, helloText, message } from '../bedrock/scenarios.ts';
import { readEvents, textOf, until } from '../support/road.ts';
import { openSignedInRoad, type SignedInRoad } from '../support/signed-in-road.ts';

afterEach(() => void vi.unstubAllEnvs());

test('20 requests are in flight while the session expires: none fails, one sign-in happens, every stream is whole', async () => {
  await using road = await openSignedInRoad({ pingAfterMs: 50 });
  expect((await road.post()).status).toBe(200);
  road.endSession();
  const all = Array.from({ length: 20 }, (_, at) => road.post({ stream: at % 2 === 0 }));
  await road.waiting(20);
  await signIn(road);
  for (const [at, answer] of (await Promise.all(all)).entries()) {
    expect(answer.status).toBe(200);
    if (at % 2 === 0) await expectWhole(answer);
    else expect(await answer.json()).toMatchObject({ content: [{ text: helloText }] });
  }
  expect(road.events.map(({ type }) => type)).toEqual(['sign-in-needed', 'sign-in-done']);
  expect(road.center.calls.filter(({ details }) => details.grantType === 'authorization_code')).toHaveLength(1);
  expect(road.exchanges.filter(({ status }) => status !== 200)).toEqual([]);
});

test('streams that are under way while everything expires go on to their end', async () => {
  await using road = await openSignedInRoad();
  const goOn = Promise.withResolvers<void>();
  road.bedrock.scenario(async function* () {
    for (const event of eventsOf(message())) {
      yield { event };
      if (event.type === 'content_block_start') await goOn.promise;
    }
  });
  const streams = await Promise.all(Array.from({ length: 5 }, () => road.post({ stream: true })));
  road.endSession();
  goOn.resolve();
  for (const stream of streams) await expectWhole(stream);
  expect(road.events).toEqual([]);
});

test('a client hears pings while its request waits, and after the sign-in it is mended as any other', async () => {
  await using road = await openSignedInRoad({ isSignedIn: false, pingAfterMs: 20 });
  road.bedrock.scenario(failures(1, 500, 'InternalServerException', 'Try again'));
  const stream = await road.post({ stream: true });
  expect(stream.status).toBe(200);
  await signIn(road);
  const events = await expectWhole(stream);
  expect(events[0]?.event).toBe('ping');
  expect(road.exchanges).toMatchObject([{ status: 200, retries: 1 }]);
});

test('a sign-in by another program is seen on disk', async () => {
  await using road = await openSignedInRoad({ isSignedIn: false });
  const answer = road.post();
  await road.waiting(1);
  road.signInElsewhere();
  expect((await answer).status).toBe(200);
  expect(road.events.map(({ type }) => type)).toEqual(['sign-in-needed', 'sign-in-done']);
  expect(road.events[0]?.matter).toMatchObject({ task: 'sso', profile: 'work', waiting: 1 });
});

test('the time is over: 401 with what to do, and how long it waited', async () => {
  await using road = await openSignedInRoad({ isSignedIn: false, settings: { signInWaitSeconds: 1 } });
  const answer = await road.post();
  expect(answer.status).toBe(401);
  expect(answer.headers.get('x-should-retry')).toBe('false');
  expect(await answer.json()).toMatchObject({
    error: {
      type: 'authentication_error',
      message:
        'AWS profile "work" gives no valid credentials: nobody has signed in to corp (https://example.awsapps.com/start). ' +
        'The request waited 1 s for somebody to help. Sign in with "adit login --profile work" (or "aws sso login ' +
        '--profile work"), then repeat the request.',
    },
  });
  expect(road.events.map(({ type }) => type)).toEqual(['sign-in-needed', 'sign-in-unanswered']);
});

test('the same after pings is an event, and ends the stream', async () => {
  await using road = await openSignedInRoad({
    isSignedIn: false,
    pingAfterMs: 100,
    settings: { signInWaitSeconds: 0.5 },
  });
  const events = await readEvents(await road.post({ stream: true }));
  expect(events[0]?.event).toBe('ping');
  expect(events.at(-1)).toMatchObject({ event: 'error', data: { error: { type: 'authentication_error' } } });
});

test('with 0 seconds to wait it is a 401 at once', async () => {
  await using road = await openSignedInRoad({ isSignedIn: false, settings: { signInWaitSeconds: 0 } });
  const answer = await road.post();
  expect(answer.status).toBe(401);
  expect(await answer.text()).not.toContain('waited');
  expect(road.events).toEqual([]);
});

test('a client that leaves waits no longer, and the others still do', async () => {
  await using road = await openSignedInRoad({ isSignedIn: false });
  const leaving = new AbortController();
  const [left, stays] = [road.post({}, { signal: leaving.signal }), road.post()];
  await road.waiting(2);
  leaving.abort();
  await expect(left).rejects.toThrow();
  await road.waiting(1);
  road.signInElsewhere();
  expect((await stays).status).toBe(200);
  await until('both are told', () => road.exchanges.length === 2);
  expect(road.exchanges.map(({ status }) => status).toSorted()).toEqual([200, 499]);
});

test('counts and lists do not wait', async () => {
  await using road = await openSignedInRoad({ isSignedIn: false });
  const count = await road.post({}, { path: '/v1/messages/count_tokens' });
  expect(count.status).toBe(200);
  expect(await count.json()).toMatchObject({ input_tokens: expect.any(Number) });
  const headers = { 'x-api-key': road.adit.key };
  expect((await fetch(`${road.adit.url}/v1/models`, { headers })).status).toBe(200);
  expect((await fetch(`${road.adit.url}/inference-profiles`, { headers })).status).toBe(401);
  expect(road.events).toEqual([]);
});

test("requests of Bedrock's own APIs and embeddings wait as well", async () => {
  await using road = await openSignedInRoad({ isSignedIn: false });
  const native = fetch(`${road.adit.url}/model/anthropic.claude-sonnet-4-6/invoke`, {
    method: 'POST',
    headers: { 'x-api-key': road.adit.key },
    body: JSON.stringify({
      anthropic_version: 'bedrock-2023-05-31',
      max_tokens: 10,
      messages: [{ role: 'user', content: 'hello' }],
    }),
  });
  const vectors = fetch(`${road.adit.url}/v1/embeddings`, {
    method: 'POST',
    headers: { 'x-api-key': road.adit.key },
    body: JSON.stringify({ model: 'amazon.titan-embed-text-v2:0', input: 'hello' }),
  });
  await road.waiting(2);
  road.signInElsewhere();
  expect((await native).status).toBe(200);
  expect((await vectors).status).toBe(200);
});

test('a failure of the network after the sign-in is tried again, and no request fails for it', async () => {
  await using road = await openSignedInRoad({ isSignedIn: false });
  const answer = road.post();
  await road.waiting(1);
  // As often as the AWS SDK itself tries.
  road.center.failNext('GetRoleCredentials', { status: 503, type: 'ServiceUnavailable', message: 'later' }, 3);
  road.signInElsewhere();
  expect((await answer).status).toBe(200);
});

test('where the network fails to the end, that is what is told', async () => {
  await using road = await openSignedInRoad({ isSignedIn: false, settings: { signInWaitSeconds: 1 } });
  const answer = road.post();
  await road.waiting(1);
  road.center.failNext('GetRoleCredentials', { status: 503, type: 'ServiceUnavailable', message: 'later' }, 100);
  road.signInElsewhere();
  const response = await answer;
  expect(response.status).toBe(502);
  expect(await response.json()).toMatchObject({
    error: { type: 'api_error', message: expect.stringContaining('later') },
  });
});

test('what is wrong with the profile after the sign-in is told at once', async () => {
  await using road = await openSignedInRoad({ isSignedIn: false, center: { accounts: [] } });
  const answer = road.post();
  await road.waiting(1);
  road.signInElsewhere();
  const response = await answer;
  expect(response.status).toBe(401);
  expect(await response.text()).toContain('See that the settings of profile \\"work\\" lead to valid credentials');
});

/** A person signs in through Adit. */
async function signIn(road: SignedInRoad): Promise<void> {
  const run = await road.control.console.api['sign-in'].$post({ json: { method: 'browser' } });
  const { url } = (await run.json()) as { url: string };
  await fetch(await road.center.approve(url));
}

/** The events of a stream that was answered to its end. */
async function expectWhole(response: Response) {
  const events = await readEvents(response);
  expect(events.map(({ event }) => event)).not.toContain('error');
  expect(textOf(events)).toBe(helloText);
  expect(events.at(-1)?.event).toBe('message_stop');
  return events;
}
