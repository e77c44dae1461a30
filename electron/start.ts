/** `npm start`: the app where Electron can run, else the headless program, with a line that says why. */
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { hasBrowser } from '../proxy/cli/browser.ts';
import { APP_OPTIONS } from './engine/flags.ts';
import { buildApp } from './start/build.ts';
import { planFor } from './start/plan.ts';
import { findRuntime } from './start/runtime.ts';

const ROOT = new URL('..', import.meta.url);

const args = process.argv.slice(2);
const plan = await planFor({
  isForApp: isForApp(args),
  env: process.env,
  platform: process.platform,
  findRuntime: () => findRuntime({ root: ROOT, env: process.env, tell: (line) => process.stderr.write(`${line}\n`) }),
});
if (plan.start === 'app') {
  await buildApp(ROOT);
  run(plan.program, ['.', ...args]);
} else {
  if (plan.why) process.stdout.write(`${plan.why}\n\n`);
  // Who would have had the app gets its window, wherever a browser can be seen.
  const open = plan.why && hasBrowser(process.env) ? ['--open'] : [];
  process.argv = [process.execPath, 'adit', 'serve', ...open, ...args];
  await import('../proxy/main.ts');
}

/** Whether the app takes all of these arguments; others, such as --json, are for programs that start Adit without it. */
function isForApp(args: string[]): boolean {
  try {
    parseArgs({ args, options: APP_OPTIONS });
    return true;
  } catch {
    return false;
  }
}

/** Runs the app in this one's place: its end is this one's end. Ctrl-C reaches both, and only the app is to act on it. */
function run(program: string, args: readonly string[]): void {
  const child = spawn(program, args, { cwd: ROOT, stdio: 'inherit' });
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code) => process.exit(code ?? 1));
}
