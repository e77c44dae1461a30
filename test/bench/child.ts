import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const READY_WITHIN_MS = 20_000;

/** Pieces of error output that are kept: the last ones say why a program ended, the others are its log. */
const KEPT_ERRORS = 50;

/** What still runs when the benchmark ends early is ended with it. */
const running = new Set<ChildProcessWithoutNullStreams>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A program of the benchmark, which says in its first line of output, as JSON, that it is ready. */
export interface Child<Ready> {
  pid: number;
  ready: Ready;
  /** Sends a line and waits for the next line of output. */
  ask(question: object): Promise<unknown>;
  stop(): Promise<void>;
}

/** Starts a script with this very Node; what it wrote to its error output is in the error if it ends early. */
export async function startChild<Ready>(args: string[], env: Record<string, string>): Promise<Child<Ready>> {
  // Nothing of the person's own configuration may change what is measured; `PATH` is for programs that ask the system.
  const child = spawn(process.execPath, args, { stdio: 'pipe', env: { PATH: process.env.PATH ?? '', ...env } });
  running.add(child);
  child.once('close', () => running.delete(child));
  const nextLine = lineReader(child, args.join(' '));
  const patience = setTimeout(() => child.kill('SIGKILL'), READY_WITHIN_MS);
  const ready = (await nextLine()) as Ready;
  clearTimeout(patience);
  return {
    pid: child.pid ?? 0,
    ready,
    ask: (question) => {
      child.stdin.write(`${JSON.stringify(question)}\n`);
      return nextLine();
    },
    stop: () => stop(child),
  };
}

/** Lines nobody waits for are dropped, so that a program that logs is never held up. */
function lineReader(child: ChildProcessWithoutNullStreams, name: string): () => Promise<unknown> {
  const errors: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors.push(text);
    if (errors.length > KEPT_ERRORS) errors.shift();
  });
  let waiting: PromiseWithResolvers<unknown> | undefined;
  let failure: Error | undefined;
  const fail = (how: string) => {
    failure = new Error(`${name} ${how}\n${errors.join('').trim()}`);
    waiting?.reject(failure);
  };
  child.on('error', (error) => fail(`did not start: ${error.message}`));
  child.on('close', (code, signal) => fail(`ended (${signal ?? `status ${code}`})`));
  child.stdin.on('error', () => {});
  createInterface(child.stdout).on('line', (line) => {
    waiting?.resolve(line);
    waiting = undefined;
  });
  return async () => {
    if (failure) throw failure;
    waiting = Promise.withResolvers<unknown>();
    return JSON.parse((await waiting.promise) as string) as unknown;
  };
}

async function stop(child: ChildProcessWithoutNullStreams): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = new Promise((resolve) => child.once('close', resolve));
  const patience = setTimeout(() => child.kill('SIGKILL'), 3000);
  child.kill('SIGTERM');
  await closed;
  clearTimeout(patience);
}
