import { type Command, Option } from 'commander';
import { configFileOf } from '../aws/files/places.ts';
import { readSharedFiles, type Sections } from '../aws/files/sections.ts';
import { createSsoClients, namedEndpoints, ssoDoor } from '../aws/sso/clients.ts';
import { isSameStart, titleOf } from '../aws/sso/session.ts';
import { signIn } from '../aws/sso/sign-in.ts';
import { readToken, type SsoToken } from '../aws/sso/token-cache.ts';
import { AditError } from '../errors.ts';
import { environmentOf } from '../settings/environment.ts';
import { loadSettings } from '../settings/settings.ts';
import { hasBrowser } from './browser.ts';
import { type Person, personAt } from './choose.ts';
import { type Interruptible, interruptible } from './interrupt.ts';
import { findTarget, profilesWith, type Target } from './login-target.ts';
import { type LoginResult, resultText, stepTeller } from './login-text.ts';
import { faultOfName, type MadeProfile, makeProfile, type ProfileWish } from './new-profile.ts';
import { type CommonOptions, homeOf, withHome } from './options.ts';

interface LoginOptions extends CommonOptions, ProfileWish {
  readonly profile?: string;
  readonly startUrl?: string;
  readonly ssoRegion?: string;
  readonly device?: boolean;
  /** False with --no-browser. */
  readonly browser: boolean;
  readonly json?: boolean;
}

/** A token that lasts as long as this, in milliseconds, is taken for choosing an account. As `aws configure sso` does. */
const FRESH_MS = 15 * 60_000;

/** `adit login`: signs in with IAM Identity Center, and makes a profile where there is none for it. */
export function registerLogin(program: Command): void {
  withHome(program.command('login'))
    .description('sign in with AWS IAM Identity Center, for Adit, the AWS CLI and the SDKs')
    .addOption(new Option('--profile <name>', 'sign in for this profile of the AWS files').conflicts(['startUrl']))
    .option('--start-url <url>', 'sign in here, and add a profile for an account and role')
    .option('--sso-region <name>', 'region of that start URL')
    .option('--device', 'show a code to confirm on any device (the default over SSH)')
    .option('--no-browser', 'open no browser, only show the address')
    .option('--account <id>', 'account of the new profile, by id or name')
    .option('--role <name>', 'role of the new profile')
    .option('--name <name>', 'name of the new profile')
    .option('--region <name>', 'region for Amazon Bedrock of the new profile')
    .option('--json', 'print what was done as JSON')
    .addHelpText('after', HELP)
    .action((options: LoginOptions) => interruptible((command) => login(options, command)));
}

const HELP = `
Without --profile and --start-url: the profile of the settings or AWS_PROFILE,
else the only sign-in of the AWS files; else you are asked.
ADIT_BROWSER, else BROWSER, names the program that opens the page.`;

async function login(options: LoginOptions, { signal, interrupt }: Interruptible): Promise<void> {
  const settings = loadSettings(homeOf(options));
  const env = environmentOf(settings, process.env);
  const { sections } = await readSharedFiles(env);
  const person = personAt({ input: process.stdin, output: process.stderr, signal, onInterrupt: interrupt });
  const fault = options.name === undefined ? undefined : faultOfName(options.name, sections);
  if (fault !== undefined) throw new AditError('invalid_request_error', fault);
  const target = await findTarget({ ...options, usualProfile: settings.profile ?? env.AWS_PROFILE }, sections, person);
  const run: Run = { options, target, sections, env, person, signal };
  const usualRegion = settings.region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? target.session.region;
  await withClients(run, async (clients) => {
    const wantsProfile = target.wantsProfile || !!(options.account || options.role || options.name);
    const { token, made } = wantsProfile
      ? await signInForProfile(run, clients, usualRegion)
      : { token: await signInAnew(run, clients), made: undefined };
    tell(run, token, made);
  });
}

/** What one run works with. */
interface Run {
  readonly options: LoginOptions;
  readonly target: Target;
  readonly sections: Sections;
  readonly env: NodeJS.ProcessEnv;
  readonly person: Person;
  readonly signal: AbortSignal;
}

type Clients = ReturnType<typeof createSsoClients>;

async function withClients(run: Run, work: (clients: Clients) => Promise<void>): Promise<void> {
  const { target, sections, env } = run;
  const profile = target.profile ?? env.AWS_PROFILE ?? 'default';
  const endpoints = namedEndpoints(env, sections, profile);
  const caBundle = env.AWS_CA_BUNDLE || (Object.hasOwn(sections, profile) ? sections[profile]?.ca_bundle : undefined);
  const door = ssoDoor([target.session.region], endpoints, env, caBundle);
  try {
    await work(createSsoClients(door, endpoints));
  } finally {
    door.close();
  }
}

function signInAnew({ options, target, env, signal }: Run, clients: Clients): Promise<SsoToken> {
  const isHere = hasBrowser(env);
  const opens = isHere && options.browser && !options.device;
  return signIn(target.session, {
    method: isHere && !options.device ? 'browser' : 'device',
    env,
    clients,
    signal,
    onStep: stepTeller({ title: titleOf(target.session), opens, env, stream: process.stderr }),
  });
}

/** Signs in where there is no token yet that AWS takes, and makes a profile. */
async function signInForProfile(run: Run, clients: Clients, usualRegion: string) {
  const { options, target, sections, env, person, signal } = run;
  const make = async (token: SsoToken) => {
    const access = { session: target.session, token, clients, signal };
    const place = { access, person, sections, configFile: configFileOf(env), usualRegion };
    return { token, made: await makeProfile(options, place) };
  };
  const kept = freshToken(run);
  if (!kept) return make(await signInAnew(run, clients));
  return make(kept).catch(async (error: unknown) => {
    if (!(error instanceof AditError && error.type === 'authentication_error')) throw error;
    return make(await signInAnew(run, clients));
  });
}

function freshToken({ target: { session }, env }: Run): SsoToken | undefined {
  const token = readToken(session, env);
  const isFresh = token && token.expiresAt.getTime() - Date.now() > FRESH_MS;
  return isFresh && isSameStart(token.startUrl, session.startUrl) ? token : undefined;
}

function tell({ options, target, sections, env }: Run, token: SsoToken, made: MadeProfile | undefined): void {
  const { session } = target;
  const profiles = [...new Set([...profilesWith(session, sections), ...(made ? [made.name] : [])])];
  const result: LoginResult = {
    session,
    expiresAt: token.expiresAt,
    profile: made?.name ?? target.profile ?? null,
    profiles,
    made,
    configFile: configFileOf(env),
  };
  process.stdout.write(resultText(result, options.json === true, process.stdout));
}
