import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixedAuthorizer } from '../../proxy/aws/identity.ts';
import { findIdentity } from '../../proxy/aws/profiles.ts';
import { DEMO_CREDENTIALS, startDemo } from '../../proxy/demo/demo.ts';
import { startEngine } from '../../proxy/engine.ts';
import { openHome } from '../../proxy/settings/home.ts';
import { parseSettings } from '../../proxy/settings/settings.ts';
import { answer, helloText, type Scenario } from '../bedrock/scenarios.ts';
import { type StrictBedrock, startStrictBedrock } from '../bedrock/strict.ts';
import { temporaryFolder } from '../support/folder.ts';
import { openRoad, question, readEvents, textOf, until } from '../support/road.ts';

/** Answers that stop after their first events until they are let go on. */
function halting(): { scenario: Scenario; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return {
    open: () => resolve(),
    async *scenario(call) {
      let at = 0;
      for await (const step of answer()(call)) {
        if (at++ === 3) await promise;
        yield step;
      }
    },
  };
}

test('settings that change while twenty answers stream break none of them, and count for the next request', async () => {
  const { scenario, open } = halting();
  await using road = await openRoad({ scenario });
  const streams = await Promise.all(Array.from({ length: 20 }, () => road.post(question({ stream: true }))));
  for (const region of ['eu-west-1', 'us-west-2', 'us-east-1']) {
    await road.adit.apply({ region, aliases: { mine: 'claude-opus-4-8' } });
    expect(road.adit.identity).toMatchObject({ region, regionFrom: 'chosen' });
  }
  open();
  for (const stream of streams) {
    expect(stream.status).toBe(200);
    const events = await readEvents(stream);
    expect(textOf(events)).toBe(helloText);
    expect(events.at(-1)?.event).toBe('message_stop');
  }
  expect((await road.post(question({ model: 'mine' }))).status).toBe(200);
  expect(road.exchanges.at(-1)).toMatchObject({ served: 'us.anthropic.claude-opus-4-8', region: 'us-east-1' });
});

test('the connections of a core end when the last answer that began in it has ended', async () => {
  const { scenario, open } = halting();
  await using road = await openRoad({ scenario });
  const port = Number(new URL(road.bedrock.url).port);
  const toBedrock = () => connectionsTo(port);
  const stream = await road.post(question({ stream: true }));
  expect(toBedrock()).toBe(1);
  await road.adit.apply({ silenceSeconds: 300 });
  expect(toBedrock()).toBe(1);
  open();
  expect(textOf(await readEvents(stream))).toBe(helloText);
  await until('the old connection is gone', () => toBedrock() === 0);
});

test('another profile is another signer: the next request is its own', async () => {
  const folder = temporaryFolder();
  const other = { accessKeyId: 'AKIAEXAMPLEOTHERKEY0', secretAccessKey: 'other/secret' };
  writeFileSync(
    join(folder, 'credentials'),
    `[other]\naws_access_key_id=${other.accessKeyId}\naws_secret_access_key=${other.secretAccessKey}\nregion=eu-west-1\n`,
  );
  await using road = await openRoad({ env: { AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials') } });
  expect((await road.post(question())).status).toBe(200);
  expect(await road.adit.switchIdentity({ profile: 'other', region: 'eu-west-1' })).toMatchObject({
    kind: 'profile',
    profile: 'other',
  });
  await road.post(question());
  const authorization = (at: number) => String(road.bedrock.stats.calls.at(at)?.headers.authorization);
  expect(authorization(0)).not.toContain(other.accessKeyId);
  expect(authorization(-1)).toContain(`${other.accessKeyId}/`);
  expect(authorization(-1)).toContain('/eu-west-1/');
  await road.adit.switchIdentity({ profile: null, region: null });
  expect((await road.post(question())).status).toBe(200);
});

test('a profile that is not there changes nothing, and says which there are', async () => {
  await using road = await openRoad();
  await expect(road.adit.switchIdentity({ profile: 'nobody' })).rejects.toThrow(/No AWS profile is named "nobody"/);
  await expect(road.adit.apply({ caBundle: '/no/such/file' })).rejects.toThrow(/CA bundle/);
  expect(road.home.read('settings.json')).toBeUndefined();
  expect(road.adit.settings.current.profile).toBeUndefined();
  expect((await road.post(question())).status).toBe(200);
});

test('another port is listened at before the first one is left, and open answers go on at that', async () => {
  const { scenario, open } = halting();
  await using road = await openRoad({ scenario });
  const before = road.adit.url;
  const stream = await road.post(question({ stream: true }));
  await using free = await openRoad();
  const port = Number(new URL(free.adit.url).port);
  await expect(road.adit.apply({ port })).rejects.toThrow(`Port ${port} is taken`);
  expect(road.adit.url).toBe(before);
  await free.adit.close(0);
  await road.adit.apply({ port });
  expect(road.adit.url).toBe(`http://127.0.0.1:${port}`);
  expect((await fetch(`${road.adit.url}/api/hello`)).status).toBe(200);
  await until('nobody listens at the old port', await refuses(before));
  open();
  expect(textOf(await readEvents(stream))).toBe(helloText);
});

test('what is edited in the file counts within a moment; what cannot be used is told, and all goes on', async () => {
  await using road = await openRoad();
  road.home.write('settings.json', JSON.stringify({ aliases: { mine: 'claude-haiku-4-5' } }));
  await until('the alias is known', () => road.adit.settings.current.aliases.mine !== undefined);
  await expect.poll(async () => (await road.post(question({ model: 'mine' }))).status).toBe(200);
  expect(road.exchanges.at(-1)?.served).toMatch(/haiku-4-5/);
  road.home.write('settings.json', '{"aliases": ');
  await until('the mistake is told', () => road.adit.settings.problem !== undefined);
  expect(road.adit.settings.problem).toMatch(/settings\.json is not valid JSON/);
  expect((await road.post(question({ model: 'mine' }))).status).toBe(200);
  road.home.write('settings.json', '{"profile": "nobody"}');
  await until('the profile is read', () => road.adit.settings.current.profile === 'nobody');
  expect((await road.post(question())).status).toBe(200);
});

test('a port that cannot be had is told until it is mended, and what was is no port of others', async () => {
  await using road = await openRoad();
  await using other = await openRoad();
  const portOf = (url: string) => Number(new URL(url).port);
  const [own, taken] = [portOf(road.adit.url), portOf(other.adit.url)];
  const edit = (settings: unknown) => road.home.write('settings.json', JSON.stringify(settings));
  edit({ port: taken });
  await until('it is told', () => road.adit.problem?.includes(`Port ${taken} is taken`) === true);
  await road.adit.apply({ autoCache: false });
  expect(road.adit.problem).toContain(`Port ${taken} is taken`);
  edit({ port: taken, history: { days: 7 } });
  await until('the other setting counts', () => road.adit.settings.current.history.days === 7);
  expect(road.adit.problem).toContain(`Port ${taken} is taken`);
  edit({ port: own, history: { days: 7 } });
  await until('it is mended', () => road.adit.problem === undefined);
  expect(portOf(road.adit.url)).toBe(own);
  expect((await road.post(question())).status).toBe(200);
});

test('a profile that is not there is told until another one counts', async () => {
  await using road = await openRoad();
  road.home.write('settings.json', '{"profile": "nobody"}');
  await until('it is told', () => road.adit.problem?.includes('"nobody"') === true);
  road.home.write('settings.json', '{"profile": "nobody", "history": {"days": 7}}');
  await until('the other setting counts', () => road.adit.settings.current.history.days === 7);
  expect(road.adit.problem).toContain('"nobody"');
  road.home.write('settings.json', '{}');
  await until('it is mended', () => road.adit.problem === undefined);
});

test('changes that come at the same time are made one after the other, and none is lost', async () => {
  await using road = await openRoad();
  const names = Array.from({ length: 10 }, (_, at) => `regional-${at}`);
  await Promise.all([
    ...names.map((name, at) => road.adit.apply({ budgets: { clients: { [name]: { daily: at } } } })),
    road.adit.apply({ region: 'us-east-1' }),
    road.adit.apply({ history: { days: 7 } }),
    road.adit.apply({ profile: 'nobody' }).catch(() => 'refused'),
    road.adit.apply({ aliases: { mine: 'opus' } }),
  ]);
  expect(road.adit.settings.current).toMatchObject({
    region: 'us-east-1',
    history: { days: 7 },
    aliases: { mine: 'opus' },
    budgets: { clients: { 'regional-9': { daily: 9 } } },
  });
  expect((await road.post(question({ model: 'mine' }))).status).toBe(200);
  expect(road.adit.identity).toMatchObject({ region: 'us-east-1', regionFrom: 'chosen' });
});

test('the demo ends when somebody is found', async () => {
  const folder = temporaryFolder();
  const keys = { accessKeyId: 'AKIAEXAMPLESTANDIN01', secretAccessKey: 'stand-in/secret' };
  await using bedrock = await closing(await startStrictBedrock({ credentials: keys }));
  const demo = await startDemo();
  const home = openHome(join(folder, 'home'), {});
  const variables = { ...bedrock.server.env, AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials') };
  const env = Object.fromEntries(Object.entries(variables).filter(([name]) => !/ACCESS_KEY|SESSION_TOKEN/.test(name)));
  const adit = await startEngine({
    home,
    settings: parseSettings({ port: 0, history: { enabled: false } }, 'The test'),
    identity: await findIdentity({}, env),
    env,
    demo: { url: demo.url, authorizer: fixedAuthorizer(DEMO_CREDENTIALS) },
    onExchange: () => {},
    listAfterMs: Number.POSITIVE_INFINITY,
  });
  const ask = () =>
    fetch(`${adit.url}/v1/messages`, {
      method: 'POST',
      headers: { 'x-api-key': adit.key, 'content-type': 'application/json' },
      body: JSON.stringify(question()),
    });
  expect(adit.identity.kind).toBe('none');
  expect((await ask()).status).toBe(200);
  expect(bedrock.server.stats.total).toBe(0);
  writeFileSync(
    join(folder, 'credentials'),
    `[work]\naws_access_key_id=${keys.accessKeyId}\naws_secret_access_key=${keys.secretAccessKey}\n`,
  );
  await adit.switchIdentity({ profile: 'work' });
  expect((await ask()).status).toBe(200);
  expect(bedrock.server.stats.total).toBe(1);
  await adit.close(0);
  await demo.close();
});

async function closing(server: StrictBedrock) {
  return { server, [Symbol.asyncDispose]: () => server.close() };
}

/** How many sockets of this process are connected to a port of this machine. */
function connectionsTo(port: number): number {
  const handles = (process as unknown as { _getActiveHandles(): { remotePort?: number; destroyed?: boolean }[] })
    ._getActiveHandles;
  return handles.call(process).filter((handle) => handle.remotePort === port && !handle.destroyed).length;
}

async function refuses(url: string): Promise<() => boolean> {
  let isRefused = false;
  const look = () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => {
      socket.destroy();
      setTimeout(look, 20);
    });
    socket.on('error', () => {
      isRefused = true;
    });
  };
  look();
  return () => isRefused;
}
