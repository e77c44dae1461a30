import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startShell } from '../../electron/shell.ts';
import { question, until } from '../support/road.ts';
import { menuSays, openShell } from './opened-shell.ts';
import { StandIn } from './stand-in.ts';

test('what must be said before Electron is ready is said first: the lock, then the scheme', async () => {
  await using shell = await openShell({ isReady: false });
  expect(shell.standIn.calls).toEqual(['lock', 'schemes', 'whenReady']);
  expect(shell.standIn.schemes).toEqual(['adit']);
  expect(shell.standIn.trays).toEqual([]);
  expect(shell.standIn.paths.get('userData')).toBe(join(shell.home, 'desktop'));
  shell.standIn.ready.resolve();
  await shell.started;
  expect(shell.standIn.tray.labels).toContain(shell.engine.url);
});

test('a second start ends at once, and starts nothing', async () => {
  await using shell = await openShell({
    isReady: false,
    before: (standIn) => Object.assign(standIn, { isFirst: false }),
  });
  await shell.started;
  expect(shell.standIn.calls).toEqual(['lock']);
  expect(shell.standIn.quitAsked).toBe(1);
});

test('the app is in the Dock only while a window is open, and opening it again shows the history', async () => {
  await using shell = await openShell();
  const { standIn } = shell;
  expect(standIn.isDockShown).toBe(false);
  expect(standIn.windows).toEqual([]);
  standIn.appEvents.emit('second-instance');
  await until('a window is shown', () => standIn.windows[0]?.isShown === true);
  expect(standIn.windows[0]?.loaded).toEqual(['adit://app/console/#/requests']);
  expect(standIn.isDockShown).toBe(true);
  standIn.appEvents.emit('activate');
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(standIn.windows).toHaveLength(1);
  standIn.windows[0]?.close();
  expect(standIn.isDockShown).toBe(false);
  standIn.appEvents.emit('activate');
  await until('another window is made', () => standIn.windows.length === 2);
});

test('the very first start opens the window that helps to set up, and later ones do not', async () => {
  await using first = await openShell({ isGreeted: false });
  expect(first.standIn.windows.map(({ loaded }) => loaded)).toEqual([['adit://app/console/#/setup']]);
  expect(JSON.parse(readFileSync(join(first.home, 'app.json'), 'utf8'))).toMatchObject({ greeted: true });
  await using later = await openShell();
  expect(later.standIn.windows).toEqual([]);
});

test('where macOS hides the icon, opening the app again says what to do', async () => {
  await using shell = await openShell({
    before: (standIn) => {
      standIn.trayBounds = { x: 0, y: 982, width: 22, height: 24 };
      standIn.press = () => 0;
    },
  });
  shell.standIn.appEvents.emit('activate');
  await until('it is said', () => shell.standIn.asked.length === 1);
  expect(shell.standIn.windows).toHaveLength(1);
  expect(shell.standIn.asked[0]?.message).toBe("macOS hides Adit's icon");
  await until('the settings are opened', () => shell.standIn.opened.length === 1);
  expect(shell.standIn.opened[0]).toMatch(/^x-apple\.systempreferences:/);
});

test('switched off, it keeps the port and says so; switched on, it answers', async () => {
  await using shell = await openShell();
  const { standIn, engine } = shell;
  standIn.tray.choose('Adit Is On');
  await menuSays(standIn, `${engine.url} answers that Adit is off`);
  expect(standIn.tray.images.at(-1)).toBe('/app/assets/icons/tray/offTemplate.png');
  const refused = await ask(engine);
  expect(refused.status).toBe(503);
  expect(refused.headers.get('x-should-retry')).toBe('false');
  standIn.tray.choose('Adit Is On');
  await menuSays(standIn, engine.url);
  await until('the menu is that of an engine that is on', () => standIn.tray.labels.includes(engine.url));
  expect((await ask(engine)).status).toBe(200);
});

test('address and key are copied', async () => {
  await using shell = await openShell();
  shell.standIn.tray.choose('Copy URL');
  shell.standIn.tray.choose('Copy Key');
  expect(shell.standIn.copied).toEqual([shell.engine.url, shell.engine.key]);
});

test('the last requests are in the menu, and lead to the history', async () => {
  await using shell = await openShell();
  const answer = await ask(shell.engine);
  await answer.text();
  await menuSays(shell.standIn, 'sonnet · ');
  shell.standIn.tray.choose('sonnet · ');
  await until('the request is shown', () => shell.standIn.windows.length === 1);
  expect(shell.standIn.windows[0]?.loaded).toEqual([
    `adit://app/console/#/requests?id=${answer.headers.get('request-id')}`,
  ]);
});

test('where the port is taken, the menu says by whom, and another port can be used', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const { port } = taken.address() as { port: number };
  await using shell = await openShell({ argv: ['--demo', '--port', String(port)] });
  const { standIn } = shell;
  expect(standIn.tray.labels[0]).toBe('Adit is not running');
  expect(standIn.tray.labels[1]).toContain(`Port ${port} is taken by`);
  expect(standIn.tray.images.at(-1)).toMatch(/errorTemplate/);
  standIn.appEvents.emit('activate');
  expect(standIn.errors.join()).toContain(`Port ${port} is taken`);
  expect(standIn.windows).toEqual([]);
  standIn.tray.choose('Use Another Port');
  await until('the engine runs', () => standIn.tray.labels[0] === 'Adit Is On');
  expect(shell.engine.url).not.toContain(String(port));
  taken.close();
});

test('what nobody caught is noted without its words, and ends nothing', async () => {
  await using shell = await openShell();
  const reply = ask(shell.engine, { stream: true });
  const secret = new Error('a prompt that somebody wrote');
  for (const event of ['unhandledRejection', 'uncaughtException']) shell.process.emit(event, secret);
  expect(await (await reply).text()).toContain('message_stop');
  const file = join(shell.home, 'log/adit.log');
  await until('it is in the log', () => /shell\.test\.ts/.test(readFileSync(file, 'utf8')));
  expect(readFileSync(file, 'utf8')).not.toContain('somebody wrote');
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('after sleep, idle connections are dropped, and the state is read anew', async () => {
  await using shell = await openShell();
  await (await ask(shell.engine)).text();
  let woken = 0;
  const wake = shell.engine.wake.bind(shell.engine);
  shell.engine.wake = () => {
    woken++;
    wake();
  };
  shell.standIn.powerEvents.emit('resume');
  expect(woken).toBe(1);
  expect((await ask(shell.engine)).status).toBe(200);
});

test('a wrong argument is an error, and not another identity', async () => {
  const standIn = new StandIn();
  const options = { env: {}, platform: 'darwin', process: { on: () => process } } as const;
  await expect(startShell(standIn.electron, { ...options, argv: ['--port', 'abc'] })).rejects.toThrow(
    /A port is a number/,
  );
});

/** Asks the demo. */
function ask({ url, key }: { url: string; key: string }, parts: Record<string, unknown> = {}): Promise<Response> {
  return fetch(`${url}/v1/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body: JSON.stringify(question({ model: 'sonnet', ...parts })),
  });
}
