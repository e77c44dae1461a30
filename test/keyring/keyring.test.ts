import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openKeychain } from '../../proxy/secrets/keychain.ts';
import { openSecrets } from '../../proxy/secrets/secrets.ts';
import { openHome } from '../../proxy/settings/home.ts';
import { temporaryFolder } from '../support/folder.ts';
import { ask, type ReadyLine, runAdit } from '../support/run-adit.ts';

/** The session of the real keyring that test/keyring/run.sh has started, and nothing that says to use files. */
const SESSION = {
  DBUS_SESSION_BUS_ADDRESS: process.env.DBUS_SESSION_BUS_ADDRESS,
  XDG_RUNTIME_DIR: process.env.XDG_RUNTIME_DIR,
  ADIT_SECRETS: 'keychain',
};

/** A start with the demo, which needs no AWS. */
async function serve(home: string, env: Record<string, string | undefined> = SESSION) {
  const run = runAdit(['serve', '--demo', '--port', '0', '--json', '--home', home], { env });
  return { run, ready: await run.ready() };
}

async function says(args: readonly string[], env: Record<string, string | undefined> = SESSION): Promise<string> {
  await using run = runAdit(args, { env });
  expect(await run.ended, run.stderr()).toMatchObject({ code: 0 });
  return run.stdout().trim();
}

const HELLO = { model: 'claude-sonnet-4-6', max_tokens: 10, messages: [{ role: 'user', content: 'hello' }] };

function statusWith(ready: ReadyLine, key: string): Promise<number> {
  return ask({ ...ready, key }, HELLO).then(({ status }) => status);
}

test('the keyring is a real one: it keeps, gives and forgets', async () => {
  const home = openHome(temporaryFolder(), {});
  const keychain = await openKeychain(home, SESSION, 5000);
  expect(await keychain.get('key')).toBeUndefined();
  await keychain.set('key', 'adit-"secret" ✓');
  expect(await keychain.get('key')).toBe('adit-"secret" ✓');
  const other = await openKeychain(openHome(temporaryFolder(), {}), SESSION, 5000);
  expect(await other.get('key')).toBeUndefined();
  await keychain.delete('key');
  expect(await keychain.get('key')).toBeUndefined();
});

test('the program keeps all of its secrets there, and no file of the home lets anybody in', async () => {
  const home = temporaryFolder();
  const { run, ready } = await serve(home);
  await using _ = run;
  expect(await says(['key', '--home', home])).toBe(ready.key);
  const zed = await says(['keys', 'add', 'zed', '--home', home]);
  await expect.poll(() => statusWith(ready, zed)).toBe(200);
  expect(await statusWith(ready, ready.key)).toBe(200);
  const secrets = await openSecrets(openHome(home, {}), { env: SESSION });
  const token = await secrets.read('console-token');
  for (const name of readdirSync(home)) {
    const text = readFileSync(join(home, name), 'latin1');
    for (const secret of [ready.key, zed, String(token)]) expect(text.includes(secret), name).toBe(false);
  }
  await says(['keys', 'revoke', 'zed', '--home', home]);
  await expect.poll(() => statusWith(ready, zed)).toBe(401);
});

test('what was kept in files moves in with its value, and tools that are set up go on', async () => {
  const home = temporaryFolder();
  const before = await says(['key', '--home', home], { ADIT_SECRETS: 'file' });
  expect(existsSync(join(home, 'key'))).toBe(true);
  expect(await says(['key', '--home', home])).toBe(before);
  expect(existsSync(join(home, 'key'))).toBe(false);
  const { run, ready } = await serve(home, { ADIT_SECRETS: 'keychain' });
  await using _ = run;
  // Without the session the key cannot be read, and is known all the same.
  expect(ready.key).not.toBe(before);
  expect(await statusWith(ready, before)).toBe(200);
  expect(run.stderr()).toMatch(/The keychain cannot be used \(there is no D-Bus session\)/);
});
