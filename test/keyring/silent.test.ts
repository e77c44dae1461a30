import { expect, test } from 'vitest';
import { aditSays, runAdit } from '../support/run-adit.ts';
import { openBlackHole } from './black-hole.ts';

/** A session of its own, in which something has the name of the keyring and never answers. */
const SESSION = { DBUS_SESSION_BUS_ADDRESS: process.env.DBUS_SESSION_BUS_ADDRESS, ADIT_SECRETS: 'keychain' };

test('a keyring that never answers costs five seconds once, and no command', async () => {
  using _ = await openBlackHole(String(process.env.DBUS_SESSION_BUS_ADDRESS));
  const started = performance.now();
  const { code, stdout } = await aditSays(['key'], { env: SESSION });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^adit-[\w-]{32}\n$/);
  expect(performance.now() - started).toBeGreaterThan(4500);
  expect(performance.now() - started).toBeLessThan(10_000);
  await using run = runAdit(['serve', '--demo', '--port', '0', '--json'], { env: SESSION });
  await run.ready();
  await run.printed(/The keychain cannot be used \(it did not answer in 5 s; it may be locked\)/);
  run.child.kill('SIGTERM');
  expect(await run.ended).toMatchObject({ code: 0 });
});
