import { statSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { KeyRing } from '../../proxy/guard/keys.ts';
import { FileSecrets } from '../../proxy/secrets/file-secrets.ts';
import { openHome } from '../../proxy/settings/home.ts';
import { temporaryFolder } from '../support/folder.ts';
import { openRoad, question, type Road, until } from '../support/road.ts';

function statusWith(road: Road, key: string): Promise<number> {
  return road.post(question(), { headers: { 'x-api-key': key } }).then(({ status }) => status);
}

test('each key is known by its name, and the local key stays what it is', async () => {
  await using road = await openRoad();
  const zed = await road.adit.keys.add('zed');
  const code = await road.adit.keys.add('claude-code');
  expect(new Set([zed, code, road.adit.key]).size).toBe(3);
  for (const key of [zed, code, road.adit.key]) expect(await statusWith(road, key)).toBe(200);
  await until('all are told of', () => road.exchanges.length === 3);
  expect(road.exchanges.map(({ keyName }) => keyName)).toEqual(['zed', 'claude-code', undefined]);
});

test('a revoked key is refused at once, others are not, and a new one of its name is another', async () => {
  await using road = await openRoad();
  const { keys } = road.adit;
  const [zed, code] = [await keys.add('zed'), await keys.add('claude-code')];
  expect(await keys.revoke('zed')).toBe(true);
  expect(await statusWith(road, zed)).toBe(401);
  expect(await statusWith(road, code)).toBe(200);
  expect(await keys.revoke('zed')).toBe(false);
  await expect(keys.keyOf('zed')).rejects.toThrow(/No key is named "zed"/);
  const again = await keys.add('zed');
  expect(again).not.toBe(zed);
  expect(await statusWith(road, again)).toBe(200);
  expect(await statusWith(road, zed)).toBe(401);
});

test('what another program adds and revokes counts within a moment', async () => {
  await using road = await openRoad();
  const other = await KeyRing.open(road.home, new FileSecrets(road.home));
  const zed = await other.add('zed');
  await expect.poll(() => statusWith(road, zed)).toBe(200);
  await other.revoke('zed');
  await expect.poll(() => statusWith(road, zed)).toBe(401);
  other.close();
});

test('the local key is replaced when it is revoked', async () => {
  await using road = await openRoad();
  const old = road.adit.key;
  await road.adit.keys.revoke('main');
  expect(road.adit.key).not.toBe(old);
  expect(await statusWith(road, old)).toBe(401);
  expect(await statusWith(road, road.adit.key)).toBe(200);
  expect(road.home.read('key')).toBe(`${road.adit.key}\n`);
});

test('keys stay after a restart, and the list tells no more of them than four letters', async () => {
  await using road = await openRoad();
  const zed = await road.adit.keys.add('zed');
  expect(await road.adit.keys.add('zed')).toBe(zed);
  await statusWith(road, zed);
  await road.restart();
  expect(await statusWith(road, zed)).toBe(200);
  const [main, row] = road.adit.keys.list();
  expect(main).toMatchObject({ name: 'main', isMain: true, lastUsed: null, lastFour: road.adit.key.slice(-4) });
  expect(row).toMatchObject({ name: 'zed', isMain: false, lastFour: zed.slice(-4) });
  for (const time of [row?.created, row?.lastUsed]) expect(Date.now() - Date.parse(String(time))).toBeLessThan(60_000);
  expect(JSON.stringify(road.adit.keys.list())).not.toContain(zed);
  expect(road.home.read('keys.json')).not.toContain(zed);
  expect(statSync(road.home.file('keys.json')).mode & 0o777).toBe(0o600);
  expect(statSync(road.home.file('client-key-zed')).mode & 0o777).toBe(0o600);
});

test('names are letters, digits and a few signs, and none that stands for something else', async () => {
  const home = openHome(temporaryFolder(), {});
  const ring = await KeyRing.open(home, new FileSecrets(home));
  for (const name of ['', '../key', 'a b', 'main', 'xcode-local', 'x'.repeat(41), '.hidden', 'a/b']) {
    await expect(ring.add(name), name).rejects.toThrow(/no name for a key|stands for something else/);
  }
  expect(ring.list()).toHaveLength(1);
  ring.close();
});

test('a list of keys that cannot be read stops the start, and keeps a running Adit as it was', async () => {
  await using road = await openRoad();
  const zed = await road.adit.keys.add('zed');
  writeFileSync(road.home.file('keys.json'), '[{"name": "zed"');
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(await statusWith(road, zed)).toBe(200);
  await expect(KeyRing.open(road.home, new FileSecrets(road.home))).rejects.toThrow(/keys\.json cannot be read/);
});
