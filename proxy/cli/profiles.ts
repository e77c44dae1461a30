import type { Command } from 'commander';
import { otherSources } from '../aws/profiles.ts';
import { listWithSignIn } from '../aws/sign-in-state.ts';
import { profileTable, sourceLine } from './profile-table.ts';

/** `adit profiles`: every profile of the AWS files, what it is, and whether somebody is signed in for it. */
export function registerProfiles(program: Command): void {
  program
    .command('profiles')
    .description('list the AWS profiles of this machine, and whether you are signed in')
    .option('--json', 'print JSON')
    .action(async (options: { json?: boolean }) => {
      const profiles = await listWithSignIn(process.env);
      const others = otherSources(process.env);
      if (options.json) process.stdout.write(`${JSON.stringify({ profiles, others })}\n`);
      else {
        process.stdout.write(profileTable(profiles, new Date(), process.stdout));
        process.stderr.write(sourceLine(profiles.length, others));
      }
    });
}
