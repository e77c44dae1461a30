import { styleText } from 'node:util';
import type { ProfileKind } from '../aws/files/kinds.ts';
import type { OtherSource } from '../aws/profiles.ts';
import type { ListedProfile, SignInState } from '../aws/sign-in-state.ts';
import { type Column, cut, tableLines, WIDTH } from './table.ts';

/** The longest name that is written in full. */
const NAME_WIDTH = 32;

const KINDS: Readonly<Record<ProfileKind, string>> = {
  sso: 'SSO',
  'sso-legacy': 'SSO (legacy)',
  keys: 'keys',
  role: 'role',
  process: 'program',
  'web-identity': 'web identity',
  login: 'aws login',
  none: 'no credentials',
};

const SOURCES: Readonly<Record<OtherSource, string>> = {
  bearer: 'a Bedrock API key',
  environment: 'keys in the environment',
  'web-identity': 'a web identity',
  container: "the container's role",
  instance: "the instance's role",
};

/** Two lines for a profile: what it is, and where it leads. `now` tells what is today. */
export function profileTable(profiles: readonly ListedProfile[], now: Date, stream: NodeJS.WriteStream): string {
  if (profiles.length === 0) return '';
  const columns: Column<ListedProfile>[] = [
    { head: 'PROFILE', cell: ({ name }) => cut(name, NAME_WIDTH) },
    { head: 'KIND', cell: ({ kind }) => KINDS[kind] },
    { head: 'REGION', cell: ({ region }) => region ?? '-' },
    { head: 'SIGN-IN', least: 8, cell: ({ signIn }) => stateWords(signIn, now) },
  ];
  const [head, ...lines] = tableLines(columns, profiles, { stream });
  const body = profiles.flatMap((profile, at) => {
    const more = details(profile);
    return [lines[at], ...(more === '' ? [] : [styleText('dim', cut(`  ${more}`, WIDTH), { stream })])];
  });
  return `${[head, ...body].join('\n')}\n`;
}

/** What there is besides the profiles, and how it is chosen. */
export function sourceLine(profiles: number, others: readonly OtherSource[]): string {
  const none = profiles > 0 ? '' : 'There are no AWS profiles: "adit login" makes one.\n';
  return none + others.map((source) => `Besides profiles: ${SOURCES[source]} (--credentials ${source})\n`).join('');
}

function details({ accountId, roleName, chain, credentialSource, mfaSerial }: ListedProfile): string {
  const sources = [...chain, ...(credentialSource ? [credentialSource] : [])];
  return [
    accountId && `account ${accountId}`,
    roleName && `role ${roleName}`,
    sources.length > 0 && `assumed with ${sources.join(', ')}`,
    mfaSerial && 'with a code of an MFA device',
  ]
    .filter(Boolean)
    .join(', ');
}

function stateWords(signIn: SignInState, now: Date): string {
  switch (signIn.state) {
    case 'none':
      return '';
    case 'signed-out':
      return 'needed';
    case 'expired':
      return signIn.renewed ? 'renewed when used' : 'expired';
    case 'signed-in':
      return `until ${time(new Date(signIn.until), now)}${signIn.renewed ? ', renewed' : ''}`;
  }
}

/** The time of day, and the day where it is another. */
function time(at: Date, now: Date): string {
  const pad = (number: number) => String(number).padStart(2, '0');
  const clock = `${pad(at.getHours())}:${pad(at.getMinutes())}`;
  if (at.toDateString() === now.toDateString()) return clock;
  return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())} ${clock}`;
}
