import { kindOf, type ProfileKind, sourceChain } from './kinds.ts';
import { profileNames, readSharedFiles, type Section, type Sections, type SharedFiles } from './sections.ts';

/** A profile of the shared files, for a person who chooses one. Nothing in it is secret. */
export interface ProfileInfo {
  readonly name: string;
  readonly kind: ProfileKind;
  readonly region?: string | undefined;
  readonly accountId?: string | undefined;
  /** Name of the permission set, or of the role that is assumed. */
  readonly roleName?: string | undefined;
  readonly roleArn?: string | undefined;
  /** The profiles that a role is assumed with, nearest first; empty for other kinds. */
  readonly chain: readonly string[];
  /** What a role is assumed with that is no profile: `EcsContainer`, `Ec2InstanceMetadata` or `Environment`. */
  readonly credentialSource?: string | undefined;
  /** Serial number of the MFA device that is asked for, in the profile or one that it is assumed with. */
  readonly mfaSerial?: string | undefined;
  /** Name of the `sso-session`. */
  readonly ssoSession?: string | undefined;
  /** Where its people sign in: its own, or of the profile at the end of the chain. */
  readonly startUrl?: string | undefined;
  readonly file: 'config' | 'credentials' | 'both';
}

/** Every profile of the shared files as they are now, by name. */
export async function listProfiles(env: NodeJS.ProcessEnv): Promise<ProfileInfo[]> {
  const files = await readSharedFiles(env);
  return profileNames(files.sections)
    .sort((a, b) => a.localeCompare(b))
    .map((name) => describe(name, files));
}

function describe(name: string, { sections, config, credentials }: SharedFiles): ProfileInfo {
  const own = sections[name] ?? {};
  const kind = kindOf(own);
  const chain = sourceChain(name, sections);
  const all = [own, ...chain.map((source) => sections[source] ?? {})];
  const last = all.at(-1) ?? own;
  const isIn = [Object.hasOwn(config, name), Object.hasOwn(credentials, name)];
  const isRole = kind === 'role' || kind === 'web-identity';
  return {
    name,
    kind,
    region: own.region,
    accountId: accountOf(kind, own),
    roleName: isRole ? own.role_arn?.split('/').at(-1) : kind.startsWith('sso') ? own.sso_role_name : undefined,
    roleArn: isRole ? own.role_arn : undefined,
    chain,
    credentialSource: kind === 'role' ? last.credential_source : undefined,
    mfaSerial: kind === 'role' ? all.find(({ role_arn: arn, mfa_serial: mfa }) => arn && mfa)?.mfa_serial : undefined,
    ssoSession: last.sso_session,
    startUrl: startUrlOf(last, sections),
    file: isIn.every(Boolean) ? 'both' : isIn[0] ? 'config' : 'credentials',
  };
}

function accountOf(kind: ProfileKind, section: Section): string | undefined {
  switch (kind) {
    case 'sso':
    case 'sso-legacy':
      return section.sso_account_id;
    case 'role':
    case 'web-identity':
      return accountOfArn(section.role_arn);
    case 'login':
      return accountOfArn(section.login_session);
    default:
      return section.aws_account_id;
  }
}

function accountOfArn(arn: string | undefined): string | undefined {
  return arn?.split(':')[4] || undefined;
}

function startUrlOf(section: Section, sections: Sections): string | undefined {
  const kind = kindOf(section, true);
  if (kind === 'sso') return sections[`sso-session.${section.sso_session}`]?.sso_start_url;
  return kind === 'sso-legacy' ? section.sso_start_url : undefined;
}
