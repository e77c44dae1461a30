import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

export interface RunOptions {
  /** Added to an environment with nothing of the developer's in it. */
  readonly env?: Record<string, string | undefined>;
  /** Which Node runs it, and with what: this one unless told otherwise. */
  readonly node?: string;
  readonly nodeArgs?: readonly string[];
}

/** What `serve --json` says once it listens. */
export interface ReadyLine {
  readonly url: string;
  readonly key: string;
  readonly demo: boolean;
  readonly profile: string | null;
  readonly region: string;
  readonly endpoint: string;
  readonly console: string;
  readonly console_token_file: string;
  readonly home: string;
  readonly pid: number;
  readonly version: string;
}

/** One run of the program, started through its launcher as a person starts it; disposal kills it. */
export interface Run extends AsyncDisposable {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  /** The person's home folder: Adit's own is `.adit` in it where nothing else is said. */
  readonly homeFolder: string;
  stdout(): string;
  stderr(): string;
  /** Resolves when the process is gone and all that it printed has been read. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  /** Waits for the line of `serve --json`. */
  ready(): Promise<ReadyLine>;
  /** Waits until what it printed matches. */
  printed(pattern: RegExp): Promise<string>;
}

/** Where the tests are run by the Node inside of Electron, the programs that they start are as well. */
export const AS_NODE = process.versions.electron ? { ELECTRON_RUN_AS_NODE: '1' } : {};

const LAUNCHER = join(import.meta.dirname, '../../proxy/adit.js');

/** How long anything may take, in milliseconds: a machine that is busy with other tests starts it slowly. */
const DEADLINE = 15_000;

export function runAdit(args: readonly string[], { env, node, nodeArgs = [] }: RunOptions = {}): Run {
  const homeFolder = mkdtempSync(join(tmpdir(), 'adit-person-'));
  const child = spawn(node ?? process.execPath, [...nodeArgs, LAUNCHER, ...args], {
    cwd: homeFolder,
    env: {
      PATH: process.env.PATH,
      ...AS_NODE,
      HOME: homeFolder,
      AWS_EC2_METADATA_DISABLED: 'true',
      ADIT_SECRETS: 'file',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (piece: string) => {
      text[name] += piece;
    });
  }
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal }));
  const printed = async (pattern: RegExp) => {
    const deadline = Date.now() + DEADLINE;
    const all = () => text.stdout + text.stderr;
    while (!pattern.test(all())) {
      const over = child.exitCode !== null || child.signalCode !== null;
      if (over || Date.now() > deadline) throw new Error(`Adit never printed ${pattern}:\n${all()}`);
      await delay(10);
    }
    return all();
  };
  return {
    child,
    homeFolder,
    ended,
    printed,
    stdout: () => text.stdout,
    stderr: () => text.stderr,
    async ready() {
      await printed(/^\{.*\}\n/);
      return JSON.parse(text.stdout.split('\n')[0] ?? '') as ReadyLine;
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
      rmSync(homeFolder, { recursive: true, force: true });
    },
  };
}

/** Runs a command to its end. */
export async function aditSays(args: readonly string[], options: RunOptions = {}) {
  await using run = runAdit(args, options);
  const { code } = await run.ended;
  return { code, stdout: run.stdout(), stderr: run.stderr(), homeFolder: run.homeFolder };
}

/** Asks a running Adit, with its key. */
export function ask({ url, key }: ReadyLine, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${url}/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': key, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}
