import { expect, test } from 'vitest';
import { startBedrock } from '../../proxy/demo/server.ts';
import { answer } from '../bedrock/scenarios.ts';
import { authenticate } from '../bedrock/sigv4.ts';
import { openRoad, question } from '../support/road.ts';
import { errorOf, serve } from '../support/served.ts';

const fresh = { accessKeyId: 'ASIAEXAMPLEFRESH0000', secretAccessKey: 'fresh/secret', sessionToken: 'fresh/token' };

test.each(['claude-sonnet-4-6', 'opus'])(
  'expired credentials are fetched anew once, unseen by the client: %s',
  async (model) => {
    await using road = await openRoad();
    expect((await serve(road, question({ model }))).status).toBe(200);
    Object.assign(process.env, road.bedrock.rotate(fresh));
    const { status, refusals, calls, notes } = await serve(road, question({ model }));
    expect({ status, calls: calls.length, notes }).toEqual({ status: 200, calls: 2, notes: [] });
    expect(refusals).toEqual(['The security token included in the request is expired']);
    // And the next request goes with the new ones at once.
    expect((await serve(road, question({ model }))).refusals).toEqual([]);
  },
);

test('requests that fail together fetch credentials together', async () => {
  await using road = await openRoad();
  await serve(road, question());
  Object.assign(process.env, road.bedrock.rotate(fresh));
  const answers = await Promise.all(Array.from({ length: 8 }, () => road.post(question())));
  expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
  expect(road.bedrock.refusals.length).toBeLessThanOrEqual(8);
});

test('where there are no others, the client gets a 401 that it does not repeat, and words to sign in', async () => {
  await using road = await openRoad();
  await serve(road, question());
  road.bedrock.rotate(fresh);
  const served = await serve(road, question());
  expect(served).toMatchObject({ status: 401, calls: [{}] });
  expect(served.headers.get('x-should-retry')).toBe('false');
  expect(served.headers.get('retry-after')).toBeNull();
  expect(errorOf(served)).toEqual({
    type: 'authentication_error',
    message:
      'The AWS credentials are not valid: AWS answered ExpiredTokenException: The security token included in the request ' +
      'is expired. Start Adit again with valid AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or with --profile NAME.',
  });
});

test('new credentials that are refused as well are not fetched a third time', async () => {
  await using road = await openRoad();
  await serve(road, question());
  road.bedrock.rotate(fresh);
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'ASIAUNKNOWN', AWS_SECRET_ACCESS_KEY: 'x', AWS_SESSION_TOKEN: 'y' });
  const served = await serve(road, question());
  expect(served).toMatchObject({ status: 401, calls: [{}, {}] });
  expect(errorOf(served).message).toContain('UnrecognizedClientException');
});

test('a Bedrock API key is sent as it is, and one that is refused is a 401 that says what to do', async () => {
  for (const [key, status] of [
    ['good-key', 200],
    ['old-key', 401],
  ] as const) {
    await using road = await openRoad({ bearer: 'good-key', env: { AWS_BEARER_TOKEN_BEDROCK: key } });
    const served = await serve(road, question());
    expect(served).toMatchObject({ status, calls: [{}] });
    expect(served.sent?.headers.authorization).toBe(`Bearer ${key}`);
    if (status === 200) continue;
    expect(served.headers.get('x-should-retry')).toBe('false');
    expect(errorOf(served)).toMatchObject({
      type: 'authentication_error',
      message: expect.stringMatching(/make sure your API Key is valid\. Set AWS_BEARER_TOKEN_BEDROCK/),
    });
  }
});

test.each([-2, 2])('a clock that is %i hours off is set right once, and stays right', async (hours) => {
  const now = () => Date.now() + hours * 3_600_000;
  let keys: Parameters<typeof authenticate>[1]['keys'];
  const refused: string[] = [];
  const bedrock = await startBedrock({
    judge(call) {
      const refusal = authenticate(call, { keys, region: 'us-east-1', now });
      if (refusal) refused.push(refusal.message);
      return refusal && { ...refusal, headers: { date: new Date(now()).toUTCString() } };
    },
    play: answer(),
  });
  try {
    await using road = await openRoad({ env: { AWS_ENDPOINT_URL_BEDROCK_RUNTIME: bedrock.url } });
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = road.bedrock.env;
    keys = {
      accessKeyId: AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: AWS_SECRET_ACCESS_KEY ?? '',
      sessionToken: AWS_SESSION_TOKEN ?? '',
    };
    for (let request = 0; request < 3; request++) expect((await road.post(question())).status).toBe(200);
    expect(refused).toEqual([expect.stringMatching(hours > 0 ? /^Signature expired/ : /^Signature not yet current/)]);
  } finally {
    await bedrock.close();
  }
});

test('a signature that is wrong for another reason is not mended by the clock', async () => {
  const refuse = () => ({
    status: 403,
    type: 'InvalidSignatureException',
    message: 'The request signature does not match.',
  });
  await using road = await openRoad({ refuse });
  const served = await serve(road, question());
  expect(served).toMatchObject({ status: 401, calls: [{}] });
  expect(errorOf(served).message).toContain('InvalidSignatureException');
});
