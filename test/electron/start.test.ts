import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { planFor } from '../../electron/start/plan.ts';
import { findRuntime } from '../../electron/start/runtime.ts';
import { temporaryFolder } from '../support/folder.ts';
import { AS_NODE } from '../support/run-adit.ts';

const ROOT = join(import.meta.dirname, '../..');
const found = async () => ({ program: '/electron' });
const missing = async () => ({ missing: 'it is not there' });
const never = () => Promise.reject(new Error('Nobody may look for it'));

describe('npm start', () => {
  test.each([
    ['a Mac', 'darwin', {}, found, { start: 'app', program: '/electron' }],
    [
      'a Mac that Electron cannot be had on',
      'darwin',
      {},
      missing,
      { start: 'headless', why: 'Adit starts without its app: it is not there.' },
    ],
    [
      'a Mac over SSH',
      'darwin',
      { SSH_CONNECTION: '1' },
      never,
      { start: 'headless', why: 'Adit starts without the app: this is an SSH session.' },
    ],
    ['a Linux desktop', 'linux', { WAYLAND_DISPLAY: 'wayland-0' }, found, { start: 'app', program: '/electron' }],
    [
      'a Linux without a display',
      'linux',
      {},
      never,
      { start: 'headless', why: 'Adit starts without the app: there is no display.' },
    ],
  ] as const)('on %s', async (_, platform, env, look, plan) => {
    expect(await planFor({ isForApp: true, env, platform, findRuntime: look })).toEqual(plan);
  });

  test('with arguments for programs, it is the headless one, without a word', async () => {
    expect(await planFor({ isForApp: false, env: {}, platform: 'darwin', findRuntime: never })).toEqual({
      start: 'headless',
    });
  });

  test('where no window can be seen it says so in a line, and then starts as ever', async () => {
    const person = temporaryFolder();
    const env = {
      PATH: process.env.PATH,
      ...AS_NODE,
      HOME: person,
      // No window can be seen then on any machine, a Mac included.
      SSH_TTY: '/dev/pts/0',
      ADIT_SECRETS: 'file',
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    const args = [join(ROOT, 'electron/start.js'), '--port', '0', '--region', 'eu-central-1'];
    const child = spawn(process.execPath, args, { cwd: person, env, stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
      if (text.includes('Ctrl-C ends Adit')) child.kill('SIGTERM');
    });
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    expect(text.split('\n')[0]).toBe('Adit starts without the app: this is an SSH session.');
    expect(text).toMatch(/\n\nAdit \d.* is listening on http:\/\/127\.0\.0\.1:\d+\n\nDEMO MODE/);
  });
});

describe("Electron's runtime", () => {
  test('is found where the package has it, and where it is said to be', async () => {
    const root = fakePackage({ path: 'electron' });
    const dist = join(root, 'node_modules/electron/dist');
    program(join(dist, 'electron'));
    expect(await find(root)).toEqual({ program: join(dist, 'electron') });
    const elsewhere = temporaryFolder();
    program(join(elsewhere, 'electron'));
    expect(await find(root, { ELECTRON_OVERRIDE_DIST_PATH: elsewhere })).toEqual({
      program: join(elsewhere, 'electron'),
    });
  });

  test('is fetched once, where it is not there yet', async () => {
    const root = fakePackage({
      install: `
        const fs = require('node:fs'), path = require('node:path');
        fs.mkdirSync(path.join(__dirname, 'dist'));
        fs.writeFileSync(path.join(__dirname, 'dist/electron'), '');
        fs.writeFileSync(path.join(__dirname, 'path.txt'), 'electron');`,
    });
    const told: string[] = [];
    expect(await find(root, {}, { tell: (line) => told.push(line) })).toEqual({
      program: join(root, 'node_modules/electron/dist/electron'),
    });
    expect(told).toEqual(["Fetching Electron's runtime, once (about 120 MB)…"]);
  });

  test('that cannot be fetched is not tried for again on the same day', async () => {
    const root = fakePackage({ install: `console.error('Error: getaddrinfo ENOTFOUND github.com'); process.exit(1);` });
    expect(await find(root)).toEqual({
      missing: 'Electron cannot be fetched (getaddrinfo ENOTFOUND github.com)',
    });
    const told: string[] = [];
    expect(await find(root, {}, { tell: (line) => told.push(line) })).toEqual({
      missing: 'no Electron ("npx install-electron" fetches it)',
    });
    expect(told).toEqual([]);
    const tomorrow = Date.now() + 25 * 3600_000;
    expect(await find(root, {}, { now: tomorrow })).toMatchObject({ missing: expect.stringContaining('ENOTFOUND') });
    expect(existsSync(join(root, 'node_modules/.cache/adit/electron-failed'))).toBe(true);
  });

  test('that takes too long is waited for no longer', async () => {
    const root = fakePackage({ install: 'setInterval(() => {}, 1000);' });
    expect(await find(root, {}, { downloadMs: 300 })).toEqual({
      missing: 'Electron cannot be fetched (it took longer than 0 s)',
    });
  });

  test('is missed where the package is not installed', async () => {
    expect(await find(temporaryFolder())).toEqual({ missing: 'the package electron is not installed ("npm ci" does)' });
  });
});

function find(root: string, env: NodeJS.ProcessEnv = {}, more: Partial<Parameters<typeof findRuntime>[0]> = {}) {
  return findRuntime({ root: pathToFileURL(`${root}/`), env: { ...AS_NODE, ...env }, tell: () => {}, ...more });
}

/** A project with a package of Electron's in it, as far as finding its runtime goes. */
function fakePackage({ path, install = '' }: { path?: string; install?: string }): string {
  const root = temporaryFolder();
  const folder = join(root, 'node_modules/electron');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"name":"electron"}');
  writeFileSync(join(folder, 'install.js'), install);
  if (path) writeFileSync(join(folder, 'path.txt'), path);
  return root;
}

function program(path: string): void {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, '');
  chmodSync(path, 0o755);
}
