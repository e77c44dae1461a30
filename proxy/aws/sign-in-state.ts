import { listProfiles, type ProfileInfo } from './files/list.ts';
import { readSharedFiles, type Sections } from './files/sections.ts';
import { loginExpiry } from './sources/login.ts';
import { sessionOf } from './sso/session.ts';
import { readToken, type SsoToken } from './sso/token-cache.ts';

/** Whether somebody is signed in for a profile; `none` where it needs no sign-in. Times in ISO 8601. */
export type SignInState =
  | { readonly state: 'none' }
  | { readonly state: 'signed-out' }
  /** `renewed`: Adit renews it by itself, so that it lasts longer than `until`. */
  | { readonly state: 'signed-in'; readonly until: string; readonly renewed: boolean }
  | { readonly state: 'expired'; readonly since: string; readonly renewed: boolean };

export type ListedProfile = ProfileInfo & { readonly signIn: SignInState };

/** Every profile, with its state. Reads files alone; nobody is asked. */
export async function listWithSignIn(env: NodeJS.ProcessEnv): Promise<ListedProfile[]> {
  const [{ sections }, profiles] = await Promise.all([readSharedFiles(env), listProfiles(env)]);
  return profiles.map((info) => ({ ...info, signIn: stateOf(info, sections, env) }));
}

/** The state of one profile. */
export async function signInState(profile: string, env: NodeJS.ProcessEnv): Promise<SignInState> {
  const all = await listWithSignIn(env);
  return all.find(({ name }) => name === profile)?.signIn ?? { state: 'none' };
}

function stateOf(info: ProfileInfo, sections: Sections, env: NodeJS.ProcessEnv): SignInState {
  const origin = info.chain.at(-1) ?? info.name;
  const login = sections[origin]?.login_session;
  if (info.startUrl !== undefined) return stateOfToken(tokenOf(origin, sections, env));
  return login ? stateUntil(loginExpiry(login, env), true) : { state: 'none' };
}

function tokenOf(profile: string, sections: Sections, env: NodeJS.ProcessEnv): SsoToken | undefined {
  try {
    const session = sessionOf(profile, sections);
    return session && readToken(session, env);
  } catch {
    // A file that cannot be read is as good as none; who needs it is told.
    return undefined;
  }
}

function stateOfToken(token: SsoToken | undefined): SignInState {
  return stateUntil(token?.expiresAt, token?.refreshToken !== undefined);
}

function stateUntil(until: Date | undefined, renewed: boolean): SignInState {
  if (!until) return { state: 'signed-out' };
  if (until.getTime() > Date.now()) return { state: 'signed-in', until: until.toISOString(), renewed };
  return { state: 'expired', since: until.toISOString(), renewed };
}
