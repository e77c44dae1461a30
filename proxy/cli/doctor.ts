import type { Command } from 'commander';
import type { SsoSession } from '../aws/sso/session.ts';
import { readToken, type SsoToken } from '../aws/sso/token-cache.ts';
import { API_KEY_FILE, createContext, type DoctorContext } from '../doctor/context.ts';
import { type Check, diagnose } from '../doctor/doctor.ts';
import type { Diagnosis } from '../doctor/finding.ts';
import { reportText } from '../doctor/report.ts';
import { secretsOf, tokenSecrets, withoutSecrets } from '../doctor/secrets.ts';
import { VERSION } from '../version.ts';
import { type CommonOptions, homeOf, parsePort, withHome } from './options.ts';
import { describeHolder } from './port-holder.ts';

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
  const { env } = process;
  const context = createContext({ env, home: homeOf(options), profile, region, port, call, describeHolder });
  const found = await diagnose(context, process.stderr.isTTY ? showProgress : undefined);
  const diagnosis = withoutSecrets(found, await secretsIn(context));
  context.close();
  if (process.stderr.isTTY) process.stderr.write(CLEAR_LINE);
  const text = options.json ? toJson(diagnosis) : reportText(diagnosis, process.stdout);
  // What a check left open, such as a program that gives credentials and hangs, does not keep the person waiting.
  process.stdout.write(text, () => process.exit(diagnosis.verdict === 'broken' ? 1 : 0));
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

/** What is known to be secret here, so that it is shown by no check, whatever it quotes. */
async function secretsIn(context: DoctorContext): Promise<string[]> {
  const { home } = context;
  const known = ['key', API_KEY_FILE].map((file) => home.read(file)?.trim());
  const session = await context.ssoSession().catch(() => undefined);
  if (session) known.push(...tokenSecrets(tokenOf(session, context)));
  const { sections } = await context.files();
  for (const section of Object.values(sections))
    known.push(section.aws_secret_access_key, section.aws_session_token, section.aws_access_key_id);
  return secretsOf(context.env, known);
}

/** The token on disk; undefined where the file cannot be read, so that nothing of it can be shown. */
function tokenOf(session: SsoSession, { env }: DoctorContext): SsoToken | undefined {
  try {
    return readToken(session, env);
  } catch {
    return undefined;
  }
}
