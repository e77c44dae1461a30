import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { freePort } from '../screens/support/free-port.ts';
import { pathWith } from '../screens/support/programs.ts';
import { openSignedInRoad, type SignedInOptions } from '../support/signed-in-road.ts';

afterEach(() => void vi.unstubAllEnvs());

async function openTools(options: SignedInOptions = {}) {
  const road = await openSignedInRoad({
    settings: { port: await freePort() },
    env: { PATH: pathWith({ claude: '2.1.330' }) },
    ...options,
  });
  const file = join(dirname(road.home.path), '.claude/settings.json');
  const { tools, setup, settings } = road.control.console.api;
  return { road, file, tools, setup, settings, [Symbol.asyncDispose]: () => road[Symbol.asyncDispose]() };
}

test('the tools are listed with what is on this machine', async () => {
  await using at = await openTools();
  const { tools } = await (await at.tools.$get()).json();
  expect(tools.find(({ id }) => id === 'claude-code')).toEqual({
    id: 'claude-code',
    title: 'Claude Code',
    installed: { at: expect.stringMatching(/bin\/claude$/), version: '2.1.330' },
    state: 'not set up',
    problem: null,
    places: [at.file],
  });
  expect(tools.find(({ id }) => id === 'zed')?.installed).toBeNull();
});

test('a preview changes nothing, makes no key and shows none', async () => {
  await using at = await openTools();
  const answer = await at.tools[':id'].preview.$get({ param: { id: 'claude-code' }, query: {} });
  const { changes, state } = await answer.json();
  expect(state).toBe('not set up');
  expect(changes).toEqual([
    { place: at.file, diff: expect.stringContaining(`+    "ANTHROPIC_BASE_URL": "${at.road.adit.url}"`) },
  ]);
  expect(existsSync(at.file)).toBe(false);
  expect(at.road.adit.keys.list().map(({ name }) => name)).toEqual(['main']);
});

test('a tool is set up with a key of its own, and undone to what was there', async () => {
  await using at = await openTools();
  const mine = '{"model": "opus"}';
  mkdirSync(dirname(at.file));
  writeFileSync(at.file, mine, { mode: 0o640 });
  const param = { id: 'claude-code' };
  const done = await (await at.tools[':id'].apply.$post({ param })).json();
  expect(done.state).toBe('set up');
  const { env } = JSON.parse(readFileSync(at.file, 'utf8')) as { env: Record<string, string> };
  expect(env.ANTHROPIC_AUTH_TOKEN).toBe(await at.road.adit.keys.keyOf('claude-code'));
  expect(JSON.stringify(done)).not.toContain(env.ANTHROPIC_AUTH_TOKEN);
  expect(statSync(at.file).mode & 0o777).toBe(0o640);

  const answer = await fetch(`${env.ANTHROPIC_BASE_URL}/v1/models`, {
    headers: { authorization: `Bearer ${env.ANTHROPIC_AUTH_TOKEN}` },
  });
  expect(answer.status).toBe(200);
  expect(at.road.exchanges.at(-1)?.keyName).toBe('claude-code');

  const undone = await (await at.tools[':id'].undo.$post({ param })).json();
  expect(undone.state).toBe('not set up');
  expect(readFileSync(at.file, 'utf8')).toBe(mine);
});

test("Xcode's card has the key that requests are let in by, and other tools have no card", async () => {
  await using at = await openTools();
  const { card } = await (await at.tools[':id'].card.$post({ param: { id: 'xcode' } })).json();
  const key = card?.fields.find(({ secret }) => secret)?.value ?? '';
  expect(card?.fields.map(({ value }) => value)).toContain(at.road.adit.url);
  expect(key).toBe(await at.road.adit.keys.keyOf('xcode'));
  const none = await (await at.tools[':id'].card.$post({ param: { id: 'codex' } })).json();
  expect(none.card).toBeNull();
});

test('what cannot be done is said in words', async () => {
  await using at = await openTools();
  const unknown = await at.tools[':id'].apply.$post({ param: { id: 'emacs' } });
  expect(unknown.status).toBe(400);
  expect(await unknown.text()).toContain('Adit cannot set up \\"emacs\\"');
  mkdirSync(dirname(at.file));
  writeFileSync(at.file, '{ "env": ');
  const broken = await at.tools[':id'].apply.$post({ param: { id: 'claude-code' } });
  expect(broken.status).toBe(400);
  expect(await broken.text()).toContain('It was left alone');
  expect(readFileSync(at.file, 'utf8')).toBe('{ "env": ');
});

test('no tool is pointed at a port that is another one at each start', async () => {
  await using at = await openTools({ settings: { port: 0 } });
  const param = { id: 'claude-code' };
  for (const asked of [at.tools[':id'].apply.$post({ param }), at.tools[':id'].preview.$get({ param, query: {} })]) {
    const answer = await asked;
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('Choose a fixed one');
  }
  // What is set up already is still shown, and undone.
  expect((await at.tools.$get()).status).toBe(200);
  expect((await at.tools[':id'].undo.$post({ param })).status).toBe(200);
});

test('the first run is due until it was seen, or a tool was set up', async () => {
  await using at = await openTools();
  const seen = async () => (await (await at.setup.$get()).json()).seen;
  expect(await seen()).toBe(false);
  await at.tools[':id'].apply.$post({ param: { id: 'claude-code' } });
  expect(await seen()).toBe(true);
  await at.tools[':id'].undo.$post({ param: { id: 'claude-code' } });
  expect(await seen()).toBe(false);
  expect(await (await at.setup.seen.$put()).json()).toEqual({ seen: true });
  expect(await seen()).toBe(true);
});

test('a value is judged without being set', async () => {
  await using at = await openTools();
  const problem = async (json: Record<string, unknown>) =>
    (await (await at.settings.check.$post({ json })).json()).problem;
  expect(await problem({ history: { days: 7 } })).toBeNull();
  expect(await problem({ history: { days: 0 } })).toMatch(/history\.days: /);
  expect(await problem({ proxy: 'proxy.example' })).toContain('It is no address such as');
  expect(at.road.home.read('settings.json')).toBeUndefined();
});
