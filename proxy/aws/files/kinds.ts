import type { Section, Sections } from './sections.ts';

/** How a profile leads to credentials. */
export type ProfileKind =
  | 'sso'
  | 'sso-legacy'
  | 'keys'
  | 'role'
  | 'process'
  | 'web-identity'
  | 'login'
  /** Not at all. */
  | 'none';

/**
 * What a profile is by its settings, the first that fits. Order and conditions are those of the AWS SDK:
 * resolveProfileData in @aws-sdk/credential-provider-ini.
 */
const KINDS: readonly { kind: ProfileKind; fits: (section: Section) => boolean }[] = [
  { kind: 'role', fits: ({ role_arn: role, ...s }) => !!role && !s.source_profile !== !s.credential_source },
  { kind: 'keys', fits: hasKeys },
  { kind: 'web-identity', fits: (s) => !!s.web_identity_token_file && !!s.role_arn },
  { kind: 'process', fits: (s) => !!s.credential_process },
  { kind: 'sso', fits: (s) => !!s.sso_session },
  { kind: 'sso-legacy', fits: (s) => !!(s.sso_start_url || s.sso_account_id || s.sso_region || s.sso_role_name) },
  { kind: 'login', fits: (s) => !!s.login_session },
];

/**
 * The kind of a profile. `isSource`: it is asked by another profile that assumes a role, and its keys go before a role
 * of its own.
 */
export function kindOf(section: Section | undefined, isSource = false): ProfileKind {
  if (!section) return 'none';
  if (isSource && hasKeys(section)) return 'keys';
  return KINDS.find(({ fits }) => fits(section))?.kind ?? 'none';
}

/**
 * The profiles that a profile's role is assumed with, nearest first; a profile may assume its role with keys of its own.
 * Ends where a name comes again, or is not there.
 */
export function sourceChain(name: string, sections: Sections): string[] {
  const chain: string[] = [];
  let current = name;
  for (;;) {
    const section = sections[current];
    if (!section || kindOf(section, current !== name || chain.length > 0) !== 'role') return chain;
    const source = section.source_profile;
    if (!source || chain.includes(source)) return chain;
    chain.push(source);
    current = source;
  }
}

function hasKeys({ aws_access_key_id: id, aws_secret_access_key: secret }: Section): boolean {
  return !!id && !!secret;
}
