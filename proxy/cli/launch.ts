import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Command } from 'commander';
import { expectAddress } from '../clients/context.ts';
import { findProgram } from '../clients/installed.ts';
import { keyNameOf, type Launch, launchOf } from '../clients/launch.ts';
import { aditAt } from '../doctor/port.ts';
import { AditError, reason } from '../errors.ts';
import { type CommonOptions, withHome } from './options.ts';
import { withTools } from './tool-context.ts';

interface LaunchCommandOptions extends CommonOptions {
  readonly check: boolean;
}

/** `adit launch`: starts a tool that asks Adit, and changes no file for it. */
export function registerLaunch(program: Command): void {
  withHome(program.command('launch'))
    .description('start a tool so that it asks Adit, with nothing written: adit launch claude')
    .argument('<tool>', 'claude, codex, opencode, or any program')
    .argument('[args...]', 'what the tool is given')
    .option('--no-check', 'start it although no Adit answers')
    .passThroughOptions()
    .addHelpText('after', '\nOptions of Adit stand before the name of the tool. The exit code is that of the tool.')
    .action((tool: string, args: string[], options: LaunchCommandOptions) =>
      withTools(options, async (context) => {
        expectAddress(context);
        const { keys, url, env } = context;
        if (options.check) await expectAdit(url);
        const key = await keys.keyFor(keyNameOf(tool));
        process.exitCode = await run(launchOf(tool, args, { env, folder: process.cwd(), url, key }));
      }),
    );
}

async function expectAdit(url: string): Promise<void> {
  const { port } = new URL(url);
  if ((await aditAt(Number(port))) !== undefined) return;
  throw new AditError(
    'api_error',
    `No Adit answers at ${url}. Start it first, in another terminal: adit serve. Or start the tool all the same: --no-check.`,
  );
}

/** Signals that a terminal sends to the tool by itself, and those that only we get. */
const TERMINAL = ['SIGINT', 'SIGQUIT'] as const;
const OURS = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGCONT', 'SIGWINCH'] as const;

/** Resolves to the exit code; for a tool that a signal ended, to 128 and the signal's number, as in shells. */
async function run({ program, args, env }: Launch): Promise<number> {
  const path = program.includes('/') ? program : findProgram(program, env);
  if (!path) throw new AditError('not_found_error', `There is no program "${program}" on the PATH. Install it first.`);
  for (const signal of TERMINAL) process.on(signal, () => {});
  // Before there is a tool: from its first moment on, what ends us would leave it behind.
  for (const signal of OURS) process.on(signal, () => child.kill(signal));
  const child = spawn(path, args, { env, stdio: 'inherit' });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.on('error', (error) => reject(new AditError('api_error', `${path} cannot be started: ${reason(error)}`)));
  child.on('close', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  return promise;
}
