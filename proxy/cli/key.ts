import type { Command } from 'commander';
import { localKey } from '../guard/key.ts';
import { type CommonOptions, homeOf, withHome } from './options.ts';

/** `adit key`: prints the local key, which is made if there is none yet. */
export function registerKey(program: Command): void {
  withHome(program.command('key'))
    .description('print the key that tools on this machine send to Adit')
    .option('--json', 'print JSON')
    .action((options: CommonOptions & { json?: boolean }) => {
      const key = localKey(homeOf(options));
      process.stdout.write(`${options.json ? JSON.stringify({ key }) : key}\n`);
    });
}
