import { expect, test } from 'vitest';
import { connectionResets, slowStart } from '../../bedrock/scenarios.ts';
import { authenticate } from '../../bedrock/sigv4.ts';
import { openBareRoad } from '../../support/bare-upstream.ts';
import { openRoad, type Road } from '../../support/road.ts';

const INVOKE = '/model/us.anthropic.claude-sonnet-4-6/invoke';
const BODY = {
  anthropic_version: 'bedrock-2023-05-31',
  max_tokens: 100,
  messages: [{ role: 'user', content: 'hello' }],
};
const fresh = { accessKeyId: 'ASIAEXAMPLEFRESH0000', secretAccessKey: 'fresh/secret', sessionToken: 'fresh/token' };
const invoke = (road: Road) => road.post(BODY, { path: INVOKE });

test('expired credentials are fetched anew once, unseen by the client', async () => {
  await using road = await openRoad();
  expect((await invoke(road)).status).toBe(200);
  Object.assign(process.env, road.bedrock.rotate(fresh));
  expect((await invoke(road)).status).toBe(200);
  expect(road.bedrock.refusals.map(({ refusal }) => refusal.type)).toEqual(['ExpiredTokenException']);
  expect(road.exchanges.map(({ retries }) => retries)).toEqual([0, 1]);
  const lists = await fetch(`${road.adit.url}/inference-profiles`, { headers: { 'x-api-key': road.adit.key } });
  expect(lists.status).toBe(200);
});

test('where there are no others, the error is AWS’s by its name and says what to do', async () => {
  await using road = await openRoad();
  await invoke(road);
  road.bedrock.rotate(fresh);
  const answer = await invoke(road);
  expect(answer.status).toBe(401);
  expect(answer.headers.get('x-amzn-errortype')).toBe('ExpiredTokenException');
  expect(answer.headers.get('x-should-retry')).toBe('false');
  const { message } = (await answer.json()) as { message: string };
  expect(message).toMatch(
    /^The AWS credentials are not valid: AWS answered ExpiredTokenException: .* Start Adit again/,
  );
  expect(road.bedrock.stats.total).toBe(2);
});

test('new credentials that are refused as well are not fetched a third time', async () => {
  await using road = await openRoad();
  await invoke(road);
  road.bedrock.rotate(fresh);
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'ASIAUNKNOWN', AWS_SECRET_ACCESS_KEY: 'x', AWS_SESSION_TOKEN: 'y' });
  expect((await invoke(road)).status).toBe(401);
  expect(road.bedrock.stats.total).toBe(3);
});

test('a Bedrock API key of AWS’s that is refused is no fault of the client’s key', async () => {
  await using road = await openRoad({ bearer: 'right', env: { AWS_BEARER_TOKEN_BEDROCK: 'wrong' } });
  const answer = await invoke(road);
  expect(answer.status).toBe(401);
  expect(await answer.text()).toContain('Set AWS_BEARER_TOKEN_BEDROCK to a valid Bedrock API key');
});

test('a clock that is off is set by what AWS says', async () => {
  const ahead = 3_600_000;
  const keys = { accessKeyId: '', secretAccessKey: '' };
  await using road = await openBareRoad((response, { method, url, headers, body }) => {
    const authority = { keys, region: 'us-east-1', now: () => Date.now() + ahead };
    const refusal = authenticate({ method, url, headers, raw: body }, authority);
    response.setHeader('date', new Date(Date.now() + ahead).toUTCString());
    response.writeHead(refusal?.status ?? 200, refusal ? { 'x-amzn-errortype': refusal.type } : {});
    response.end(JSON.stringify(refusal ? { message: refusal.message } : {}));
  });
  const { env } = road.bedrock;
  Object.assign(keys, {
    accessKeyId: env.AWS_ACCESS_KEY_ID,
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
    sessionToken: env.AWS_SESSION_TOKEN,
  });
  expect((await invoke(road)).status).toBe(200);
  expect((await invoke(road)).status).toBe(200);
  expect(road.received).toHaveLength(3);
});

test('a connection that fails before an answer is tried again twice, and then told', async () => {
  await using road = await openRoad({ scenario: connectionResets(2) });
  expect((await invoke(road)).status).toBe(200);
  expect(road.exchanges[0]?.retries).toBe(2);
  road.bedrock.scenario(connectionResets(3));
  const answer = await invoke(road);
  expect(answer.status).toBe(502);
  expect(answer.headers.get('x-amzn-errortype')).toBe('InternalServerException');
  expect(await answer.json()).toEqual({ message: expect.stringContaining('Amazon Bedrock could not be reached') });
});

test('silence ends in 504, and nothing is asked twice', async () => {
  await using road = await openRoad({ scenario: slowStart(60_000), settings: { silenceSeconds: 1 } });
  const answer = await invoke(road);
  expect(answer.status).toBe(504);
  expect(answer.headers.get('x-amzn-errortype')).toBe('ModelTimeoutException');
  expect(await answer.json()).toEqual({ message: 'Amazon Bedrock has been silent for 1 s, so the request was ended.' });
  expect(road.bedrock.stats.total).toBe(1);
});
