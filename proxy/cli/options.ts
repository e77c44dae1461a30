import { type Command, InvalidArgumentError } from 'commander';
import type { Secrets } from '../secrets/secrets.ts';
import { type Home, openHome } from '../settings/home.ts';
import { exit } from './exit.ts';

/** Options that every command has. */
export interface CommonOptions {
  readonly home?: string;
}

/** Adds the options that every command has. */
export function withHome(command: Command): Command {
  return command.option('--home <dir>', 'folder of keys and settings (default: ADIT_HOME, else ~/.adit)');
}

/** The home that a command works on. */
export function homeOf({ home }: CommonOptions): Home {
  return openHome(home, process.env);
}

/** Works with the secrets of a home. A keychain that never answers does not keep the program from ending. */
export async function withSecrets<T>(home: Home, work: (secrets: Secrets) => Promise<T>): Promise<T> {
  // What few commands need is loaded by them alone.
  const { openSecrets } = await import('../secrets/secrets.ts');
  const secrets = await openSecrets(home, { env: process.env });
  try {
    return await work(secrets);
  } finally {
    // After what is still to be said.
    if (secrets.isStuck) setTimeout(() => exit(Number(process.exitCode ?? 0), secrets), 100);
  }
}

/** Reads a port from the command line. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a number from 0 to 65535.');
}
