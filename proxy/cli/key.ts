import type { Command } from 'commander';
import { KEY_PREFIX, LOCAL_KEY } from '../secrets/secrets.ts';
import { type CommonOptions, homeOf, withHome, withSecrets } from './options.ts';

/** `adit key`: prints the local key, which is made if there is none yet. */
export function registerKey(program: Command): void {
  withHome(program.command('key'))
    .description('print the key that tools on this machine send to Adit')
    .option('--json', 'print JSON')
    .action(async (options: CommonOptions & { json?: boolean }) => {
      const key = await withSecrets(homeOf(options), (secrets) => secrets.keep(LOCAL_KEY, KEY_PREFIX));
      process.stdout.write(`${options.json ? JSON.stringify({ key }) : key}\n`);
    });
}
