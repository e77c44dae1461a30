import { hc } from 'hono/client';
import { expect, test } from 'vitest';
import type { ControlApp } from '../../proxy/control/app.ts';
import { answer } from '../bedrock/scenarios.ts';
import { openRoad, question, type Road } from '../support/road.ts';

function control(road: Road) {
  const headers = { authorization: `Bearer ${road.adit.console.token}` };
  return { api: hc<ControlApp>(road.adit.url, { headers }).console.api, headers };
}

/** The events of a stream as they come, until one is enough. */
async function* events(response: Response): AsyncGenerator<{ event: string; data: Record<string, unknown> }> {
  let rest = '';
  for await (const text of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = /^event: (.*)$/m.exec(block)?.[1] ?? '';
      yield { event, data: JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? 'null') as Record<string, unknown> };
    }
  }
}

test('the settings are described, shown, patched and reset, and say what needs a restart', async () => {
  await using road = await openRoad();
  const { api } = control(road);
  const shown = await (await api.settings.$get()).json();
  expect(shown.fields.find(({ path }) => path === 'history.days')).toEqual({
    path: 'history.days',
    title: 'Keep for',
    description: 'Time after which a request is deleted; pinned ones stay.',
    group: 'history',
    type: 'integer',
    default: 30,
    unit: 'days',
    example: null,
    needsRestart: false,
    choices: [],
    min: 1,
    max: null,
    columns: [],
  });
  expect(shown).toMatchObject({ problem: null, secrets: { place: 'file', problem: null }, keylessUrl: null });
  expect(shown.overridden).toContain('port');
  const patched = await api.settings.$patch({ json: { history: { days: 7 }, secrets: 'file' } });
  expect(await patched.json()).toMatchObject({
    values: { history: { days: 7 } },
    changed: ['history.days', 'secrets'],
    needsRestart: ['secrets'],
  });
  expect(JSON.parse(road.home.read('settings.json') ?? '')).toEqual({ history: { days: 7 }, secrets: 'file' });
  const reset = await api.settings[':path'].$delete({ param: { path: 'history' } });
  expect(await reset.json()).toMatchObject({
    values: { history: { days: 30 } },
    changed: ['history.enabled', 'history.days'],
  });
});

test('what cannot be set is refused by its name, and nothing is set', async () => {
  await using road = await openRoad();
  const { api } = control(road);
  const wrong = await api.settings.$patch({ json: { region: 'eu-west-1', history: { days: 0 } } });
  expect(wrong.status).toBe(400);
  expect(await wrong.json()).toMatchObject({
    error: { type: 'invalid_request_error', message: expect.stringMatching(/^Nothing was set\. history\.days: /) },
  });
  expect((await api.settings.$patch({ json: { profile: 'nobody' } })).status).toBe(401);
  expect((await api.settings[':path'].$delete({ param: { path: 'nothing' } })).status).toBe(404);
  expect(road.home.read('settings.json')).toBeUndefined();
  expect(road.adit.identity.region).toBe('us-east-1');
});

test('screens are told of changes and of the new status, over a stream that outlives them', async () => {
  await using road = await openRoad();
  const { api, headers } = control(road);
  const stream = events(await fetch(`${road.adit.url}/console/api/events`, { headers }));
  expect((await stream.next()).value).toMatchObject({ event: 'status', data: { region: 'us-east-1' } });
  for (const region of ['us-west-2', 'eu-west-1']) {
    expect((await api.settings.$patch({ json: { region } })).status).toBe(200);
    expect((await stream.next()).value).toEqual({ event: 'settings', data: { changed: ['region'], problem: null } });
    expect((await stream.next()).value).toMatchObject({ event: 'status', data: { region, regionFrom: 'chosen' } });
  }
  road.home.write('settings.json', '{"profile": "nobody"}');
  expect((await stream.next()).value).toMatchObject({
    event: 'settings',
    data: { changed: ['profile', 'region'], problem: expect.stringMatching(/No AWS profile is named "nobody"/) },
  });
  for (const [text, problem] of [
    ['{"profile": ', /settings\.json is not valid JSON/],
    ['{"profile": "nobody"}', /No AWS profile is named "nobody"/],
  ] as const) {
    let told: unknown;
    road.home.write('settings.json', text);
    while ((told as { event?: string })?.event !== 'settings') told = (await stream.next()).value;
    expect(told).toMatchObject({ data: { changed: [], problem: expect.stringMatching(problem) } });
  }
  await stream.return(undefined);
});

test('identity and region are switched, and null takes what stands without a setting', async () => {
  await using road = await openRoad();
  const { api } = control(road);
  const switched = await api.identity.$post({ json: { credentials: 'environment', region: 'eu-west-1' } });
  expect(await switched.json()).toEqual({
    credentials: 'environment',
    profile: null,
    region: 'eu-west-1',
    regionFrom: 'chosen',
  });
  expect(JSON.parse(road.home.read('settings.json') ?? '')).toEqual({
    credentials: 'environment',
    region: 'eu-west-1',
  });
  const back = await api.identity.$post({ json: { credentials: null, region: null } });
  expect(await back.json()).toMatchObject({ region: 'us-east-1', regionFrom: 'AWS_REGION' });
  expect((await api.identity.$post({ json: { region: 'Frankfurt' } })).status).toBe(400);
});

test('keys are made, listed without telling them, given by name, and revoked', async () => {
  await using road = await openRoad();
  const { api } = control(road);
  const { key } = await (await api.keys.$post({ json: { name: 'zed' } })).json();
  expect((await road.post(question(), { headers: { 'x-api-key': key } })).status).toBe(200);
  const listed = await (await api.keys.$get()).text();
  expect(JSON.parse(listed)).toMatchObject({ keys: [{ name: 'main' }, { name: 'zed', lastFour: key.slice(-4) }] });
  expect(listed).not.toContain(key);
  expect(await (await api.keys[':name'].$get({ param: { name: 'zed' } })).json()).toEqual({ name: 'zed', key });
  expect((await api.keys[':name'].$delete({ param: { name: 'zed' } })).status).toBe(204);
  expect((await road.post(question(), { headers: { 'x-api-key': key } })).status).toBe(401);
  expect((await api.keys[':name'].$delete({ param: { name: 'zed' } })).status).toBe(404);
  expect((await api.keys[':name'].$get({ param: { name: 'zed' } })).status).toBe(404);
  expect((await api.keys.$post({ json: { name: '../zed' } })).status).toBe(400);
});

test('names are resolved as they would be now', async () => {
  await using road = await openRoad();
  const { api } = control(road);
  await road.adit.apply({ aliases: { fast: 'claude-haiku-4-5', lost: 'no-such-model' } });
  const { aliases, models } = await (await api.models.$get()).json();
  expect(aliases).toMatchObject([
    {
      name: 'fast',
      modelId: expect.stringMatching(/^us\.anthropic\.claude-haiku-4-5/),
      region: 'us-east-1',
      problem: null,
    },
    { name: 'lost', modelId: null, available: false, problem: expect.stringMatching(/^No model is named "lost"/) },
  ]);
  expect(models.some(({ name }) => name === 'claude-opus-4-8')).toBe(true);
  const resolve = async (name: string) => (await api.models.resolve.$get({ query: { name } })).json();
  expect(await resolve('opus')).toMatchObject({ modelId: expect.stringMatching(/^us\.anthropic\.claude-opus/) });
  await road.adit.apply({ region: 'eu-west-1' });
  expect(await resolve('fast')).toMatchObject({ region: 'eu-west-1', modelId: expect.stringMatching(/^eu\./) });
});

test('budgets are shown, and told when they are reached', async () => {
  const usage = {
    input_tokens: 1_000_000,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    output_tokens: 0,
  };
  await using road = await openRoad({
    scenario: answer({ usage }),
    settings: { prices: { 'claude-sonnet-4-6': { input: 2, output: 10 } } },
  });
  const { api, headers } = control(road);
  await api.settings.$patch({ json: { budgets: { daily: 2.2 } } });
  const stream = events(await fetch(`${road.adit.url}/console/api/events`, { headers }));
  await stream.next();
  await road.post(question());
  const next = async () => {
    // How things are is told after the budget was set, too.
    for await (const told of stream) if (told.event !== 'status') return told;
    return undefined;
  };
  const row = { client: null, period: 'day', limit: 2.2, spent: 2, state: 'warn', enforced: false };
  expect(await next()).toEqual({ event: 'budget', data: row });
  expect(await (await api.budgets.$get()).json()).toEqual({ rows: [row], enforce: false });
  await stream.return(undefined);
});

test('the doctor tells what it finds as it finds it, and a real call says whether a model answers', async () => {
  await using road = await openRoad();
  const { api, headers } = control(road);
  const body = JSON.stringify({ call: true });
  const response = await fetch(`${road.adit.url}/console/api/doctor`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body,
  });
  const told = await Array.fromAsync(events(response));
  const progress = told.filter(({ event }) => event === 'progress').map(({ data }) => data);
  expect(progress.length).toBeGreaterThan(5);
  expect(progress[0]).toMatchObject({ findings: [] });
  expect(progress.at(-1)).toMatchObject({ running: [] });
  expect(told.at(-1)).toMatchObject({
    event: 'diagnosis',
    data: { findings: expect.arrayContaining([expect.objectContaining({ id: 'call', verdict: 'ok' })]) },
  });
  const before = road.bedrock.stats.total;
  const finding = await (await api.doctor.call.$post()).json();
  expect(finding).toMatchObject({
    id: 'call',
    verdict: 'ok',
    evidence: expect.stringMatching(/^A one-token call to /),
  });
  expect(road.bedrock.stats.total).toBeGreaterThan(before);
});
