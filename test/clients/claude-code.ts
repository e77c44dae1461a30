import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { promisify } from 'node:util';

export const claudeCodeVersion = '2.1.329';

/** One line of `--output-format stream-json`. */
export interface StreamLine {
  type: string;
  subtype?: string;
  [field: string]: unknown;
}

/** What Claude Code printed, and how it ended. */
export interface ClaudeCodeRun {
  exitCode: number | null;
  lines: StreamLine[];
  /** The last line, with `result`, `is_error`, `terminal_reason` and so on; empty if it never came so far. */
  result: Record<string, unknown>;
  /** The end of stdout and stderr, for the message of a failed expectation. */
  tail: string;
}

export interface RunOptions {
  url: string;
  key: string;
  /** More of its command line. */
  args?: string[];
  /** The folder that it works in: its own temporary HOME unless given. */
  cwd?: string;
}

type Child = ChildProcessByStdio<Writable | null, Readable, Readable>;

const runDeadline = 120_000;
const installDeadline = 540_000;

/** Installs the real Claude Code, once per machine, and resolves to its executable. */
export async function installClaudeCode(): Promise<string> {
  const cache = process.env.ADIT_TEST_CACHE ?? join(homedir(), '.cache/adit-tests');
  const folder = join(cache, `claude-code-${claudeCodeVersion}`);
  const executable = join(folder, 'node_modules/.bin/claude');
  if (existsSync(executable)) return executable;
  await mkdir(cache, { recursive: true });
  // Under its final name only when whole, so that an install cut short is not taken for one.
  const partial = await mkdtemp(`${folder}.partial-`);
  try {
    await npmInstall(partial);
    await rename(partial, folder).catch((error: unknown) => {
      // Another run may have installed it meanwhile.
      if (!existsSync(executable)) throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return executable;
}

/** Runs Claude Code headless with one prompt, in an environment with nothing of the developer's in it. */
export async function runClaudeCode(prompt: string, options: RunOptions): Promise<ClaudeCodeRun> {
  const executable = await installClaudeCode();
  const output = ['--output-format', 'stream-json', '--verbose', '--dangerously-skip-permissions'];
  return inTemporaryHome(async (home) => {
    const child = spawn(executable, ['-p', prompt, ...output, ...(options.args ?? [])], {
      cwd: options.cwd ?? home,
      env: { ...cleanEnvironment(home, options), CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const { stdout, stderr } = await finish(child);
    const lines = stdout.split('\n').filter(Boolean).map(parseLine);
    const result = lines.findLast((line) => line.type === 'result') ?? {};
    return { exitCode: child.exitCode, lines, result, tail: tail(stdout, stderr) };
  });
}

/**
 * Runs Claude Code with its screens, in a pseudo-terminal made by util-linux's `script`, until `until` is satisfied
 * with what it drew. Only so does it send what headless runs leave out: a greeting, and a request for a title.
 */
export async function drawClaudeCode(
  prompt: string,
  { until, ...options }: RunOptions & { until: (drawn: string) => boolean },
): Promise<string> {
  const executable = await installClaudeCode();
  return inTemporaryHome(async (home) => {
    const onboarded = { hasCompletedOnboarding: true, projects: { [home]: { hasTrustDialogAccepted: true } } };
    await writeFile(join(home, '.claude.json'), JSON.stringify(onboarded));
    const child = spawn('script', ['-qec', `'${executable}' --permission-mode default "$PROMPT"`, '/dev/null'], {
      cwd: home,
      env: { ...cleanEnvironment(home, options), ...quiet, TERM: 'xterm-256color', PROMPT: prompt },
      // stdin stays open, since its end would be Ctrl-D.
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    const { stdout, stderr } = await finish(child, until);
    if (!until(stdout))
      throw new Error(`Claude Code ended before it drew what was waited for\n${tail(stdout, stderr)}`);
    return stdout;
  });
}

/** What CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC stops, except for the greeting and the title. */
const quiet = { DISABLE_TELEMETRY: '1', DISABLE_ERROR_REPORTING: '1', DISABLE_AUTOUPDATER: '1' };

async function npmInstall(folder: string): Promise<void> {
  console.info(`Installing Claude Code ${claudeCodeVersion} (about 380 MB) into ${dirname(folder)} …`);
  const started = Date.now();
  const packageName = `@anthropic-ai/claude-code@${claudeCodeVersion}`;
  const options = { timeout: installDeadline, env: { ...process.env, PATH: pathWithThisNode() } };
  await promisify(execFile)('npm', ['install', '--prefix', folder, '--no-save', packageName], options);
  await promisify(execFile)(join(folder, 'node_modules/.bin/claude'), ['--version'], options).then(({ stdout }) => {
    if (!stdout.includes(claudeCodeVersion)) throw new Error(`npm installed another Claude Code: ${stdout}`);
  });
  console.info(`Installed Claude Code ${claudeCodeVersion} in ${Math.round((Date.now() - started) / 1000)} s.`);
}

/** On Node 20, which may be the system's, npm silently installs a Claude Code that still supports it. */
function pathWithThisNode(): string {
  return [dirname(process.execPath), process.env.PATH].join(delimiter);
}

async function inTemporaryHome<T>(work: (home: string) => Promise<T>): Promise<T> {
  const home = await mkdtemp(join(tmpdir(), 'claude-home-'));
  try {
    return await work(home);
  } finally {
    // It may still be writing its last files while it ends.
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

function cleanEnvironment(home: string, { url, key }: RunOptions): Record<string, string | undefined> {
  return {
    PATH: process.env.PATH,
    HOME: home,
    // Without it, root may not skip permissions.
    IS_SANDBOX: '1',
    ANTHROPIC_BASE_URL: url,
    ANTHROPIC_AUTH_TOKEN: key,
  };
}

/** Waits until the child has ended or `until` is satisfied, and ends it, with all that it started, either way. */
async function finish(child: Child, until: (stdout: string) => boolean = () => false) {
  const printed = { stdout: '', stderr: '' };
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed.stderr += text;
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed.stdout += text;
    if (until(printed.stdout)) resolve(undefined);
  });
  child.on('close', resolve).on('error', reject);
  const late = `Claude Code was not done within ${runDeadline / 1000} s`;
  const timer = setTimeout(() => reject(new Error(`${late}\n${tail(printed.stdout, printed.stderr)}`)), runDeadline);
  try {
    await promise;
    return printed;
  } finally {
    clearTimeout(timer);
    await endGroup(child);
  }
}

/** The child leads a group of its own, so that a shell that it left running ends with it. */
async function endGroup(child: Child): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  process.kill(-child.pid, 'SIGTERM');
  const killer = setTimeout(() => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL'), 5000);
  await exited;
  clearTimeout(killer);
}

function parseLine(line: string): StreamLine {
  try {
    return JSON.parse(line) as StreamLine;
  } catch {
    return { type: 'unreadable', line };
  }
}

function tail(stdout: string, stderr: string): string {
  return `stdout: …${stdout.slice(-1500)}\nstderr: …${stderr.slice(-1500)}`;
}
