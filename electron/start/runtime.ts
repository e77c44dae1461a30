import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Runtime } from './plan.ts';

/** How long a download may take, and for how long no new one is tried after one that failed, in milliseconds. */
const DOWNLOAD_MS = 120_000;
const TRY_AGAIN_MS = 24 * 3600_000;

export interface RuntimeOptions {
  /** The project's folder. */
  readonly root: URL;
  readonly env: NodeJS.ProcessEnv;
  /** Told a line at a time what takes long. */
  readonly tell: (line: string) => void;
  readonly downloadMs?: number;
  readonly now?: number;
}

/**
 * Finds Electron's program, which the package fetches from GitHub when it is first needed: bounded in time, and not again
 * for a day where it failed.
 */
export async function findRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { root, env, tell, downloadMs = DOWNLOAD_MS, now = Date.now() } = options;
  const folder = packageOf(root);
  const found = installedRuntime(root, env);
  if (found) return { program: found };
  if (!isThere(join(folder, 'install.js'))) return { missing: 'the package electron is not installed ("npm ci" does)' };
  const failed = failureFile(root);
  if (now - timeOf(failed) < TRY_AGAIN_MS) {
    return { missing: 'no Electron ("npx install-electron" fetches it)' };
  }
  tell("Fetching Electron's runtime, once (about 120 MB)…");
  const why = await download(folder, env, downloadMs);
  const program = programIn(folder, env);
  if (program) return { program };
  mkdirSync(fileURLToPath(new URL('node_modules/.cache/adit/', root)), { recursive: true });
  writeFileSync(failed, `${why}\n`);
  return { missing: `Electron cannot be fetched (${why})` };
}

/** Electron's program, where it is there already. */
export function installedRuntime(root: URL, env: NodeJS.ProcessEnv): string | undefined {
  return programIn(packageOf(root), env);
}

function packageOf(root: URL): string {
  return fileURLToPath(new URL('node_modules/electron', root));
}

/** The program that is there, as the package finds it: named in path.txt, in its folder `dist` or another one. */
function programIn(folder: string, env: NodeJS.ProcessEnv): string | undefined {
  const name = textOf(join(folder, 'path.txt'));
  const dist = env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist');
  const program = join(dist, name ?? 'electron');
  return (name !== undefined || env.ELECTRON_OVERRIDE_DIST_PATH) && isThere(program) ? program : undefined;
}

/** Resolves to why there is none, or nothing. */
async function download(folder: string, env: NodeJS.ProcessEnv, withinMs: number): Promise<string> {
  const child = spawn(process.execPath, [join(folder, 'install.js')], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    told = (told + text).slice(-10_000);
  });
  return (await endsWithin(child, withinMs)) ? reasonIn(told) : `it took longer than ${Math.round(withinMs / 1000)} s`;
}

async function endsWithin(child: ChildProcess, ms: number): Promise<boolean> {
  const timer = setTimeout(() => child.kill('SIGKILL'), ms);
  await once(child, 'close');
  clearTimeout(timer);
  return child.signalCode === null;
}

/** Of an error with its stack: the line that says what it was. */
function reasonIn(stderr: string): string {
  const line = stderr.split('\n').find((text) => /error|ENOTFOUND|ECONN|status/i.test(text)) ?? 'no reason was told';
  return line
    .replace(/^\s*\w*Error: /, '')
    .trim()
    .slice(0, 80);
}

function failureFile(root: URL): string {
  return fileURLToPath(new URL('node_modules/.cache/adit/electron-failed', root));
}

function timeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
