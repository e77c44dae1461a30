import { sourceChain } from '../aws/files/kinds.ts';
import { profileNames, type Sections } from '../aws/files/sections.ts';
import {
  bareStart,
  isSameSession,
  isSameStart,
  type SsoSession,
  sessionOf,
  ssoProfiles,
  ssoSessions,
  titleOf,
} from '../aws/sso/session.ts';
import { AditError } from '../errors.ts';
import type { Person } from './choose.ts';

/** What a person wants to sign in to. */
export interface Target {
  readonly session: SsoSession;
  /** The profile that was named; undefined where a sign-in was. */
  readonly profile: string | undefined;
  /** Whether a profile is to be made: nobody can use the sign-in without one. */
  readonly wantsProfile: boolean;
}

/** What flags and settings say. */
export interface TargetWish {
  readonly profile?: string | undefined;
  readonly startUrl?: string | undefined;
  readonly ssoRegion?: string | undefined;
  /** Of the settings, or AWS_PROFILE: taken where it has a sign-in. */
  readonly usualProfile?: string | undefined;
}

const NEW = 'another start URL';

/**
 * The sign-in that is meant: of the profile or start URL that was named, else of the usual profile, else the only one that
 * is set up; else the person is asked. Rejects with AditError that names the flags where nobody can be asked.
 */
export async function findTarget(wish: TargetWish, sections: Sections, person: Person): Promise<Target> {
  const { profile, startUrl, usualProfile } = wish;
  if (profile !== undefined) return { session: sessionFor(profile, sections), profile, wantsProfile: false };
  if (startUrl !== undefined) return described(startUrl, wish, sections, person);
  const usual = usualProfile === undefined ? undefined : resolved(usualProfile, sections);
  if (usual) return { session: usual, profile: usualProfile, wantsProfile: false };
  const sessions = ssoSessions(sections);
  const [only, ...others] = sessions;
  if (only && others.length === 0) return withProfiles(only, sections);
  if (!person.isThere) throw unclear(sections);
  if (!only) return described(await askStartUrl(person), wish, sections, person);
  const choices = sessions.map((session) => ({ label: shown(titleOf(session)), value: session }));
  const chosen = await person.choose<SsoSession | undefined>('Where do you want to sign in?', [
    ...choices,
    { label: NEW, value: undefined },
  ]);
  if (chosen) return withProfiles(chosen, sections);
  return described(await askStartUrl(person), wish, sections, person);
}

/** The sign-in of a profile, also of one that its role is assumed with. Throws AditError where it has none. */
export function sessionFor(profile: string, sections: Sections): SsoSession {
  const session = resolved(profile, sections);
  if (session) return session;
  const names = ssoProfiles(sections).map(({ name }) => name);
  const others =
    names.length > 0
      ? `Profiles that are signed in to: ${names.join(', ')}.`
      : 'To make one: adit login --start-url URL --sso-region REGION';
  if (!profileNames(sections).includes(profile)) throw wrong(`No AWS profile is named "${profile}". ${others}`);
  const named = Object.hasOwn(sections, profile) ? sections[profile]?.sso_session : undefined;
  if (named) throw wrong(`The sso-session "${named}" of profile "${profile}" lacks sso_start_url or sso_region.`);
  throw wrong(`The AWS profile "${profile}" needs no sign-in. ${others}`);
}

/** Names of the profiles that get their credentials from a sign-in. */
export function profilesWith(session: SsoSession, sections: Sections): string[] {
  return ssoProfiles(sections)
    .filter((profile) => isSameSession(profile.session, session))
    .map(({ name }) => name)
    .filter((name) => sections[name]?.sso_account_id && sections[name]?.sso_role_name);
}

/** Text from elsewhere, without what a terminal would take for commands. */
export function shown(text: string): string {
  return text.replace(/\p{C}+/gu, ' ');
}

function resolved(profile: string, sections: Sections): SsoSession | undefined {
  return [profile, ...sourceChain(profile, sections)].map((name) => sessionOf(name, sections)).find(Boolean);
}

function withProfiles(session: SsoSession, sections: Sections): Target {
  const [first] = profilesWith(session, sections);
  return { session, profile: first, wantsProfile: first === undefined };
}

/** The sign-in of a start URL: the one that is set up, else a new one. */
async function described(startUrl: string, wish: TargetWish, sections: Sections, person: Person): Promise<Target> {
  const fault = faultOfUrl(startUrl);
  if (fault !== undefined) throw wrong(`--start-url: ${fault}`);
  const named = ssoSessions(sections).filter(({ name }) => name !== undefined);
  const known = named.find((session) => isSameStart(session.startUrl, startUrl));
  const { ssoRegion = known?.region ?? (await askRegion(startUrl, person)) } = wish;
  const wrongRegion = faultOfRegion(ssoRegion);
  if (wrongRegion !== undefined) throw wrong(`--sso-region: ${wrongRegion}`);
  if (known?.region === ssoRegion) return { session: known, profile: undefined, wantsProfile: true };
  const name = free(nameFor(startUrl), (taken) => Object.hasOwn(sections, `sso-session.${taken}`));
  const session = { name, startUrl: bareStart(startUrl), region: ssoRegion, scopes: ['sso:account:access'] };
  return { session, profile: undefined, wantsProfile: true };
}

function askStartUrl(person: Person): Promise<string> {
  return person.ask('Start URL of your sign-in (such as https://example.awsapps.com/start)', { check: faultOfUrl });
}

async function askRegion(startUrl: string, person: Person): Promise<string> {
  // Newer addresses name it: https://ssoins-1234.portal.eu-west-1.app.aws
  const suggestion = /[.]([a-z]{2,}(?:-[a-z]+)+-\d+)[.]/.exec(new URL(startUrl).hostname)?.[1];
  if (!person.isThere) {
    if (suggestion !== undefined) return suggestion;
    throw wrong('The region of the sign-in is needed too: --sso-region REGION, such as eu-west-1.');
  }
  return person.ask('Region of the sign-in (such as eu-west-1)', { suggestion, check: faultOfRegion });
}

function faultOfUrl(text: string): string | undefined {
  const url = URL.parse(text);
  const isFit = url && !/[\s;]/.test(text) && (url.protocol === 'https:' || url.hostname === '127.0.0.1');
  return isFit ? undefined : 'A start URL is an address such as https://example.awsapps.com/start.';
}

function faultOfRegion(text: string): string | undefined {
  return /^[a-z]{2,}(-[a-z]+)+-\d+$/.test(text) ? undefined : 'A region has a name such as eu-west-1.';
}

/** `https://example.awsapps.com/start` is `example`; where the host is everybody's, the path says whose it is. */
function nameFor(startUrl: string): string {
  const { hostname, pathname } = new URL(startUrl);
  const [label = ''] = hostname.split('.');
  const own = label === 'identitycenter' ? (pathname.split('/').findLast(Boolean) ?? label) : label;
  return own.replace(/[^\w-]+/g, '-') || 'sso';
}

/** The name, with a number where it is taken. */
export function free(name: string, isTaken: (name: string) => boolean): string {
  let found = name;
  for (let number = 2; isTaken(found); number++) found = `${name}-${number}`;
  return found;
}

function unclear(sections: Sections): AditError {
  const names = ssoProfiles(sections).map(({ name }) => name);
  if (names.length > 0) return wrong(`Several sign-ins are set up. Choose one with --profile: ${names.join(', ')}.`);
  return wrong('No sign-in is set up. Name one: adit login --start-url URL --sso-region REGION');
}

function wrong(message: string): AditError {
  return new AditError('invalid_request_error', message, { shouldRetry: false });
}
