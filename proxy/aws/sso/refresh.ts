import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { SsoClients } from './clients.ts';
import { explain, nameOf, signedOutError } from './failure.ts';
import type { SsoSession } from './session.ts';
import { assertWritable, cacheFile, readToken, type SsoToken, writeToken } from './token-cache.ts';
import { readAnswer } from './work.ts';

/** What the refresh token, or the registration that it belongs to, is refused with once it is worth nothing. */
const OVER = new Set([
  'InvalidGrantException',
  'InvalidClientException',
  'UnauthorizedClientException',
  'ExpiredTokenException',
]);

/** How often, and how long apart in milliseconds, a file is looked at that another program may be writing. */
const LOOKS = 5;
const LOOK_MS = 20;

/** One for each file of the cache. */
const flights = new Map<string, Promise<SsoToken>>();

/** Where a refresh takes place. */
interface Place {
  readonly session: SsoSession;
  readonly clients: SsoClients;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * A new token in place of one that has expired, or is about to; it is kept in the cache. What the AWS CLI, an SDK or
 * another Adit has put there in the meantime is taken, and not overwritten: a refresh token is good for one use.
 * Of several calls at once one asks AWS. Rejects with AditError: 401 where a person has to sign in again.
 */
export function refreshToken(
  session: SsoSession,
  token: SsoToken,
  clients: SsoClients,
  env: NodeJS.ProcessEnv = process.env,
): Promise<SsoToken> {
  const file = cacheFile(session, env);
  const flight = flights.get(file) ?? refresh(token, { session, clients, env }).finally(() => flights.delete(file));
  flights.set(file, flight);
  return flight;
}

async function refresh(token: SsoToken, place: Place): Promise<SsoToken> {
  const kept = await current(place);
  if (isNewer(kept, token)) return kept;
  // A refresh token that was spent while its successor cannot be kept would sign out everybody who shares the cache.
  assertWritable(place.session, place.env);
  const fresh = await ask(kept, place).catch(async (error: unknown) => {
    const now = await current(place);
    if (isNewer(now, kept)) return now;
    throw OVER.has(nameOf(error) ?? '') ? signedOutError(place.session, error) : explain(error, place.session);
  });
  const now = await current(place);
  if (isNewer(now, kept)) return now;
  writeToken(place.session, fresh, place.env);
  return fresh;
}

async function ask(token: SsoToken, { session, clients }: Place): Promise<SsoToken> {
  const { refreshToken: spent, clientId, clientSecret, registrationExpiresAt } = token;
  const isRegistered = !registrationExpiresAt || registrationExpiresAt.getTime() > Date.now();
  if (!spent || !clientId || !clientSecret || !isRegistered) throw signedOutError(session);
  const { CreateTokenCommand } = await import('@aws-sdk/client-sso-oidc');
  const command = new CreateTokenCommand({ grantType: 'refresh_token', clientId, clientSecret, refreshToken: spent });
  const answer = await (await clients.oidc(session.region)).send(command);
  const { refreshToken: next = spent, ...rest } = readAnswer(answer, Date.now());
  return { ...token, ...rest, refreshToken: next };
}

/**
 * The token in the cache. Rejects with AditError where there is none any more: somebody has signed out. The AWS CLI and the
 * SDKs do not write their files as a whole, so one that holds nothing is looked at again.
 */
async function current({ session, env }: Place): Promise<SsoToken> {
  for (let look = 0; look < LOOKS; look++) {
    const token = readToken(session, env);
    if (token) return token;
    if (!existsSync(cacheFile(session, env))) break;
    await delay(LOOK_MS);
  }
  throw signedOutError(session);
}

/** Whether somebody has put a token there that is good, in place of another. */
function isNewer(found: SsoToken, other: SsoToken): boolean {
  return found.accessToken !== other.accessToken && found.expiresAt.getTime() > Date.now();
}
