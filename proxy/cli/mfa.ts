import type { Command } from 'commander';
import { AditError } from '../errors.ts';
import { loadSettings } from '../settings/settings.ts';
import { personAt } from './choose.ts';
import { type Interruptible, interruptible } from './interrupt.ts';
import { type CommonOptions, homeOf, parsePort, withHome, withSecrets } from './options.ts';

interface MfaOptions extends CommonOptions {
  readonly port?: number;
}

/** `adit mfa`: tells the Adit that is running the code of an MFA device, for which its requests wait. */
export function registerMfa(program: Command): void {
  withHome(program.command('mfa'))
    .description('tell the running Adit the code of your MFA device')
    .argument('[code]', 'six digits; asked for where they are left out')
    .option('--port <number>', 'port of the running Adit (default: of the settings)', parsePort)
    .action((code: string | undefined, options: MfaOptions) =>
      interruptible((command) => tell(code, options, command)),
    );
}

async function tell(given: string | undefined, options: MfaOptions, { signal, interrupt }: Interruptible) {
  const home = homeOf(options);
  const port = options.port ?? loadSettings(home).port;
  const person = personAt({ input: process.stdin, output: process.stderr, signal, onInterrupt: interrupt });
  if (given === undefined && !person.isThere) throw wrong('Give the code: adit mfa 123456');
  const code = given ?? (await person.ask('Code of the MFA device', { check: faultOf }));
  const fault = faultOf(code);
  if (fault !== undefined) throw wrong(fault);
  const { tellMfaCode } = await import('../control/client.ts');
  await withSecrets(home, (secrets) => tellMfaCode(secrets, port, code));
  process.stdout.write('AWS took the code.\n');
}

function faultOf(code: string): string | undefined {
  return /^\d{6}$/.test(code) ? undefined : 'A code has six digits.';
}

function wrong(message: string): AditError {
  return new AditError('invalid_request_error', message);
}
