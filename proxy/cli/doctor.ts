import type { Command } from 'commander';
import { createContext } from '../doctor/context.ts';
import { type Check, diagnose } from '../doctor/doctor.ts';
import type { Diagnosis } from '../doctor/finding.ts';
import { knownSecrets } from '../doctor/known-secrets.ts';
import { describeHolder } from '../doctor/port-holder.ts';
import { reportText } from '../doctor/report.ts';
import { withoutSecrets } from '../doctor/secrets.ts';
import { openSecrets } from '../secrets/secrets.ts';
import { environmentOf } from '../settings/environment.ts';
import type { Home } from '../settings/home.ts';
import { loadSettings } from '../settings/settings.ts';
import { VERSION } from '../version.ts';
import { exit } from './exit.ts';
import { type CommonOptions, homeOf, parsePort, withHome } from './options.ts';

interface DoctorCommandOptions extends CommonOptions {
  readonly profile?: string;
  readonly region?: string;
  readonly port?: number;
  readonly call: boolean;
  readonly json?: boolean;
}

/** `adit doctor`: what is wrong between this machine and Amazon Bedrock, and how to mend it. */
export function registerDoctor(program: Command): void {
  withHome(program.command('doctor'))
    .description('find out what is wrong between this machine and Amazon Bedrock, and how to mend it')
    .option('--profile <name>', "profile of the AWS files (default: the AWS SDK's own order)")
    .option('--region <name>', "AWS region (default: AWS_REGION, else the profile's)")
    .option('--port <number>', "Adit's port (default: 2348, or as settings.json says)", parsePort)
    .option('--no-call', 'do not call a model; the call is for one token, and costs a fraction of a cent')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nThe first line says what to do. Exit code 1 where something is broken. No secret is printed.',
    )
    .action(run);
}

async function run(options: DoctorCommandOptions): Promise<void> {
  const { profile, region, port, call } = options;
  const home = homeOf(options);
  const env = envOf(home);
  const secrets = await openSecrets(home, { env });
  const context = createContext({ env, home, secrets, profile, region, port, call, describeHolder });
  const found = await diagnose(context, process.stderr.isTTY ? showProgress : undefined);
  const diagnosis = withoutSecrets(found, await knownSecrets(context));
  context.close();
  if (process.stderr.isTTY) process.stderr.write(CLEAR_LINE);
  const text = options.json ? toJson(diagnosis) : reportText(diagnosis, process.stdout);
  // What a check left open, such as a program that gives credentials and hangs, does not keep the person waiting.
  process.stdout.write(text, () => exit(diagnosis.verdict === 'broken' ? 1 : 0, secrets));
}

/** The environment with what the settings say of it; as it is where they cannot be read, which a check tells. */
function envOf(home: Home): NodeJS.ProcessEnv {
  try {
    return environmentOf(loadSettings(home), process.env);
  } catch {
    return process.env;
  }
}

/** The form of it holds from version to version; fields may be added. */
function toJson({ verdict, first, findings }: Diagnosis): string {
  return `${JSON.stringify({ verdict, first, findings, version: VERSION })}\n`;
}

const CLEAR_LINE = '\r\x1b[2K';

function showProgress(running: readonly Check[]): void {
  const names = running.map(({ title }) => title).join(', ');
  process.stderr.write(`${CLEAR_LINE}${`Looking at ${names} …`.slice(0, 79)}`);
}
