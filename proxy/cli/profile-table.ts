import { styleText } from 'node:util';
import type { ProfileKind } from '../aws/files/kinds.ts';
import type { OtherSource } from '../aws/profiles.ts';
import type { ListedProfile, SignInState } from '../aws/sign-in-state.ts';

/** Columns of a terminal that nobody has widened. */
const WIDTH = 80;

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

const HEAD = ['PROFILE', 'KIND', 'REGION', 'SIGN-IN'];

/** Two lines for a profile: what it is, and where it leads. `now` tells what is today. */
export function profileTable(profiles: readonly ListedProfile[], now: Date, stream: NodeJS.WriteStream): string {
  if (profiles.length === 0) return '';
  const rows = profiles.map((profile) => [
    cut(profile.name, NAME_WIDTH),
    KINDS[profile.kind],
    profile.region ?? '-',
    stateWords(profile.signIn, now),
  ]);
  const widths = HEAD.map((head, at) => Math.max(head.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cut(cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  '), WIDTH);
  const lines = rows.flatMap((row, at) => {
    const more = details(profiles[at] as ListedProfile);
    return more === '' ? [line(row)] : [line(row), styleText('dim', cut(`  ${more}`, WIDTH), { stream })];
  });
  return `${[styleText('bold', line(HEAD), { stream }), ...lines].join('\n')}\n`;
}

/** What there is besides the profiles, and how it is chosen. */
export function sourceLine(profiles: number, others: readonly OtherSource[]): string {
  const none = profiles > 0 ? '' : 'There are no AWS profiles: "aws configure sso" makes one.\n';
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

/** Names come from files, and must not colour the terminal. */
function cut(text: string, width: number): string {
  const plain = text.replace(/\p{Cc}/gu, '?').trimEnd();
  return plain.length <= width ? plain : `${plain.slice(0, width - 1)}…`;
}
