import { type Command, Option } from 'commander';
import { readSharedFiles, type Sections } from '../aws/files/sections.ts';
import { createSsoClients, namedEndpoints, ssoDoor } from '../aws/sso/clients.ts';
import { logout } from '../aws/sso/portal.ts';
import { type SsoSession, ssoSessions, titleOf } from '../aws/sso/session.ts';
import { deleteToken, readToken } from '../aws/sso/token-cache.ts';
import { AditError } from '../errors.ts';
import { environmentOf } from '../settings/environment.ts';
import { loadSettings } from '../settings/settings.ts';
import { sessionFor, shown } from './login-target.ts';
import { type CommonOptions, homeOf, withHome } from './options.ts';

interface LogoutOptions extends CommonOptions {
  readonly profile?: string;
  readonly all?: boolean;
  readonly json?: boolean;
}

/** What became of a sign-in. */
interface Ended {
  readonly session: SsoSession;
  /** `not-signed-in`: there was no token. `told`: AWS has ended it too. `local`: AWS could not be told. */
  readonly how: 'not-signed-in' | 'told' | 'local';
  readonly why?: string;
}

/** `adit logout`: ends a sign-in, here and at AWS. Registrations stay, as those of the AWS CLI do. */
export function registerLogout(program: Command): void {
  withHome(program.command('logout'))
    .description('end a sign-in of AWS IAM Identity Center, for all that share it')
    .addOption(new Option('--profile <name>', 'the sign-in of this profile of the AWS files').conflicts('all'))
    .option('--all', 'all sign-ins of the AWS files')
    .option('--json', 'print what was done as JSON')
    .addHelpText('after', '\nCredentials that a tool already holds stay good until they expire.')
    .action(run);
}

async function run(options: LogoutOptions): Promise<void> {
  const settings = loadSettings(homeOf(options));
  const env = environmentOf(settings, process.env);
  const { sections } = await readSharedFiles(env);
  const usual = options.profile ?? settings.profile ?? env.AWS_PROFILE;
  const sessions = options.all ? ssoSessions(sections) : [theOne(usual, sections)];
  const ended: Ended[] = [];
  for (const session of sessions) ended.push(await end(session, usual ?? 'default', sections, env));
  process.stdout.write(options.json ? `${JSON.stringify(ended.map(toJson))}\n` : text(ended));
}

function theOne(profile: string | undefined, sections: Sections): SsoSession {
  if (profile !== undefined) return sessionFor(profile, sections);
  const [only, ...others] = ssoSessions(sections);
  if (only && others.length === 0) return only;
  const message = only
    ? 'Several sign-ins are set up. Choose one with --profile NAME, or end them with --all.'
    : 'No sign-in is set up in the AWS files.';
  throw new AditError('invalid_request_error', message);
}

/** The token is removed first: whatever AWS answers, nobody goes on with it. */
async function end(session: SsoSession, profile: string, sections: Sections, env: NodeJS.ProcessEnv): Promise<Ended> {
  const token = readToken(session, env);
  const wasThere = deleteToken(session, env);
  if (!token) return { session, how: wasThere ? 'local' : 'not-signed-in' };
  const endpoints = namedEndpoints(env, sections, profile);
  const door = ssoDoor([session.region], endpoints, env, env.AWS_CA_BUNDLE);
  try {
    await logout({ session, token, clients: createSsoClients(door, endpoints) });
    return { session, how: 'told' };
  } catch (error) {
    if (!(error instanceof AditError)) throw error;
    return { session, how: 'local', why: error.message };
  } finally {
    door.close();
  }
}

function toJson({ session, how }: Ended) {
  const { name = null, startUrl, region } = session;
  return {
    sso_session: name,
    start_url: startUrl,
    sso_region: region,
    was_signed_in: how !== 'not-signed-in',
    ended_at_aws: how === 'told',
  };
}

function text(ended: readonly Ended[]): string {
  if (ended.length === 0) return 'No sign-in is set up in the AWS files.\n';
  return ended.map((one) => `${sentence(one)}\n`).join('');
}

function sentence({ session, how, why }: Ended): string {
  const title = shown(titleOf(session));
  if (how === 'not-signed-in') return `Nobody was signed in to ${title}.`;
  if (how === 'told') return `Signed out of ${title}.`;
  return `Signed out of ${title} here; AWS was not told. ${why ?? ''}`.trimEnd();
}
