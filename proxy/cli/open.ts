import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import { AditError } from '../errors.ts';
import { loadSettings } from '../settings/settings.ts';
import { hasBrowser, openBrowser } from './browser.ts';
import { type CommonOptions, homeOf, parsePort, withHome, withSecrets } from './options.ts';

interface OpenOptions extends CommonOptions {
  readonly port?: number;
  readonly print?: boolean;
}

/** `adit open`: the window of the Adit that is running, in the browser. */
export function registerOpen(program: Command): void {
  withHome(program.command('open'))
    .description('open the window of the running Adit in the browser')
    .option('--port <number>', 'port of the running Adit (default: of the settings)', parsePort)
    .option('--print', 'print the address, with the token that it wants, instead')
    .action(async (options: OpenOptions) => {
      const home = homeOf(options);
      const { askForDoorway } = await import('../control/client.ts');
      const port = options.port ?? loadSettings(home).port;
      const { file, address } = await withSecrets(home, (secrets) => askForDoorway(secrets, port));
      if (options.print) process.stdout.write(`${address}\n`);
      else await openConsole(file, process.env);
    });
}

/** Opens the file that leads a browser to the console. Rejects with AditError where no browser can be opened. */
export async function openConsole(file: string, env: NodeJS.ProcessEnv): Promise<void> {
  if (hasBrowser(env) && (await openBrowser(pathToFileURL(file).href, env))) return;
  throw new AditError(
    'api_error',
    'No browser could be opened here. "adit open --print" prints the address; over SSH, forward its port first.',
  );
}
