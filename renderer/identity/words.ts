import type { ProfileKind } from '../../proxy/aws/files/kinds.ts';
import type { OtherSource } from '../../proxy/aws/profiles.ts';
import type { ListedProfile, SignInState } from '../../proxy/aws/sign-in-state.ts';
import { clock } from '../format/time.ts';
import type { ChipKind } from '../ui/chip.tsx';

const KINDS: Readonly<Record<ProfileKind, string>> = {
  sso: 'IAM Identity Center',
  'sso-legacy': 'IAM Identity Center (legacy)',
  keys: 'Access keys',
  role: 'Role',
  process: 'Program that gives credentials',
  'web-identity': 'Web identity',
  login: 'aws login',
  none: 'No credentials',
};

const SOURCES: Readonly<Record<OtherSource, string>> = {
  bearer: 'Bedrock API key',
  environment: 'Keys in the environment',
  'web-identity': 'Web identity of the environment',
  container: 'The container’s role',
  instance: 'The instance’s role',
};

/** A source of credentials that is no profile. */
export function sourceWords(source: OtherSource): string {
  return SOURCES[source];
}

/** What kind of profile it is, and where it leads. */
export function profileWords({ kind, accountId, roleName, chain, region }: ListedProfile): string {
  return [
    KINDS[kind],
    accountId && `account ${accountId}`,
    roleName && kind !== 'role' ? roleName : roleName && `role ${roleName}`,
    chain.length > 0 && `assumed with ${chain.join(', ')}`,
    region,
  ]
    .filter(Boolean)
    .join(' · ');
}

export interface StateWords {
  readonly kind: ChipKind;
  readonly text: string;
}

/** Whether somebody is signed in; undefined where no sign-in is needed. */
export function stateWords(state: SignInState): StateWords | undefined {
  switch (state.state) {
    case 'none':
      return undefined;
    case 'signed-out':
      return { kind: 'warn', text: 'Not signed in' };
    case 'expired':
      return state.renewed ? { kind: 'good', text: 'Renewed when used' } : { kind: 'warn', text: 'Sign-in expired' };
    case 'signed-in':
      return { kind: 'good', text: state.renewed ? 'Signed in' : `Signed in until ${clock(Date.parse(state.until))}` };
  }
}
