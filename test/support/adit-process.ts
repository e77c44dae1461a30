import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { AS_NODE } from './run-adit.ts';

/** Adit running as a process of its own, started as a person starts it. */
export interface AditProcess extends AsyncDisposable {
  url: string;
  key: string;
  readonly home: string;
  readonly pid: number;
  /** All that it has written to stderr so far. */
  stderr(): string;
  /** Asks it to end and resolves to its exit code: null if a signal ended it. */
  stop(): Promise<number | null>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
}

export interface AditOptions {
  /** Added to an otherwise bare environment, so that no credentials of the developer's get in. */
  env?: Record<string, string | undefined>;
  /** Added after `serve --port 0 --json --home <temporary folder>`. */
  args?: string[];
  /** Written into its settings.json. */
  settings?: object;
  /** A folder that was there before and stays. */
  home?: string;
}

const projectFolder = join(import.meta.dirname, '../..');
const startDeadline = 20_000;
const stopDeadline = 10_000;

/** Starts Adit and waits until it says where it listens; the folder it keeps its things in is gone when it stops. */
export async function startAdit({
  env = {},
  args = [],
  settings = {},
  ...given
}: AditOptions = {}): Promise<AditProcess> {
  const home = given.home ?? (await mkdtemp(join(tmpdir(), 'adit-home-')));
  await writeFile(join(home, 'settings.json'), JSON.stringify(settings));
  const command = ['proxy/main.ts', 'serve', '--port', '0', '--json', '--home', home, ...args];
  const child = spawn(process.execPath, command, {
    cwd: projectFolder,
    env: {
      PATH: process.env.PATH,
      ...AS_NODE,
      HOME: home,
      AWS_EC2_METADATA_DISABLED: 'true',
      ADIT_SECRETS: 'file',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const stop = async () => {
    const code = await endProcess(child);
    if (given.home === undefined) await rm(home, { recursive: true, force: true });
    return code;
  };
  const kill = async () => {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  };
  try {
    const { url, key } = parseReadyLine(await firstLine(child));
    return {
      url,
      key,
      home,
      pid: child.pid ?? 0,
      stderr: () => stderr,
      stop,
      kill,
      [Symbol.asyncDispose]: async () => void (await stop()),
    };
  } catch (error) {
    child.kill('SIGKILL');
    await stop();
    throw new Error(`Adit did not start: ${String(error)}\n${stderr.slice(-4000)}`, { cause: error });
  }
}

/** The first line that Adit prints, or why there was none. */
async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('it has no stdout');
  const lines = createInterface({ input: child.stdout });
  // `close` rather than `exit`: by then stderr has been read to its end, so the error can show it.
  const ended = once(child, 'close').then(([code]) => Promise.reject(new Error(`it ended with code ${code}`)));
  const late = new AbortController();
  const tooLate = delay(startDeadline, undefined, late).then(() => {
    throw new Error(`it printed no line within ${startDeadline / 1000} s`);
  });
  ended.catch(() => {});
  tooLate.catch(() => {});
  try {
    const [line] = (await Promise.race([once(lines, 'line'), ended, tooLate])) as [string];
    // Whatever it prints later has to be read too, or a full pipe would stop it.
    lines.on('line', () => {});
    return line;
  } finally {
    late.abort();
  }
}

function parseReadyLine(line: string): { url: string; key: string } {
  const ready: unknown = JSON.parse(line);
  if (ready === null || typeof ready !== 'object') throw new Error(`its first line is no object: ${line}`);
  const { url, key } = ready as Record<string, unknown>;
  if (typeof url !== 'string' || typeof key !== 'string') throw new Error(`its first line lacks url or key: ${line}`);
  return { url, key };
}

async function endProcess(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), stopDeadline);
  await exited;
  clearTimeout(killer);
  return child.exitCode;
}
