/**
 * `npm run dist:check`: proves that the app can be packed, where no Electron can be downloaded. The configuration is
 * checked against electron-builder's own schema; unpacked apps for Linux and macOS are built around a stub of Electron's
 * runtime; and what is in them is looked at, and run by Node.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import electron from 'electron/package.json' with { type: 'json' };
import { demoAnswers } from './demo-answers.ts';
import { writeStubRuntime } from './stub-runtime.ts';

const ROOT = join(import.meta.dirname, '../..');
const require = createRequire(join(ROOT, 'package.json'));
const run = promisify(execFile);

const FUSES = {
  RunAsNode: 'Disabled',
  EnableCookieEncryption: 'Enabled',
  EnableNodeOptionsEnvironmentVariable: 'Disabled',
  EnableNodeCliInspectArguments: 'Disabled',
  EnableEmbeddedAsarIntegrityValidation: 'Enabled',
  OnlyLoadAppFromAsar: 'Enabled',
  GrantFileProtocolExtraPrivileges: 'Disabled',
};

const APPS = [
  { platform: 'linux', flags: ['--linux', 'dir', '--x64'], folder: 'linux-unpacked', app: '', resources: 'resources' },
  {
    platform: 'darwin',
    flags: ['--mac', 'dir', '--arm64'],
    folder: 'mac-arm64',
    app: 'Adit.app',
    resources: 'Adit.app/Contents/Resources',
  },
] as const;

const folder = mkdtempSync(join(tmpdir(), 'adit-dist-'));
try {
  await step('the configuration is valid', checkSchema);
  for (const app of APPS) {
    const built = join(folder, 'out', app.folder);
    await step(`an app for ${app.platform} is built`, () => buildApp(app.platform, app.flags));
    await step('  its fuses are set', () => checkFuses(join(built, app.app || 'adit')));
    await step('  it holds what it needs, and nothing else', () => checkContents(join(built, app.resources)));
    if (app.platform === 'darwin') await step('  it lives in the menu bar', () => checkPlist(join(built, app.app)));
  }
  await step('the packed command line answers, and keeps a history, without any package', () =>
    demoAnswers([process.execPath, join(folder, 'unpacked/dist/electron/cli.js')], { history: true }),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function step(name: string, check: () => Promise<void>): Promise<void> {
  await check();
  process.stdout.write(`ok  ${name}\n`);
}

async function checkSchema(): Promise<void> {
  const { validateConfiguration } = require('app-builder-lib/out/util/config/config');
  const { DebugLogger } = require('builder-util');
  const config = require('js-yaml').load(readFileSync(join(ROOT, 'electron-builder.yml'), 'utf8'));
  await validateConfiguration(config, new DebugLogger(false));
}

/** keytar stays as it is: built for Node, it serves Electron as well (N-API). */
async function buildApp(platform: 'linux' | 'darwin', flags: readonly string[]): Promise<void> {
  const runtime = writeStubRuntime(join(folder, `runtime-${platform}`), platform, electron.version);
  const settings = {
    npmRebuild: 'false',
    electronDist: runtime,
    'directories.output': join(folder, 'out'),
    // Of the releases' owner, who is known where they are built.
    'publish.owner': 'adit',
    'publish.repo': 'adit',
  };
  const overrides = Object.entries(settings).map(([name, value]) => `-c.${name}=${value}`);
  await program('electron-builder', [...flags, '--publish', 'never', ...overrides]);
}

async function checkFuses(app: string): Promise<void> {
  const told = await program('electron-fuses', ['read', '--app', app]);
  for (const [fuse, state] of Object.entries(FUSES)) assert.match(told, new RegExp(`${fuse} is ${state}`), fuse);
}

async function checkContents(resources: string): Promise<void> {
  const asar = join(resources, 'app.asar');
  const names = (await program('asar', ['list', asar])).trim().split('\n');
  for (const name of ['main.js', 'cli.js', 'history-worker.js'])
    assert.ok(names.includes(`/dist/electron/${name}`), name);
  assert.ok(names.includes('/dist/renderer/index.html'), 'the screens');
  assert.ok(names.includes('/assets/icons/tray/onTemplate@2x.png'), 'the icons');
  const packages = names.filter((name) => /^\/node_modules\/[^/]+$/.test(name));
  assert.deepEqual(packages, existsSync(join(ROOT, 'node_modules/keytar')) ? ['/node_modules/keytar'] : []);
  assert.deepEqual(
    names.filter((name) => /\.(ts|tsx|map)$/.test(name)),
    [],
  );
  if (packages.length > 0) {
    const unpacked = readdirSync(join(`${asar}.unpacked`, 'node_modules/keytar/build/Release'));
    assert.deepEqual(unpacked, ['keytar.node']);
  }
  rmSync(join(folder, 'unpacked'), { recursive: true, force: true });
  await program('asar', ['extract', asar, join(folder, 'unpacked')]);
  const manifest = JSON.parse(readFileSync(join(folder, 'unpacked/package.json'), 'utf8'));
  assert.equal(manifest.main, 'dist/electron/main.js');
  assert.deepEqual(manifest.devDependencies ?? {}, {});
}

async function checkPlist(app: string): Promise<void> {
  const plist = readFileSync(join(app, 'Contents/Info.plist'), 'utf8');
  assert.match(plist, /<key>LSUIElement<\/key>\s*<true\/>/);
  assert.match(plist, /<key>CFBundleIdentifier<\/key>\s*<string>app\.adit\.Adit<\/string>/);
  assert.match(plist, /<key>ElectronAsarIntegrity<\/key>/);
}

/** Runs a program of a package to its end, and gives back what it printed. */
async function program(name: string, args: readonly string[]): Promise<string> {
  const { stdout } = await run(join(ROOT, 'node_modules/.bin', name), args, { cwd: ROOT, maxBuffer: 2 ** 24 });
  return stdout;
}
