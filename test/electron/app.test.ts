import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { _electron, type ElectronApplication, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from '../../electron/start/build.ts';
import { displayProblem } from '../../electron/start/plan.ts';
import { installedRuntime } from '../../electron/start/runtime.ts';
import { temporaryFolder } from '../support/folder.ts';

const ROOT = join(import.meta.dirname, '../..');
const ROOT_URL = pathToFileURL(`${ROOT}/`);

/** A built app, in place of Electron and this folder. It must have been built with the fuse for inspection left on. */
const BUILT = process.env.ADIT_APP;
const PROGRAM = BUILT ?? installedRuntime(ROOT_URL, process.env);
const MISSING = PROGRAM ? displayProblem(process.env, process.platform) : "Electron's runtime is not here";

if (MISSING && process.env.ADIT_NEED_APP) throw new Error(`The app has to be tested here, and cannot be: ${MISSING}`);

describe.skipIf(MISSING)(`the real app${MISSING ? ` (${MISSING})` : ''}`, { timeout: 120_000 }, () => {
  const person = temporaryFolder();
  const env = {
    ...Object.fromEntries(
      ['PATH', 'DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY'].map((name) => [name, process.env[name] ?? '']),
    ),
    HOME: person,
    ADIT_HOME: join(person, '.adit'),
    ADIT_SECRETS: 'file',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const before = BUILT ? [] : [ROOT];
  let app: ElectronApplication;

  beforeAll(async () => {
    if (!BUILT) await buildApp(ROOT_URL);
    mkdirSync(join(person, '.adit'));
    writeFileSync(join(person, '.adit/app.json'), '{"greeted":false}');
    app = await launch();
  }, 120_000);

  afterAll(() => app?.close().catch(() => {}));

  test('shows the window of the first run, whose page has no rights and no token', async () => {
    const page = await app.firstWindow();
    await page.waitForSelector('#root > *');
    expect(page.url()).toBe('adit://app/console/#/setup');
    expect(await page.evaluate(() => [typeof (globalThis as { require?: unknown }).require, typeof process])).toEqual([
      'undefined',
      'undefined',
    ]);
    expect(
      await page.evaluate(() =>
        fetch('https://example.com/')
          .then(() => 'sent')
          .catch(() => 'refused'),
      ),
    ).toBe('refused');
    const leave = "navigator.permissions.query({ name: 'geolocation' }).then(({ state }) => state)";
    expect(await page.evaluate(leave)).toBe('denied');
  });

  test('is switched off and on by its menu, and keeps its port meanwhile', async () => {
    const { url } = await status();
    await choose('Adit Is On');
    await expect.poll(async () => (await fetch(`${url}/v1/models`)).status).toBe(503);
    await choose('Adit Is On');
    await expect.poll(async () => (await fetch(`${url}/v1/models`)).status).toBe(401);
  });

  test.each([
    ['History…', 'requests'],
    ['Settings…', 'settings'],
    ['Doctor…', 'doctor'],
    ['All Tools…', 'tools'],
  ])('opens %s', async (label, screen) => {
    const opened = app.waitForEvent('window');
    await choose(label);
    const page = await opened;
    await page.waitForSelector('#root > *');
    expect(page.url()).toBe(`adit://app/console/#/${screen}`);
  });

  test('opens its window again at a second start, which ends at once', async () => {
    for (const page of app.windows()) await page.close();
    const opened = app.waitForEvent('window');
    await promisify(execFile)(PROGRAM ?? '', [...before, ...flags()], { env, timeout: 30_000 });
    expect((await opened).url()).toBe('adit://app/console/#/requests');
  });

  test('sets up Claude Code in this home from its command line, and puts back what was there', async () => {
    const file = join(person, '.claude/settings.json');
    mkdirSync(join(person, '.claude'));
    writeFileSync(file, '{\n  // mine\n  "env": { "EDITOR": "vim" }\n}\n');
    const mine = readFileSync(file, 'utf8');
    await command('configure', 'claude-code');
    expect(readFileSync(file, 'utf8')).toContain('"ANTHROPIC_BASE_URL"');
    await command('configure', 'claude-code', '--undo');
    expect(readFileSync(file, 'utf8')).toBe(mine);
  });

  test('ends when it is quit', async () => {
    const { url } = await status();
    const closed = app.waitForEvent('close');
    await choose('Quit Adit');
    await closed;
    await expect(fetch(url)).rejects.toThrow();
    expect(existsSync(join(person, '.adit/history.db'))).toBe(true);
  });

  /** Starts it, with its menus noted, so that a test can choose from them. */
  async function launch(): Promise<ElectronApplication> {
    const launched = await _electron.launch({ executablePath: PROGRAM ?? '', args: [...before, ...flags()], env });
    await launched.evaluate(({ Menu }) => {
      const build = Menu.buildFromTemplate.bind(Menu);
      Menu.buildFromTemplate = (template) => {
        const menu = build(template);
        (globalThis as { trayMenu?: Electron.Menu }).trayMenu = menu;
        return menu;
      };
    });
    return launched;
  }

  function flags(): string[] {
    return ['--demo', '--port', '0', ...(process.platform === 'linux' ? ['--no-sandbox'] : [])];
  }

  /** Chooses an entry of the icon's menu. A request makes the menu new, and so known, where none has been noted. */
  async function choose(label: string): Promise<void> {
    await ask();
    const found = () =>
      app.evaluate((_, wanted) => {
        const find = (menu: Electron.Menu | undefined): Electron.MenuItem | undefined => {
          for (const item of menu?.items ?? []) {
            if (item.label === wanted) return item;
            const below = find(item.submenu);
            if (below) return below;
          }
          return undefined;
        };
        const item = find((globalThis as { trayMenu?: Electron.Menu }).trayMenu);
        item?.click();
        return item !== undefined;
      }, label);
    await expect.poll(found, { timeout: 10_000 }).toBe(true);
  }

  async function ask(): Promise<void> {
    const { url } = await status();
    const { key } = (await console_('/key')) as { key: string };
    const answer = await fetch(`${url}/v1/messages`, {
      method: 'POST',
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'sonnet', max_tokens: 10, messages: [{ role: 'user', content: 'Hello' }] }),
    });
    await answer.text();
  }

  async function status(): Promise<{ url: string }> {
    return (await console_('/status')) as { url: string };
  }

  /** Asks the control app as the screens do: from a window. */
  async function console_(path: string): Promise<unknown> {
    const page: Page = app.windows()[0] ?? (await app.firstWindow());
    return page.evaluate((asked) => fetch(`/console/api${asked}`).then((answer) => answer.json()), path);
  }

  async function command(...args: string[]): Promise<void> {
    await promisify(execFile)(PROGRAM ?? '', [...before, '--cli', ...args], { env, timeout: 30_000 });
  }
});
