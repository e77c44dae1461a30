import { existsSync, readdirSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { KeyRing } from '../../proxy/guard/keys.ts';
import type { Keychain } from '../../proxy/secrets/keychain.ts';
import { KeychainSecrets } from '../../proxy/secrets/keychain-secrets.ts';
import { openSecrets } from '../../proxy/secrets/secrets.ts';
import { type Home, openHome } from '../../proxy/settings/home.ts';
import { temporaryFolder } from '../support/folder.ts';

/** A keychain in memory, which can be made to fail: what a real one does is proved in test/keyring. */
class MemoryKeychain implements Keychain {
  readonly items = new Map<string, string>();
  readonly asked: string[] = [];
  readonly isStuck = false;
  isLocked = false;

  async get(name: string): Promise<string | undefined> {
    this.#ask(name);
    return this.items.get(name);
  }

  async set(name: string, value: string): Promise<void> {
    this.#ask(name);
    this.items.set(name, value);
  }

  async delete(name: string): Promise<void> {
    this.#ask(name);
    this.items.delete(name);
  }

  #ask(name: string): void {
    this.asked.push(name);
    if (this.isLocked) throw new Error('it is locked');
  }
}

function open(home: Home = openHome(temporaryFolder(), {}), keychain = new MemoryKeychain()) {
  return { home, keychain, secrets: new KeychainSecrets(home, keychain) };
}

test('a secret is made once, kept in the keychain alone, and read once a run', async () => {
  const { home, keychain, secrets } = open();
  const key = await secrets.keep('key', 'adit-');
  expect(key).toMatch(/^adit-[\w-]{32}$/);
  expect(keychain.items.get('key')).toBe(key);
  expect(existsSync(home.file('key'))).toBe(false);
  const next = new KeychainSecrets(home, keychain);
  keychain.asked.length = 0;
  for (const again of [await next.keep('key', 'adit-'), await next.read('key')]) expect(again).toBe(key);
  expect(keychain.asked).toEqual(['key']);
  expect(next).toMatchObject({ place: 'keychain', problem: undefined });
});

test('what files have moves in as it is, and no file is left that lets anybody in', async () => {
  const { home, keychain, secrets } = open();
  for (const name of ['key', 'console-token', 'bedrock-api-key']) home.write(name, `kept-${name}\n`);
  for (const name of ['key', 'console-token', 'bedrock-api-key']) {
    expect(await secrets.keep(name, 'adit-')).toBe(`kept-${name}`);
    expect(keychain.items.get(name)).toBe(`kept-${name}`);
  }
  expect(readdirSync(home.path)).toEqual(['keychain.json']);
  expect(home.read('keychain.json')).not.toContain('kept-');
  expect(statSync(home.file('keychain.json')).mode & 0o777).toBe(0o600);
});

test('a keychain that does not take a secret leaves its file where it is', async () => {
  const { home, keychain, secrets } = open();
  home.write('key', 'adit-kept\n');
  keychain.isLocked = true;
  expect(await secrets.read('key')).toBe('adit-kept');
  expect(home.read('key')).toBe('adit-kept\n');
  expect(secrets).toMatchObject({ place: 'file', problem: expect.stringMatching(/cannot be used \(it is locked\)/) });
});

test('a keychain that fails later costs nothing that was read, and files do for what comes', async () => {
  const { home, keychain, secrets } = open();
  const key = await secrets.keep('key', 'adit-');
  keychain.isLocked = true;
  const token = await secrets.keep('console-token', 'adit-console-');
  expect(await secrets.read('key')).toBe(key);
  expect(home.read('console-token')).toBe(`${token}\n`);
  expect(statSync(home.file('console-token')).mode & 0o777).toBe(0o600);
  keychain.isLocked = false;
  const next = new KeychainSecrets(home, keychain);
  expect(await next.read('console-token')).toBe(token);
  expect(await next.read('key')).toBe(key);
});

test('while the keychain is locked, tools go on with the key that it holds, and a substitute does besides', async () => {
  const { home, keychain, secrets } = open();
  const key = await secrets.keep('key', 'adit-');
  keychain.isLocked = true;
  const ring = await KeyRing.open(home, new KeychainSecrets(home, keychain));
  expect(ring.main).not.toBe(key);
  expect(ring.find([key])).toBe('main');
  expect(ring.find([ring.main])).toBe('main');
  expect(ring.find(['adit-other'])).toBeUndefined();
  ring.close();
  const same = new KeychainSecrets(home, undefined, 'there is none');
  expect(await same.keep('key', 'adit-')).toBe(ring.main);
  keychain.isLocked = false;
  const unlocked = await KeyRing.open(home, new KeychainSecrets(home, keychain));
  expect(unlocked.main).toBe(key);
  expect(unlocked.find([ring.main])).toBeUndefined();
  expect(readdirSync(home.path).filter((name) => name.startsWith('key.'))).toEqual([]);
  unlocked.close();
});

test('what is taken away is gone from keychain and files', async () => {
  const { home, keychain, secrets } = open();
  await secrets.write('client-key-zed', 'adit-zed');
  expect(keychain.items.get('client-key-zed')).toBe('adit-zed');
  await secrets.remove('client-key-zed');
  await secrets.remove('client-key-zed');
  expect(await secrets.read('client-key-zed')).toBeUndefined();
  expect(keychain.items.size).toBe(0);
  expect(home.read('keychain.json')).toBe('{}\n');
});

test('files are used where the settings or ADIT_SECRETS say so, and where there is no session to ask', async () => {
  const home = openHome(temporaryFolder(), {});
  expect(await openSecrets(home, { env: { ADIT_SECRETS: 'file' } })).toMatchObject({
    place: 'file',
    problem: undefined,
  });
  home.write('settings.json', '{"secrets": "file"}');
  expect(await openSecrets(home, { env: {} })).toMatchObject({ place: 'file', problem: undefined });
  home.write('settings.json', '{}');
  if (process.platform !== 'linux') return;
  const none = await openSecrets(home, { env: {} });
  expect(none).toMatchObject({ place: 'file', problem: expect.stringMatching(/there is no D-Bus session/) });
  const key = await none.keep('key', 'adit-');
  expect(home.read('key')).toBe(`${key}\n`);
});
