import { AditError } from '../../errors.ts';
import { REFRESH_AHEAD_MS, WAIT_AHEAD_MS } from '../credentials.ts';
import type { SsoClients } from '../sso/clients.ts';
import { refreshToken } from '../sso/refresh.ts';
import { type SsoSession, titleOf } from '../sso/session.ts';
import { cacheFile, readToken, type SsoToken } from '../sso/token-cache.ts';
import { PersonNeeded } from './person-needed.ts';

/** What tokens are looked for and refreshed with. */
export interface TokenPlace {
  readonly session: SsoSession;
  /** Named where a person has to sign in. */
  readonly profile: string;
  readonly env: NodeJS.ProcessEnv;
  readonly sso: SsoClients;
}

/**
 * The token of a sign-in as it is on disk, refreshed first where it would not last for a request, or is one that AWS has
 * `refused`. Rejects with PersonNeeded where there is no sign-in or it is over, and with an AditError where AWS cannot be
 * asked.
 */
export async function liveToken(place: TokenPlace, refused?: string): Promise<SsoToken> {
  const { session, env, sso } = place;
  const token = readToken(session, env);
  if (!token) throw over(place, `nobody has signed in to ${titleOf(session)}`);
  const isRefused = token.accessToken === refused;
  if (!isRefused && left(token) >= WAIT_AHEAD_MS) return token;
  const lasts = !isRefused && left(token) > 0;
  if (!token.refreshToken) {
    if (lasts) return token;
    throw over(place, isRefused ? ended(session) : `the sign-in to ${titleOf(session)} has expired`);
  }
  return refreshToken(session, token, sso, env).catch((error: unknown) => {
    if (lasts) return token;
    throw isOver(error) ? over(place, ended(session), error) : error;
  });
}

/** Refreshes a token that expires within two minutes. Never rejects: whoever needs the token is told what is wrong. */
export async function refreshAhead({ session, env, sso }: Omit<TokenPlace, 'profile'>): Promise<void> {
  try {
    const token = readToken(session, env);
    if (token?.refreshToken && left(token) > 0 && left(token) < REFRESH_AHEAD_MS) {
      await refreshToken(session, token, sso, env);
    }
  } catch {}
}

/** The sign-in was good once, and AWS takes it no more. */
export function signInEnded(place: TokenPlace, cause: unknown): PersonNeeded {
  return over(place, ended(place.session), cause);
}

function over({ profile, session, env }: TokenPlace, why: string, cause?: unknown): PersonNeeded {
  return new PersonNeeded('sso', profile, why, { file: cacheFile(session, env), cause });
}

function ended(session: SsoSession): string {
  return `the sign-in to ${titleOf(session)} is over`;
}

function isOver(error: unknown): boolean {
  return error instanceof AditError && error.type === 'authentication_error';
}

function left({ expiresAt }: SsoToken): number {
  return expiresAt.getTime() - Date.now();
}
