import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import type { Settings } from '../../proxy/settings/settings.ts';
import { connectionResets, failures, helloText, type Scenario, silence, throttle } from '../bedrock/scenarios.ts';
import { type StrictBedrock, startStrictBedrock } from '../bedrock/strict.ts';
import { openRoad, question, type Road, readEvents, textOf } from '../support/road.ts';

interface Regions extends AsyncDisposable {
  readonly road: Road;
  /** How many calls have come to a region. */
  calls(region: string): number;
}

/** A strict Bedrock for each region behind one address: who signs for a region gets to it. */
async function openRegions(
  scenarios: Readonly<Record<string, Scenario | undefined>>,
  settings: Partial<Settings>,
): Promise<Regions> {
  const regions = new Map<string, StrictBedrock>();
  for (const [region, scenario] of Object.entries(scenarios)) {
    regions.set(region, await startStrictBedrock({ region, ...(scenario ? { scenario } : {}) }));
  }
  const front = http.createServer((incoming, outgoing) => {
    const region = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(incoming.headers.authorization ?? '')?.[1] ?? '';
    const bedrock = regions.get(region);
    if (!bedrock) return void outgoing.destroy();
    const { method, url, headers } = incoming;
    const onward = http.request(new URL(String(url), bedrock.url), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  const env = { AWS_ENDPOINT_URL_BEDROCK_RUNTIME: `http://127.0.0.1:${(front.address() as AddressInfo).port}` };
  const road = await openRoad({ env, settings: { region: 'us-east-1', ...settings } });
  return {
    road,
    calls: (region) => regions.get(region)?.stats.total ?? 0,
    async [Symbol.asyncDispose]() {
      await road[Symbol.asyncDispose]();
      front.closeAllConnections();
      front.close();
      for (const bedrock of regions.values()) await bedrock.close();
    },
  };
}

const TROUBLES: readonly (readonly [what: string, scenario: Scenario])[] = [
  ['throttles', throttle(9)],
  ['is not available', failures(9, 503, 'ServiceUnavailableException', 'Try again later')],
  ['breaks the connection', connectionResets(9)],
];

for (const [what, scenario] of TROUBLES) {
  test(`a region that ${what} gives way to the next one, which is told`, async () => {
    const scenarios = { 'us-east-1': scenario, 'us-west-2': undefined };
    await using regions = await openRegions(scenarios, { failoverRegions: ['us-west-2'] });
    const { road } = regions;
    const answer = await road.post(question({ stream: true }));
    expect(answer.headers.get('adit-notes')).toBe('us-east-1 did not take it: us-west-2 was asked');
    expect(textOf(await readEvents(answer))).toBe(helloText);
    expect(road.exchanges[0]).toMatchObject({
      region: 'us-west-2',
      served: 'us.anthropic.claude-sonnet-4-6',
      failovers: 1,
      retries: 1,
      tries: [{ region: 'us-east-1' }],
    });
    expect([regions.calls('us-east-1'), regions.calls('us-west-2')]).toEqual([1, 1]);
  });
}

test('in another geography the best profile of the name is asked for', async () => {
  const scenarios = { 'us-east-1': throttle(9), 'eu-west-1': undefined };
  await using regions = await openRegions(scenarios, { failoverRegions: ['eu-west-1'] });
  expect((await regions.road.post(question())).status).toBe(200);
  expect(regions.road.exchanges[0]).toMatchObject({ region: 'eu-west-1', served: 'eu.anthropic.claude-sonnet-4-6' });
});

test('regions are asked in their order, each once, and the last one answers with its error', async () => {
  const scenarios = { 'us-east-1': throttle(9), 'us-west-2': throttle(9), 'us-east-2': throttle(9) };
  await using regions = await openRegions(scenarios, { failoverRegions: ['us-west-2', 'us-east-1', 'us-east-2'] });
  const refused = await regions.road.post(question());
  expect(refused.status).toBe(429);
  expect(regions.road.exchanges[0]?.tries.map(({ region }) => region)).toEqual(['us-east-1', 'us-west-2', 'us-east-2']);
  expect(['us-east-1', 'us-west-2', 'us-east-2'].map(regions.calls)).toEqual([1, 1, 1]);
});

test('without regions to fail over to, nothing is sent elsewhere', async () => {
  await using regions = await openRegions({ 'us-east-1': throttle(9), 'us-west-2': undefined }, {});
  expect((await regions.road.post(question())).status).toBe(429);
  expect(regions.calls('us-west-2')).toBe(0);
});

test('what is wrong with the request itself, and an ARN, stay where they are', async () => {
  const scenarios = { 'us-east-1': throttle(9), 'us-west-2': undefined };
  await using regions = await openRegions(scenarios, { failoverRegions: ['us-west-2'] });
  const model = 'arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.anthropic.claude-sonnet-4-6';
  expect((await regions.road.post(question({ model }))).status).toBe(429);
  expect((await regions.road.post(question({ max_tokens: -1 }))).status).toBe(400);
  expect(regions.calls('us-west-2')).toBe(0);
});

test('an answer that has begun is not asked for elsewhere', async () => {
  const scenarios = { 'us-east-1': silence(60_000, 3), 'us-west-2': undefined };
  await using regions = await openRegions(scenarios, { failoverRegions: ['us-west-2'], silenceSeconds: 1 });
  const events = await readEvents(await regions.road.post(question({ stream: true })));
  expect(events.at(-1)?.event).toBe('error');
  expect(regions.calls('us-west-2')).toBe(0);
});
