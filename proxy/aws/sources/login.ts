import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { customEndpoint, endpointSettings } from '../endpoint.ts';
import { personHome } from '../files/places.ts';
import type { Section } from '../files/sections.ts';
import type { RequestHandler } from '../request-handler.ts';
import { PersonNeeded } from './person-needed.ts';
import type { Credentials, SourceContext } from './source.ts';

/**
 * What the AWS SDK says where the person has to sign in again: `LoginCredentialsFetcher` in
 * @aws-sdk/credential-provider-login. A lack of permissions is none of these.
 */
const SIGN_IN_AGAIN = /re-?authenticate|Failed to load (?:a )?token|Token validation failed/i;

/**
 * Credentials of a sign-in with `aws login`, which the AWS SDK renews by itself as long as the sign-in lasts.
 * Rejects with PersonNeeded where it has ended, or there is none.
 */
export async function loginCredentials(
  profile: string,
  section: Section,
  { env, handler, sections, region }: SourceContext,
): Promise<Credentials> {
  const { fromLoginCredentials } = await import('@aws-sdk/credential-providers');
  const endpoint = customEndpoint('signin', env, endpointSettings(sections, section));
  const noted = notingFailure(handler);
  const clientConfig = {
    region,
    requestHandler: noted.handler,
    ...(endpoint ? { endpoint: endpoint.href } : {}),
  };
  return fromLoginCredentials({ profile, ignoreCache: true, clientConfig })().catch((error: Error) => {
    // The SDK asks for a new sign-in also where AWS could not be asked at all.
    if (noted.failure() !== undefined) throw noted.failure();
    if (!SIGN_IN_AGAIN.test(error.message)) throw error;
    const session = section.login_session ?? '';
    const why = `the sign-in of "aws login" for ${session} is over`;
    throw new PersonNeeded('login', profile, why, { file: loginFile(session, env), cause: error });
  });
}

/** Where `aws login` keeps a sign-in, as the AWS SDK finds it. */
export function loginFile(session: string, env: NodeJS.ProcessEnv): string {
  const folder = env.AWS_LOGIN_CACHE_DIRECTORY ?? join(personHome(env), '.aws', 'login', 'cache');
  return join(folder, `${createHash('sha256').update(session, 'utf8').digest('hex')}.json`);
}

/** Until when the credentials of a sign-in with `aws login` last, which are renewed meanwhile; undefined where there are none. */
export function loginExpiry(session: string, env: NodeJS.ProcessEnv): Date | undefined {
  try {
    const expiresAt = new Date(JSON.parse(readFileSync(loginFile(session, env), 'utf8')).accessToken.expiresAt);
    return Number.isNaN(expiresAt.getTime()) ? undefined : expiresAt;
  } catch {
    return undefined;
  }
}

/** A request handler, and why its last request got no answer. */
function notingFailure(inner: RequestHandler): { handler: RequestHandler; failure: () => unknown } {
  let last: unknown;
  const handle: RequestHandler['handle'] = async (request, options) => {
    last = undefined;
    return inner.handle(request, options).catch((error: unknown) => {
      last = error;
      throw error;
    });
  };
  return { handler: { ...inner, handle }, failure: () => last };
}
