import { appendProfile } from '../aws/files/append.ts';
import { profileNames, type Sections } from '../aws/files/sections.ts';
import { listAccounts, listRoles, type PortalAccess, type SsoAccount } from '../aws/sso/portal.ts';
import { isSameSession, sessionOf } from '../aws/sso/session.ts';
import { AditError } from '../errors.ts';
import type { Choice, Person } from './choose.ts';
import { free, shown } from './login-target.ts';

/** What flags say of a new profile. */
export interface ProfileWish {
  /** Id or name. */
  readonly account?: string | undefined;
  readonly role?: string | undefined;
  readonly name?: string | undefined;
  readonly region?: string | undefined;
}

/** Where a new profile is made, and by whom. */
export interface ProfilePlace {
  readonly access: PortalAccess;
  readonly person: Person;
  readonly sections: Sections;
  readonly configFile: string;
  /** The region of Bedrock that is suggested. */
  readonly usualRegion: string;
}

/** A profile that was made, or that was there already. */
export interface MadeProfile {
  readonly name: string;
  readonly account: SsoAccount;
  readonly role: string;
  /** False where a profile of that account and role was there. */
  readonly isNew: boolean;
}

/**
 * Lets the person choose an account and a role, and adds a profile for them to the config file.
 * Rejects with AditError that names the flags where nobody can be asked, or a choice is not there.
 */
export async function makeProfile(wish: ProfileWish, place: ProfilePlace): Promise<MadeProfile> {
  const { access, person, sections, configFile, usualRegion } = place;
  const account = await pick(accountChoices(await listAccounts(access)), wish.account, 'account', person);
  const role = await pick(roleChoices(await listRoles(access, account.id)), wish.role, 'role', person);
  const same = wish.name === undefined ? sameProfile(access, account, role, sections) : undefined;
  if (same !== undefined) return { name: same, account, role, isNew: false };
  const name = wish.name ?? (await askName(account, role, place));
  const region = wish.region ?? (await askRegion(person, usualRegion));
  await appendProfile(configFile, { name, session: access.session, accountId: account.id, roleName: role, region });
  return { name, account, role, isNew: true };
}

/** What is wrong with the name of a new profile; undefined where nothing is. */
export function faultOfName(name: string, sections: Sections): string | undefined {
  if (profileNames(sections).includes(name)) return `There is a profile named "${name}" already. Choose another name.`;
  return /^[\w@+.%:/-]{1,128}$/.test(name)
    ? undefined
    : 'A name is made of letters, digits and . _ - @ + : / without spaces.';
}

interface Named<T> extends Choice<T> {
  /** What a flag may name it by. */
  readonly names: readonly string[];
}

function accountChoices(accounts: readonly SsoAccount[]): Named<SsoAccount>[] {
  return accounts.map((account) => ({
    label: shown(`${account.id}  ${account.name}`).trim(),
    value: account,
    names: [account.id, account.name],
  }));
}

function roleChoices(roles: readonly string[]): Named<string>[] {
  return roles.map((role) => ({ label: shown(role), value: role, names: [role] }));
}

async function pick<T>(
  choices: readonly Named<T>[],
  wished: string | undefined,
  what: 'account' | 'role',
  person: Person,
): Promise<T> {
  const labels = choices.map(({ label }) => label.replaceAll('  ', ' ')).join(', ');
  const [only] = choices;
  if (!only) throw wrong(`Whoever signed in has no ${what} to choose: an administrator assigns them.`);
  if (wished !== undefined) {
    const found = choices.filter(({ names }) => names.includes(wished));
    if (found[0] && found.length === 1) return found[0].value;
    throw wrong(`There is no ${what} "${wished}" for whoever signed in. There are: ${labels}.`);
  }
  if (choices.length === 1) return only.value;
  if (person.isThere) return person.choose(`Which ${what}?`, choices);
  throw wrong(`There are several ${what}s. Choose one with --${what}: ${labels}.`);
}

/** A profile that is there already and does the same. */
function sameProfile(
  { session }: PortalAccess,
  account: SsoAccount,
  role: string,
  sections: Sections,
): string | undefined {
  return profileNames(sections).find((name) => {
    const { sso_account_id: id, sso_role_name: roleName } = sections[name] ?? {};
    const own = sessionOf(name, sections);
    return own && isSameSession(own, session) && id === account.id && roleName === role;
  });
}

async function askName(account: SsoAccount, role: string, { person, sections }: ProfilePlace): Promise<string> {
  const words = [account.name || account.id, role].map((word) =>
    word.replace(/[^\w.-]+/g, '-').replace(/^-+|-+$/g, ''),
  );
  const suggestion = free(words.filter(Boolean).join('-').toLowerCase().slice(0, 100), (name) =>
    profileNames(sections).includes(name),
  );
  if (!person.isThere) return suggestion;
  return person.ask('Name of the new profile', { suggestion, check: (name) => faultOfName(name, sections) });
}

async function askRegion(person: Person, suggestion: string): Promise<string> {
  if (!person.isThere) return suggestion;
  const check = (text: string) =>
    /^[a-z]{2,}(-[a-z]+)+-\d+$/.test(text) ? undefined : 'A region has a name such as eu-west-1.';
  return person.ask('Region for Amazon Bedrock', { suggestion, check });
}

function wrong(message: string): AditError {
  return new AditError('invalid_request_error', message, { shouldRetry: false });
}
