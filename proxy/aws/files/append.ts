import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { AditError, reason } from '../../errors.ts';
import { isSameStart, type SsoSession } from '../sso/session.ts';
import { locked } from './lock.ts';

/** A profile to be written. */
export interface NewProfile {
  readonly name: string;
  /** Its name must be set. */
  readonly session: SsoSession;
  readonly accountId: string;
  readonly roleName: string;
  /** Of the requests that are made with the profile; left out where it is undefined. */
  readonly region?: string | undefined;
}

/** A section's header, and the settings under it. */
interface Found {
  readonly kind: string;
  readonly name: string;
  readonly settings: ReadonlyMap<string, string>;
}

/** What a value may be, and what it is called. Nothing that would be read as a comment, a section or a second line. */
const NAME = /^[\w@+.%:/-]{1,128}$/;
const RULES: readonly { what: string; of: (profile: NewProfile) => string | undefined; pattern: RegExp }[] = [
  { what: 'the name of a profile', of: ({ name }) => name, pattern: NAME },
  { what: 'the name of a session', of: ({ session }) => session.name ?? '', pattern: NAME },
  { what: 'a start URL', of: ({ session }) => session.startUrl, pattern: /^https?:\/\/[^\s;]+$/ },
  { what: 'a region', of: ({ session }) => session.region, pattern: /^[a-z\d-]+$/ },
  { what: 'a scope', of: ({ session }) => session.scopes.join(''), pattern: /^[\w:.*/-]*$/ },
  { what: 'an account', of: ({ accountId }) => accountId, pattern: /^\d{12}$/ },
  { what: 'a role', of: ({ roleName }) => roleName, pattern: /^[\w+=,.@-]{1,64}$/ },
  { what: 'a region', of: ({ region }) => region, pattern: /^[a-z\d-]+$/ },
];

/**
 * Adds a profile, and its sign-in unless it is there, at the end of the shared config file. All bytes that are there stay,
 * with the file's mode, and a link stays a link; lines end as those of the file do. A file that is missing is made, for the
 * person alone. The lines are written at once: of several programs that add, each adds its own.
 * Rejects with AditError (400) where the profile is there already, the sign-in is another's, or a value cannot be written.
 */
export async function appendProfile(configFile: string, profile: NewProfile): Promise<void> {
  for (const { what, of, pattern } of RULES) {
    const value = of(profile);
    if (value !== undefined && !pattern.test(value)) throw refused(`"${value}" cannot be written as ${what}.`);
  }
  try {
    mkdirSync(dirname(configFile), { recursive: true, mode: 0o700 });
    await locked(targetOf(configFile), (file) => append(file, profile));
  } catch (error) {
    if (error instanceof AditError) throw error;
    throw new AditError('api_error', `The profile cannot be added to ${configFile}: ${reason(error)}.`, {
      cause: error,
    });
  }
}

function append(file: string, profile: NewProfile): void {
  const target = openSync(file, 'a+', 0o600);
  try {
    const { size } = fstatSync(target);
    const text = Buffer.from(textFor(readFileSync(target), profile, file));
    if (writeSync(target, text) === text.length) fsyncSync(target);
    else {
      ftruncateSync(target, size);
      throw new Error('the disk is full');
    }
  } finally {
    closeSync(target);
  }
}

function textFor(bytes: Buffer, profile: NewProfile, file: string): string {
  // UTF-16 has zeros in it; its lines could not be told, and lines in UTF-8 would be noise in it.
  if (bytes.includes(0)) throw refused(`${file} is not text in UTF-8: the profile is not added to it.`);
  const before = bytes.toString('latin1').replace(/^\xef\xbb\xbf/, '');
  const found = readSections(bytes.toString('utf8'));
  const { name, session, accountId, roleName, region } = profile;
  if (found.some((section) => section.kind === 'profile' && section.name === name)) {
    throw refused(`There is a profile named "${name}" already. Choose another name.`);
  }
  const sections = [
    ...sessionLines(session, found, file),
    [
      name === 'default' ? '[default]' : `[profile ${name}]`,
      `sso_session = ${session.name}`,
      `sso_account_id = ${accountId}`,
      `sso_role_name = ${roleName}`,
      ...(region === undefined ? [] : [`region = ${region}`]),
    ],
  ];
  const end = /\r\n/.test(before) ? '\r\n' : '\n';
  const text = sections.map((lines) => lines.map((line) => line + end).join('')).join(end);
  return gapAfter(before, end) + text;
}

/** The section of the sign-in, where it is not there yet. */
function sessionLines(session: SsoSession, found: readonly Found[], file: string): string[][] {
  const { name, startUrl, region, scopes } = session;
  const there = found.find((section) => section.kind === 'sso-session' && section.name === name);
  if (!there) {
    const scopeLines = scopes.length > 0 ? [`sso_registration_scopes = ${scopes.join(',')}`] : [];
    return [[`[sso-session ${name}]`, `sso_start_url = ${startUrl}`, `sso_region = ${region}`, ...scopeLines]];
  }
  const { settings } = there;
  if (isSameStart(settings.get('sso_start_url') ?? '', startUrl) && settings.get('sso_region') === region) return [];
  throw refused(
    `The sso-session "${name}" in ${file} has another start URL or region. Choose another name for this one.`,
  );
}

/** What ends the last line, and an empty line. */
function gapAfter(before: string, end: string): string {
  if (before === '') return '';
  if (!before.endsWith('\n')) return end + end;
  return /\n[ \t]*\r?\n$/.test(before) ? '' : end;
}

/** Headers as the AWS CLI and the SDKs read them: a name may be quoted, and a comment may follow. */
function readSections(text: string): Found[] {
  const sections: (Found & { settings: Map<string, string> })[] = [];
  for (const line of text.replace(/^\ufeff/, '').split(/\r?\n/)) {
    const header = /^\s*\[\s*(?:([\w-]+)\s+)?(["']?)(.*?)\2\s*\]/.exec(line);
    if (header) {
      sections.push({ kind: header[1] ?? 'profile', name: header[3] ?? '', settings: new Map() });
      continue;
    }
    const setting = /^(\w+)\s*=\s*(.*?)\s*(?:\s[#;].*)?$/.exec(line);
    if (setting) sections.at(-1)?.settings.set(setting[1] ?? '', setting[2] ?? '');
  }
  return sections;
}

/** The file behind a link, also where that is not there yet. */
function targetOf(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

function refused(message: string): AditError {
  return new AditError('invalid_request_error', message, { shouldRetry: false });
}
