import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { speak } from '../support/raw.ts';
import { openSignedInRoad, type SignedInRoad } from '../support/signed-in-road.ts';

afterEach(() => void vi.unstubAllEnvs());

const ROUTES = [
  ['GET', '/console/api/status'],
  ['GET', '/console/api/profiles'],
  ['GET', '/console/api/events'],
  ['GET', '/console/api/key'],
  ['POST', '/console/api/power'],
  ['POST', '/console/api/doorway'],
  ['POST', '/console/api/sign-in'],
  ['DELETE', '/console/api/sign-in'],
  ['POST', '/console/api/sign-in/mfa'],
  ['GET', '/console/api/history'],
  ['GET', '/console/api/history/sessions'],
  ['GET', '/console/api/history/costs'],
  ['GET', '/console/api/history/health'],
  ['GET', '/console/api/history/fields'],
  ['GET', '/console/api/history/export?format=csv'],
  ['GET', '/console/api/history/changes'],
  ['POST', '/console/api/history/remove'],
  ['GET', '/console/api/requests?id=req_1'],
  ['GET', '/console/api/requests/req_1'],
  ['GET', '/console/api/requests/req_1/events'],
  ['GET', '/console/api/requests/req_1/follow'],
  ['GET', '/console/api/requests/req_1/diff'],
  ['GET', '/console/api/requests/req_1/curl'],
  ['PUT', '/console/api/requests/req_1/pin'],
  ['POST', '/console/api/requests/req_1/estimate'],
  ['POST', '/console/api/requests/req_1/replay'],
  ['GET', '/console/api'],
  ['GET', '/console/api/nothing'],
] as const;

test("every route wants the console's own token, and the key of clients is none", async () => {
  await using road = await openSignedInRoad();
  for (const [method, path] of ROUTES) {
    for (const headers of [{}, { 'x-api-key': road.adit.key }, { authorization: `Bearer ${road.adit.key}` }]) {
      const answer = await fetch(`${road.adit.url}${path}`, { method, headers });
      expect(answer.status, `${method} ${path}`).toBe(401);
      expect(await answer.json()).toMatchObject({
        error: { type: 'authentication_error', message: expect.stringContaining('console-token') },
      });
    }
  }
  const headers = { 'x-api-key': road.consoleHeaders.authorization?.slice('Bearer '.length) ?? '' };
  expect((await fetch(`${road.adit.url}/v1/models`, { headers })).status).toBe(401);
  expect(statSync(road.home.file('console-token')).mode & 0o777).toBe(0o600);
});

test('a web page, and a name that was made to point at this machine, get nothing even with the token', async () => {
  await using road = await openSignedInRoad();
  const { authorization = '' } = road.consoleHeaders;
  for (const [host, origin] of [
    ['evil.example', undefined],
    ['127.0.0.1', 'https://evil.example'],
  ] as const) {
    const lines = [`host: ${host}`, `authorization: ${authorization}`, ...(origin ? [`origin: ${origin}`] : [])];
    using client = await speak(road.adit.url, `GET /console/api/status HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    const text = await client.received(/^HTTP\/1.1 403/);
    expect(text.toLowerCase()).not.toContain('access-control');
  }
});

test('the status says who asks, where, and until when somebody is signed in', async () => {
  await using road = await openSignedInRoad();
  const status = async () => (await road.control.console.api.status.$get()).json();
  await expect.poll(status, { timeout: 10_000 }).toEqual({
    version: expect.stringMatching(/^\d+\.\d+/),
    url: road.adit.url,
    demo: false,
    on: true,
    credentials: 'profile',
    profile: 'work',
    region: 'us-east-1',
    regionFrom: 'profile work',
    endpoint: { url: `${road.bedrock.url}/`, custom: true },
    signIn: { state: 'signed-in', until: expect.stringMatching(/Z$/), renewed: true },
    matter: null,
    run: { state: 'idle' },
    today: { requests: 0, unpriced: 0, costMicros: 0 },
    history: expect.objectContaining({ state: 'off', requests: 0 }),
    screens: existsSync(join(import.meta.dirname, '../../dist/renderer/index.html')),
    secrets: { place: 'file', problem: null },
  });
});

test('the profiles are listed as they are on disk now, with nothing secret', async () => {
  await using road = await openSignedInRoad();
  const answer = await road.control.console.api.profiles.$get();
  expect(await answer.json()).toEqual({
    profiles: [
      {
        name: 'work',
        kind: 'sso',
        region: 'us-east-1',
        accountId: '111122223333',
        roleName: 'Developer',
        chain: [],
        ssoSession: 'corp',
        startUrl: 'https://example.awsapps.com/start',
        file: 'config',
        signIn: { state: 'signed-in', until: expect.any(String), renewed: true },
      },
    ],
    others: [],
  });
});

test('a sign-in is begun once, is told step by step, and can be cancelled', async () => {
  await using road = await openSignedInRoad({ isSignedIn: false });
  const { console } = road.control;
  const first = await (await console.api['sign-in'].$post({ json: { method: 'device' } })).json();
  expect(first).toMatchObject({ state: 'running', method: 'device', userCode: expect.any(String) });
  const second = await (await console.api['sign-in'].$post({ json: { method: 'browser' } })).json();
  expect(second).toEqual(first);
  expect((await console.api['sign-in'].$delete()).status).toBe(204);
  await expect
    .poll(async () => (await (await console.api.status.$get()).json()).run, { timeout: 10_000 })
    .toEqual({ state: 'idle' });
  expect(road.center.count('RegisterClient')).toBe(1);
});

test('a sign-in that is denied is told, and another can be begun', async () => {
  await using road = await openSignedInRoad({ isSignedIn: false });
  const { console } = road.control;
  const begin = async () =>
    (await (await console.api['sign-in'].$post({ json: { method: 'browser' } })).json()) as { url: string };
  await fetch(await road.center.deny((await begin()).url));
  const run = async () => (await (await console.api.status.$get()).json()).run;
  await expect
    .poll(run, { timeout: 10_000 })
    .toMatchObject({ state: 'failed', why: expect.stringContaining('denied') });
  await fetch(await road.center.approve((await begin()).url));
  await expect.poll(run, { timeout: 10_000 }).toEqual({ state: 'done' });
  expect((await road.post()).status).toBe(200);
});

test('what cannot be begun, and bodies that are none, are errors in words', async () => {
  await using road = await openSignedInRoad({
    config: '[profile work]\naws_access_key_id = A\naws_secret_access_key = S\n',
  });
  const post = async (path: string, body: string) => {
    const headers = { ...road.consoleHeaders, 'content-type': 'application/json' };
    const answer = await fetch(`${road.adit.url}/console/api${path}`, { method: 'POST', headers, body });
    return `${answer.status} ${((await answer.json()) as { error: { message: string } }).error.message}`;
  };
  expect(await post('/sign-in', '{}')).toBe('400 The profile in use has no sign-in at IAM Identity Center.');
  expect(await post('/sign-in', '{')).toBe('400 The body is not JSON.');
  expect(await post('/sign-in', '{"method":"telepathy"}')).toMatch(/^400 method: /);
  expect(await post('/sign-in', '[]')).toMatch(/^400 /);
  expect(await post('/sign-in/mfa', '{"code":"12345"}')).toBe('400 code: A code has six digits.');
  expect(await post('/nothing', '{}')).toMatch(/^404 /);
});

test('events come as they happen, after how things are', async () => {
  await using road = await openSignedInRoad({ isSignedIn: false });
  using events = await listenTo(road);
  expect(await events.next()).toMatchObject({ event: 'status', data: { profile: 'work', matter: null } });
  const answer = road.post();
  expect(await events.next()).toMatchObject({
    event: 'sign-in-needed',
    data: { matter: { task: 'sso', profile: 'work', waiting: 1 } },
  });
  road.signInElsewhere();
  expect(await events.next()).toMatchObject({ event: 'sign-in-done', data: { matter: { profile: 'work' } } });
  expect((await answer).status).toBe(200);
});

test('a stream of events ends with the program, and is in no log', async () => {
  const road = await openSignedInRoad();
  const answer = await fetch(`${road.adit.url}/console/api/events`, { headers: road.consoleHeaders });
  await road.control.console.api.status.$get();
  const started = performance.now();
  const closing = road.adit.close(10_000);
  expect(await answer.text()).toContain('event: status');
  await closing;
  expect(performance.now() - started).toBeLessThan(3000);
  expect(road.exchanges).toEqual([]);
  await road[Symbol.asyncDispose]();
});

test('where the settings say so the page to sign in on is opened, once for all requests', async () => {
  const opened: string[] = [];
  await using road = await openSignedInRoad({
    isSignedIn: false,
    settings: { openBrowser: true },
    openPage: (url) => opened.push(url),
  });
  const answers = Promise.all([road.post(), road.post(), road.post()]);
  await road.waiting(3);
  await expect.poll(() => opened.length).toBe(1);
  await fetch(await road.center.approve(opened[0] ?? ''));
  expect((await answers).map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(opened).toHaveLength(1);
});

/** Reads events one by one. */
async function listenTo(road: SignedInRoad) {
  const leaving = new AbortController();
  const answer = await fetch(`${road.adit.url}/console/api/events`, {
    headers: road.consoleHeaders,
    signal: leaving.signal,
  });
  const text = (answer.body as ReadableStream<Uint8Array<ArrayBuffer>>).pipeThrough(new TextDecoderStream());
  const reader = text.getReader();
  let rest = '';
  return {
    async next(): Promise<{ event: string; data: unknown }> {
      while (!rest.includes('\n\n')) rest += (await reader.read()).value ?? '\n\n';
      const [block = '', ...others] = rest.split('\n\n');
      rest = others.join('\n\n');
      const [, event = ''] = /^event: (.*)$/m.exec(block) ?? [];
      const [, data = 'null'] = /^data: (.*)$/m.exec(block) ?? [];
      return { event, data: JSON.parse(data) };
    },
    [Symbol.dispose]: () => leaving.abort(),
  };
}
