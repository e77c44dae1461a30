import { afterAll, expect, test } from 'vitest';
import type { JsonObject } from '../../proxy/demo/call.ts';
import type { Account } from './account.ts';
import { post } from './clients.ts';
import { requestsOf } from './examples.ts';
import { judge, rules } from './refusals.ts';
import { type StrictBedrock, type StrictOptions, startStrictBedrock } from './strict.ts';

const servers: StrictBedrock[] = [];
afterAll(() => Promise.all(servers.map((server) => server.close())));

async function start(options?: StrictOptions): Promise<StrictBedrock> {
  const server = await startStrictBedrock(options);
  servers.push(server);
  return server;
}

const hello = { max_tokens: 16, messages: [{ role: 'user', content: 'Hello' }] };
const invokeBody = { anthropic_version: 'bedrock-2023-05-31', ...hello };
const invoke = (id: string) => `/model/${encodeURIComponent(id)}/invoke`;
const onMessages = { headers: { 'content-type': 'application/json', 'anthropic-version': '2023-06-01' } };

test.each(rules)('over the wire, Bedrock refuses $name', async (rule) => {
  for (const example of rule.refused) {
    const bedrock = await start(example.account);
    for (const { surface, path, headers, body, asked } of requestsOf(example)) {
      const response = await post(bedrock, path, body, { headers });
      const message = judge(asked);
      expect(response.status).toBe(message?.startsWith('Request body exceeds') ? 413 : 400);
      const answer = await read(response);
      if (surface === 'invoke') {
        expect(answer).toEqual({ message });
        expect(response.headers.get('x-amzn-errortype')).toMatch(/^ValidationException:http/);
      } else {
        expect(answer).toMatchObject({ type: 'error', error: { type: 'invalid_request_error', message } });
        expect(answer.request_id).toBe(response.headers.get('x-amzn-requestid'));
      }
    }
  }
});

test.each(rules)('over the wire, Bedrock takes what is no case of $name', async (rule) => {
  for (const example of rule.accepted) {
    const bedrock = await start(example.account);
    for (const { path, headers, body } of requestsOf(example)) {
      const response = await post(bedrock, path, body, { headers });
      expect(response.status, await response.text()).toBe(200);
    }
  }
});

const invalidId = 'The provided model identifier is invalid.';
const profile = 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123';
const modelIds: { id: string; account?: Account; says?: string | RegExp }[] = [
  { id: 'us.anthropic.claude-opus-5-5' },
  { id: 'global.anthropic.claude-haiku-4-5-20251001-v1:0' },
  { id: 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-6' },
  { id: profile, account: { applicationProfiles: { [profile]: 'us.anthropic.claude-opus-5' } } },
  { id: profile, says: invalidId },
  { id: 'claude-opus-5-5', says: invalidId },
  { id: 'us.anthropic.claude-opus-9', says: invalidId },
  { id: 'us.anthropic.claude-opus-5-5[1m]', says: invalidId },
  { id: 'eu.anthropic.claude-opus-5-5', says: invalidId },
  { id: 'us.anthropic.claude-opus-5-5', account: { region: 'eu-central-1' }, says: invalidId },
  { id: 'eu.anthropic.claude-opus-5-5', account: { region: 'eu-central-1' } },
  { id: 'jp.anthropic.claude-opus-5-5', account: { region: 'ap-northeast-1' } },
  { id: 'au.anthropic.claude-opus-5-5', account: { region: 'ap-northeast-1' }, says: invalidId },
  { id: 'us.anthropic.claude-opus-5', account: { models: ['us.anthropic.claude-sonnet-5'] }, says: invalidId },
  { id: 'anthropic.claude-opus-5-5', says: /with on-demand throughput isn’t supported/ },
  { id: 'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-opus-5-5', says: /on-demand throughput/ },
];

test.each(modelIds)('the model id $id with $account is answered: $says', async ({ id, account, says }) => {
  const bedrock = await start(account);
  const response = await post(bedrock, invoke(id), invokeBody);
  const { message } = await read(response);
  expect(response.status).toBe(says ? 400 : 200);
  if (says) expect(message).toMatch(says);
  expect(bedrock.stats.calls[0]?.model).toBe(id);
});

test('a model that is not on the Messages surface is an unknown operation there, in either shape', async () => {
  const body = { model: 'us.anthropic.claude-sonnet-4-6', ...hello };
  const notFound = await post(await start(), '/anthropic/v1/messages', body, onMessages);
  expect(notFound.status).toBe(404);
  expect(notFound.headers.get('x-amzn-errortype')).toMatch(/^UnknownOperationException:/);

  const hidden = await post(await start({ unknownOperation: 200 }), '/anthropic/v1/messages', body, onMessages);
  expect(hidden.status).toBe(200);
  expect(await hidden.json()).toEqual({
    Output: { __type: 'com.amazon.coral.service#UnknownOperationException' },
    Version: '1.0',
  });

  const without = await start({ withoutMessages: ['haiku-4-5'] });
  const haiku = { ...body, model: 'us.anthropic.claude-haiku-4-5-20251001-v1:0' };
  expect((await post(without, '/anthropic/v1/messages', haiku, onMessages)).status).toBe(404);
});

test('a route that does not exist is an unknown operation, whoever asks', async () => {
  const bedrock = await start();
  for (const path of [
    '/anthropic/v1/messages/count_tokens',
    '/anthropic/v1/models',
    '/v1/messages',
    '/model/a/b/invoke',
  ]) {
    expect((await fetch(bedrock.url + path, { method: 'POST', body: '{}' })).status).toBe(404);
  }
  expect((await fetch(`${bedrock.url}/anthropic/v1/messages`)).status).toBe(404);
  expect(bedrock.stats.total).toBe(0);
});

test('CountTokens counts foundation ids of the models that have it', async () => {
  const bedrock = await start();
  const count = async (id: string, body: object = invokeBody) => {
    const input = { invokeModel: { body: Buffer.from(JSON.stringify(body)).toString('base64') } };
    return read(await post(bedrock, `/model/${encodeURIComponent(id)}/count-tokens`, { input }));
  };
  const unsupported = { message: "The provided model doesn't support counting tokens." };
  expect((await count('anthropic.claude-sonnet-4-6')).inputTokens).toBeGreaterThan(10);
  expect(await count('us.anthropic.claude-sonnet-4-6')).toEqual(unsupported);
  expect(await count('anthropic.claude-opus-5')).toEqual(unsupported);
  expect(await count('anthropic.claude-nothing')).toEqual({ message: invalidId });
  expect(await count('anthropic.claude-sonnet-4-6', hello)).toEqual({ message: 'anthropic_version: Field required' });
  const long = { ...invokeBody, system: 'x'.repeat(900_000) };
  expect((await count('anthropic.claude-sonnet-4-6', long)).message).toMatch(
    /^prompt is too long: \d+ tokens > 200000 maximum$/,
  );
});

test('requests that are not signed, or by keys which have expired, are refused before anything else', async () => {
  const bedrock = await start();
  const unsigned = await fetch(bedrock.url + invoke('us.anthropic.claude-opus-5'), {
    method: 'POST',
    body: 'nonsense',
  });
  expect(unsigned.status).toBe(403);
  expect(await unsigned.json()).toEqual({ message: 'Missing Authentication Token' });

  const keys = { accessKeyId: 'ASIAROTATED', secretAccessKey: 'new', sessionToken: 'new' };
  bedrock.rotate(keys);
  const old = await post(bedrock, invoke('us.anthropic.claude-opus-5'), invokeBody);
  expect(old.headers.get('x-amzn-errortype')).toMatch(/^ExpiredTokenException:/);
  expect((await post(bedrock, invoke('us.anthropic.claude-opus-5'), invokeBody, { keys })).status).toBe(200);
  expect(bedrock.refusals.map(({ refusal }) => refusal.type)).toEqual([
    'MissingAuthenticationTokenException',
    'ExpiredTokenException',
  ]);
});

test('InvokeModel’s errors come wrapped where that is asked for', async () => {
  const messageOf = async (wrapped: 'text' | 'json') => {
    const response = await post(await start({ wrapped }), invoke('us.anthropic.claude-opus-5'), {
      ...invokeBody,
      foo: 1,
    });
    return (await read(response)).message;
  };
  const said = 'foo: Extra inputs are not permitted';
  expect(await messageOf('text')).toBe(`The model returned the following errors: ${said}`);
  expect(await messageOf('json')).toContain(JSON.stringify({ type: 'invalid_request_error', message: said }));
});

test('a program finds all of Bedrock’s hosts at one address', async () => {
  const { env, url } = await start();
  expect(env).toMatchObject({
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: url,
    AWS_ENDPOINT_URL_BEDROCK_MANTLE: url,
    AWS_ENDPOINT_URL_BEDROCK: url,
  });
});

test('a refusal of one’s own comes last', async () => {
  const bedrock = await start({ refuse: () => ({ status: 403, type: 'AccessDeniedException', message: 'No.' }) });
  expect((await post(bedrock, invoke('us.anthropic.claude-opus-5'), { ...invokeBody, foo: 1 })).status).toBe(400);
  expect((await post(bedrock, invoke('us.anthropic.claude-opus-5'), invokeBody)).status).toBe(403);
});

async function read(response: Response): Promise<JsonObject> {
  return (await response.json()) as JsonObject;
}
