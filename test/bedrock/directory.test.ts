import { afterAll, expect, test } from 'vitest';
import type { JsonObject } from '../../proxy/demo/call.ts';
import type { Account } from './account.ts';
import { get, post } from './clients.ts';
import { type StrictBedrock, startStrictBedrock } from './strict.ts';

const servers: StrictBedrock[] = [];
afterAll(() => Promise.all(servers.map((server) => server.close())));

async function start(account: Account = {}): Promise<StrictBedrock> {
  const server = await startStrictBedrock(account);
  servers.push(server);
  return server;
}

async function read(bedrock: StrictBedrock, path: string): Promise<JsonObject> {
  const response = await get(bedrock, path);
  const text = await response.text();
  expect(response.status, text).toBe(200);
  return JSON.parse(text) as JsonObject;
}

async function profileIds(bedrock: StrictBedrock, query = ''): Promise<unknown[]> {
  const { inferenceProfileSummaries } = await read(bedrock, `/inference-profiles${query}`);
  return (inferenceProfileSummaries as JsonObject[]).map(({ inferenceProfileId }) => inferenceProfileId);
}

async function modelIds(bedrock: StrictBedrock, query = ''): Promise<unknown[]> {
  const { modelSummaries } = await read(bedrock, `/foundation-models${query}`);
  return (modelSummaries as JsonObject[]).map(({ modelId }) => modelId);
}

const application = 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123';
const applicationProfiles = { [application]: 'us.anthropic.claude-opus-5' };

test('the profiles of a region are listed, each with the models behind it', async () => {
  const bedrock = await start();
  const { inferenceProfileSummaries, nextToken } = await read(bedrock, '/inference-profiles?type=SYSTEM_DEFINED');
  expect(nextToken).toBeUndefined();
  expect(inferenceProfileSummaries).toContainEqual({
    inferenceProfileId: 'us.anthropic.claude-opus-5-5',
    inferenceProfileArn: 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-opus-5-5',
    inferenceProfileName: 'US Anthropic Claude Opus 5-5',
    models: [
      { modelArn: 'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-opus-5-5' },
      { modelArn: 'arn:aws:bedrock:us-west-2::foundation-model/anthropic.claude-opus-5-5' },
    ],
    status: 'ACTIVE',
    type: 'SYSTEM_DEFINED',
    createdAt: expect.any(String),
    updatedAt: expect.any(String),
  });
  const tokyo = await profileIds(await start({ region: 'ap-northeast-1' }));
  expect(tokyo).toEqual(expect.arrayContaining(['jp.amazon.nova-2-lite-v1:0', 'global.anthropic.claude-opus-5-5']));
  expect(tokyo.filter((id) => !/^(jp|apac|global)\./.test(String(id)))).toEqual([]);
});

test('an account has the profiles that it was given, and its own', async () => {
  const models = ['us.anthropic.claude-sonnet-5', 'amazon.nova-pro-v1:0'];
  const bedrock = await start({ models, applicationProfiles });
  expect(await profileIds(bedrock)).toEqual(['us.anthropic.claude-sonnet-5', 'abc123']);
  expect(await profileIds(bedrock, '?type=APPLICATION')).toEqual(['abc123']);
  expect(await profileIds(bedrock, '?typeEquals=SYSTEM_DEFINED')).toEqual(['us.anthropic.claude-sonnet-5']);
  expect(await modelIds(bedrock)).toEqual(['anthropic.claude-sonnet-5', 'amazon.nova-pro-v1:0']);
});

test('a list comes in pages, as large as is asked or as the service likes', async () => {
  const all = await profileIds(await start());
  expect(all.length).toBeGreaterThan(30);
  for (const [account, query] of [
    [{}, 'maxResults=7'],
    [{ pageSize: 7 }, 'type=SYSTEM_DEFINED'],
  ] as const) {
    const bedrock = await start(account);
    const found: unknown[] = [];
    let token: unknown;
    do {
      const next = token === undefined ? '' : `&nextToken=${encodeURIComponent(String(token))}`;
      const page = await read(bedrock, `/inference-profiles?${query}${next}`);
      expect((page.inferenceProfileSummaries as unknown[]).length).toBeLessThanOrEqual(7);
      found.push(
        ...(page.inferenceProfileSummaries as JsonObject[]).map(({ inferenceProfileId }) => inferenceProfileId),
      );
      token = page.nextToken;
    } while (token !== undefined);
    expect(found).toEqual(all);
  }
});

test.each([
  'us.anthropic.claude-opus-5',
  encodeURIComponent('arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-opus-5'),
  encodeURIComponent(application),
])('a profile is found by its id and by its ARN: %s', async (name) => {
  const found = await read(await start({ applicationProfiles }), `/inference-profiles/${name}`);
  expect(found.models).toContainEqual({
    modelArn: 'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-opus-5',
  });
});

test('models say who made them, what they take, and how they may be called', async () => {
  const bedrock = await start();
  const { modelDetails } = await read(bedrock, '/foundation-models/amazon.nova-pro-v1%3A0');
  expect(modelDetails).toEqual({
    modelArn: 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0',
    modelId: 'amazon.nova-pro-v1:0',
    modelName: 'Nova Pro',
    providerName: 'Amazon',
    inputModalities: ['TEXT', 'IMAGE'],
    outputModalities: ['TEXT'],
    responseStreamingSupported: true,
    customizationsSupported: [],
    inferenceTypesSupported: ['ON_DEMAND', 'INFERENCE_PROFILE'],
    modelLifecycle: { status: 'ACTIVE' },
  });
  expect(await modelIds(bedrock, '?byProvider=meta')).toHaveLength(5);
  expect(await modelIds(bedrock, '?byProvider=Mistral%20AI')).toContain('mistral.devstral-2-123b');
  expect(await modelIds(bedrock, '?byOutputModality=EMBEDDING')).toHaveLength(5);
  const onDemand = await modelIds(bedrock, '?byOutputModality=TEXT&byInferenceType=ON_DEMAND');
  expect(onDemand).toContain('zai.glm-5');
  expect(onDemand.filter((id) => /anthropic|cohere|llama/.test(String(id)))).toEqual([]);
});

test('an account says what it may do with a model, when models end, and what holds for all of them', async () => {
  const bedrock = await start({
    access: { 'anthropic.claude-opus-5': { agreement: 'ERROR' } },
    legacy: { 'amazon.nova-pro-v1:0': '2027-01-01T00:00:00Z' },
  });
  expect(await read(bedrock, '/foundation-model-availability/anthropic.claude-opus-5')).toEqual({
    modelId: 'anthropic.claude-opus-5',
    agreementAvailability: { status: 'ERROR', errorMessage: expect.any(String) },
    authorizationStatus: 'AUTHORIZED',
    entitlementAvailability: 'AVAILABLE',
    regionAvailability: 'AVAILABLE',
  });
  const { modelDetails } = await read(bedrock, '/foundation-models/amazon.nova-pro-v1%3A0');
  expect(modelDetails).toMatchObject({ modelLifecycle: { status: 'LEGACY', endOfLifeTime: '2027-01-01T00:00:00Z' } });
  expect(await read(bedrock, '/data-retention')).toEqual({ mode: 'default' });
  expect(await read(bedrock, '/use-case-for-model-access')).toEqual({ formData: expect.any(String) });
});

test('an action that the role lacks is refused before anything else is looked at', async () => {
  const bedrock = await start({ deny: ['bedrock:InvokeModel', 'bedrock:ListFoundationModels'] });
  const invoke = (route: string) => post(bedrock, `/model/us.anthropic.claude-opus-5/${route}`, {});
  for (const response of [await invoke('invoke'), await get(bedrock, '/foundation-models')]) {
    expect(response.status).toBe(403);
    expect(((await response.json()) as JsonObject).message).toMatch(
      /is not authorized to perform: bedrock:\w+ on resource/,
    );
  }
  expect((await invoke('invoke-with-response-stream')).status).toBe(400);
});

test.each([
  {
    path: '/inference-profiles?type=OTHER',
    status: 400,
    says: /satisfy enum value set: \[SYSTEM_DEFINED, APPLICATION\]/,
  },
  { path: '/inference-profiles?maxResults=0', status: 400, says: /between 1 and 1000/ },
  { path: '/inference-profiles?nextToken=guessed', status: 400, says: /nextToken/ },
  { path: '/inference-profiles/eu.anthropic.claude-opus-5', status: 404, says: /inference profile/ },
  { path: '/foundation-models/anthropic.claude-nothing', status: 400, says: /model identifier is invalid/ },
  { path: '/foundation-model-availability/anthropic.claude-nothing', status: 404, says: /model identifier is invalid/ },
  { path: '/foundation-models?byOutputModality=SOUND', status: 400, says: /enum value set/ },
])('the control plane refuses $path', async ({ path, status, says }) => {
  const response = await get(await start(), path);
  expect(response.status).toBe(status);
  expect(((await response.json()) as JsonObject).message).toMatch(says);
});

test('lists are signed too, query and all, and take no other method', async () => {
  const bedrock = await start();
  const unsigned = await fetch(`${bedrock.url}/inference-profiles`);
  expect(unsigned.status).toBe(403);
  const signed = await get(bedrock, '/inference-profiles?type=SYSTEM_DEFINED&maxResults=10');
  expect(signed.status).toBe(200);
  const { headers } = bedrock.stats.calls.at(-1) ?? { headers: {} };
  const names = ['authorization', 'x-amz-date', 'x-amz-security-token', 'x-amz-content-sha256'];
  const replayed = Object.fromEntries(names.map((name) => [name, String(headers[name as keyof typeof headers] ?? '')]));
  const changed = await fetch(`${bedrock.url}/inference-profiles?type=APPLICATION&maxResults=10`, {
    headers: replayed,
  });
  expect(((await changed.json()) as JsonObject).message).toMatch(/signature we calculated does not match/);
  expect((await fetch(`${bedrock.url}/inference-profiles`, { method: 'POST', body: '{}' })).status).toBe(404);
  expect((await fetch(`${bedrock.url}/inference-profiles/a/b`)).status).toBe(404);
});
