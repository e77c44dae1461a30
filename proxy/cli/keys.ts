import type { Command } from 'commander';
import { AditError } from '../errors.ts';
import { KeyRing, type KeyRow } from '../guard/keys.ts';
import { type CommonOptions, homeOf, withHome, withSecrets } from './options.ts';
import { type Column, tableLines } from './table.ts';

interface KeysOptions extends CommonOptions {
  readonly json?: boolean;
}

/** `adit keys [list | add NAME | show NAME | revoke NAME]`: a key for each tool, so that each is known by name. */
export function registerKeys(program: Command): void {
  const keys = program
    .command('keys')
    .description('list, make and revoke the keys of single tools; a running Adit knows at once')
    .helpCommand(false)
    .addHelpText('after', HELP);
  command(keys, 'list', 'show all keys, by name and last four letters', true).action((options: KeysOptions) =>
    withRing(options, async (ring) => {
      const rows = ring.list();
      process.stdout.write(
        options.json
          ? `${JSON.stringify(rows)}\n`
          : `${tableLines(COLUMNS, rows, { stream: process.stdout }).join('\n')}\n`,
      );
    }),
  );
  command(keys, 'add', 'make a key, and print it')
    .argument('<name>', 'who it is for, such as zed; the key that has the name is printed again')
    .action((name: string, options: KeysOptions) =>
      withRing(options, async (ring) => printKey(name, await ring.add(name), options)),
    );
  command(keys, 'show', 'print a key again')
    .argument('<name>', 'its name')
    .action((name: string, options: KeysOptions) =>
      withRing(options, async (ring) => printKey(name, await ring.keyOf(name), options)),
    );
  command(keys, 'revoke', 'end a key: requests with it are refused from now on')
    .argument('<name>', 'its name; "main" for the local key, which is replaced by a new one')
    .action((name: string, options: KeysOptions) => withRing(options, (ring) => revoke(ring, name, options)));
}

const HELP = `
Each key's name is the client's in history, costs and budgets.
"main" is the local key, which "adit key" prints.`;

function command(parent: Command, name: string, description: string, isDefault = false): Command {
  return withHome(parent.command(name, { isDefault })).description(description).option('--json', 'print JSON');
}

async function revoke(ring: KeyRing, name: string, { json }: KeysOptions): Promise<void> {
  if (!(await ring.revoke(name))) {
    throw new AditError('not_found_error', `No key is named "${name}". "adit keys" lists those that there are.`);
  }
  process.stdout.write(json ? `${JSON.stringify({ name, revoked: true })}\n` : `The key "${name}" is revoked.\n`);
}

function withRing(options: CommonOptions, work: (ring: KeyRing) => Promise<void>): Promise<void> {
  const home = homeOf(options);
  return withSecrets(home, async (secrets) => {
    const ring = await KeyRing.open(home, secrets);
    try {
      await work(ring);
    } finally {
      ring.close();
    }
  });
}

function printKey(name: string, key: string, { json }: KeysOptions): void {
  process.stdout.write(`${json ? JSON.stringify({ name, key }) : key}\n`);
}

const COLUMNS: readonly Column<KeyRow>[] = [
  { head: 'NAME', cell: ({ name }) => name },
  { head: 'KEY', cell: ({ lastFour }) => `…${lastFour}` },
  { head: 'MADE', cell: ({ created }) => when(created) },
  { head: 'LAST USED', cell: ({ lastUsed }) => when(lastUsed) },
];

function when(time: string | null): string {
  return time === null ? '-' : time.slice(0, 16).replace('T', ' ');
}
