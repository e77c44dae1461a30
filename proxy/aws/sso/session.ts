import { profileNames, type Section, type Sections } from '../files/sections.ts';

/** A sign-in of IAM Identity Center that profiles share, as the AWS files describe it. */
export interface SsoSession {
  /** Name of the `sso-session` section; undefined where a profile has the legacy settings in its own section. */
  readonly name: string | undefined;
  /** As it is written in the file: the name of the legacy token's file is made of it. */
  readonly startUrl: string;
  readonly region: string;
  /** Empty where none are set. */
  readonly scopes: readonly string[];
}

/** A profile that gets its credentials from a sign-in. */
export interface SsoProfile {
  readonly name: string;
  readonly session: SsoSession;
}

const SESSION_PREFIX = 'sso-session.';

/**
 * The sign-in that a profile uses; undefined where it uses none, or where start URL or region are missing.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-sso-credentials.html
 */
export function sessionOf(profileName: string, sections: Sections): SsoSession | undefined {
  const profile = sectionOf(profileName, sections);
  if (profile?.sso_session) return sessionNamed(profile.sso_session, sections);
  return toSession(undefined, profile);
}

/** The sign-in of an `sso-session` section; undefined where there is none, or where start URL or region are missing. */
export function sessionNamed(name: string, sections: Sections): SsoSession | undefined {
  return toSession(name, sectionOf(SESSION_PREFIX + name, sections));
}

/** All profiles that use a sign-in, in the order of the files. */
export function ssoProfiles(sections: Sections): SsoProfile[] {
  return profileNames(sections).flatMap((name) => {
    const session = sessionOf(name, sections);
    return session ? [{ name, session }] : [];
  });
}

/** All sign-ins that are set up, each once: those of `sso-session` sections, and of profiles with legacy settings. */
export function ssoSessions(sections: Sections): SsoSession[] {
  const named = Object.keys(sections)
    .filter((name) => name.startsWith(SESSION_PREFIX))
    .map((name) => sessionNamed(name.slice(SESSION_PREFIX.length), sections));
  const legacy = ssoProfiles(sections).map(({ session }) => (session.name === undefined ? session : undefined));
  const all = [...named, ...legacy].filter((session) => session !== undefined);
  return [...new Map(all.map((session) => [keyOf(session), session])).values()];
}

/** Whether both are kept in the same file. */
export function isSameSession(a: SsoSession, b: SsoSession): boolean {
  return keyOf(a) === keyOf(b);
}

/** What the name of the token's file is made of: the session's name, else the start URL. */
export function keyOf({ name, startUrl }: SsoSession): string {
  return name ?? startUrl;
}

/** What a person knows a sign-in by. */
export function titleOf({ name, startUrl }: SsoSession): string {
  return name === undefined ? startUrl : `${name} (${startUrl})`;
}

/** People copy the address with `/`, `#` or `#/` at its end, and AWS takes all of them. */
export function isSameStart(a: string, b: string): boolean {
  return bareStart(a) === bareStart(b);
}

/** A start URL without what does not matter at its end. */
export function bareStart(startUrl: string): string {
  return startUrl.replace(/[#/]+$/, '');
}

function toSession(name: string | undefined, section: Section | undefined): SsoSession | undefined {
  const { sso_start_url: startUrl, sso_region: region, sso_registration_scopes: scopes = '' } = section ?? {};
  if (!startUrl || !region) return undefined;
  const list = scopes.split(',').map((scope) => scope.trim());
  return { name, startUrl, region, scopes: name === undefined ? [] : list.filter(Boolean) };
}

function sectionOf(name: string, sections: Sections): Section | undefined {
  return Object.hasOwn(sections, name) ? sections[name] : undefined;
}
