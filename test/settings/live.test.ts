import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answer, helloText, type Scenario } from '../bedrock/scenarios.ts';
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
