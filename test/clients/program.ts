import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

export type Child = ChildProcessByStdio<Writable | null, Readable, Readable>;

const runDeadline = 120_000;

/** Works with an empty HOME that is gone afterwards. */
export async function inTemporaryHome<T>(work: (home: string) => Promise<T>): Promise<T> {
  const home = await mkdtemp(join(tmpdir(), 'client-home-'));
  try {
    return await work(home);
  } finally {
    // It may still be writing its last files while it ends.
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** Waits until the child has ended or `until` is satisfied, and ends it, with all that it started, either way. */
export async function finish(child: Child, until: (stdout: string) => boolean = () => false) {
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
  const late = `The program was not done within ${runDeadline / 1000} s`;
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

/** The end of what was printed, for the message of a failed expectation. */
export function tail(stdout: string, stderr: string): string {
  return `stdout: …${stdout.slice(-1500)}\nstderr: …${stderr.slice(-1500)}`;
}
