import type { Command } from 'commander';
import { Option } from 'commander';
import { fixedAuthorizer } from '../aws/identity.ts';
import { findIdentity, nobody, OTHER_SOURCES, type OtherSource } from '../aws/profiles.ts';
import { DEMO_CREDENTIALS, startDemo } from '../demo/demo.ts';
import { type Engine, startEngine } from '../engine.ts';
import { codeAndPlace, reason } from '../errors.ts';
import { type LogFormat, RequestLog } from '../log/log.ts';
import { openSecrets } from '../secrets/secrets.ts';
import { environmentOf } from '../settings/environment.ts';
import { withFlags } from '../settings/flags.ts';
import { loadSettings } from '../settings/settings.ts';
import { openBrowser } from './browser.ts';
import { exit } from './exit.ts';
import { openConsole } from './open.ts';
import { type CommonOptions, homeOf, parsePort, withHome } from './options.ts';
import { signInFields, signInLine } from './sign-in-text.ts';
import { startError } from './start-error.ts';
import { startLine, startText } from './start-text.ts';

interface ServeOptions extends CommonOptions {
  readonly port?: number;
  readonly profile?: string;
  readonly region?: string;
  readonly credentials?: OtherSource;
  readonly demo?: boolean;
  readonly open?: boolean;
  readonly json?: boolean;
  readonly logFormat: LogFormat;
}

/** How long open streams may go on after the program was asked to end, in milliseconds. */
const GRACE_MS = 10_000;

/** `adit serve`: the proxy, until it is told to end. */
export function registerServe(program: Command): void {
  withHome(program.command('serve', { isDefault: true }))
    .description('listen on this machine and pass requests on to Amazon Bedrock (the default command)')
    .option('--port <number>', 'port to listen on; 0 takes any free one (default: 2348)', parsePort)
    .option('--profile <name>', "profile of the AWS files (default: the AWS SDK's own order)")
    .option('--region <name>', "AWS region (default: AWS_REGION, else the profile's)")
    .addOption(new Option('--credentials <source>', 'use these in place of a profile').choices(OTHER_SOURCES))
    .option('--demo', 'answer from a simulated Bedrock inside Adit, without AWS')
    .option('--open', 'open the window in the browser once it listens')
    .option('--json', 'print one line of JSON once it listens, instead of text')
    .addOption(
      new Option('--log-format <format>', 'form of the request log').choices(['human', 'json']).default('human'),
    )
    .action(serve);
}

async function serve(options: ServeOptions): Promise<void> {
  const home = homeOf(options);
  const settings = withFlags(loadSettings(home), options);
  const find = options.demo ? nobody : findIdentity;
  const identity = await find(settings, environmentOf(settings, process.env));
  const demo = identity.kind === 'none' ? await startDemo() : undefined;
  const log = new RequestLog(process.stderr, options.logFormat);
  const secrets = await openSecrets(home, { env: process.env });
  const engine = await startEngine({
    home,
    settings,
    identity,
    env: process.env,
    secrets,
    findIdentity: find,
    onExchange: (exchange) => log.write(exchange),
    onSignIn: (event) => log.tell(signInLine(event), signInFields(event)),
    onProblem: (problem) => tellProblem(log, problem),
    openPage: (url) => void openBrowser(url, process.env),
    ...(demo ? { demo: { url: demo.url, authorizer: fixedAuthorizer(DEMO_CREDENTIALS) } } : {}),
  }).catch(async (error: unknown) => {
    await demo?.close();
    throw await startError(error, settings.port);
  });
  const facts = {
    engine,
    identity,
    demo: demo && (options.demo ? 'wished' : 'no-credentials'),
    home: home.path,
    homeFlag: options.home,
  } as const;
  // Before it is said that Adit listens: who reads that may end it at once.
  const ended = endOnSignal(engine, async () => {
    await demo?.close();
    log.flush();
  });
  process.stdout.write(options.json ? startLine(facts) : startText(facts, process.stdout));
  if (options.open) openConsole(engine.console.doorway.open(), process.env).catch(tellOnly);
  for (const warning of [secrets.problem, engine.problem]) if (warning) log.tell(warning, { warning });
  await ended;
}

/** The first signal lets open streams end; a second one does not wait. Never resolves: the command is not over before. */
function endOnSignal(engine: Engine, afterwards: () => Promise<void>): Promise<never> {
  let ending = false;
  const end = () => {
    if (ending) exit(0, engine.secrets);
    ending = true;
    void engine
      .close(GRACE_MS)
      .then(afterwards)
      .finally(() => exit(0, engine.secrets));
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  // One request's mishap does not end the others, and neither does a reader of the output that is gone.
  process.on('unhandledRejection', tellMishap);
  process.on('uncaughtException', tellMishap);
  process.stdout.on('error', () => {});
  return new Promise(() => {});
}

/** Settings that were edited with a mistake; those before it go on. */
function tellProblem(log: RequestLog, problem: string | undefined): void {
  const text =
    problem === undefined ? 'The settings are right again, and count.' : `${problem} Adit goes on as before.`;
  log.tell(text, problem === undefined ? { note: text } : { warning: text });
}

/** What does not end the program. */
function tellOnly(error: unknown): void {
  process.stderr.write(`adit: ${reason(error)}\n`);
}

function tellMishap(error: unknown): void {
  process.stderr.write(`adit: ${error instanceof Error ? codeAndPlace(error) : 'a request failed'}\n`);
}
