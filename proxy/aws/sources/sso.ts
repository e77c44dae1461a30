import type { Section } from '../files/sections.ts';
import { nameOf } from '../sso/failure.ts';
import { sessionOf } from '../sso/session.ts';
import type { Credentials, SourceContext } from './source.ts';
import { liveToken, signInEnded } from './sso-token.ts';

/**
 * Credentials of a permission set, by the sign-in at IAM Identity Center that the profile names.
 * Rejects with PersonNeeded where there is no sign-in, or it is over, and with the SDK's error otherwise.
 */
export async function ssoCredentials(profile: string, section: Section, context: SourceContext): Promise<Credentials> {
  const { sso_account_id: accountId, sso_role_name: roleName } = section;
  const { sections, env, sso } = context;
  const session = sessionOf(profile, sections);
  if (!session || !accountId || !roleName) {
    const settings = 'a start URL, sso_region, sso_account_id and sso_role_name';
    throw new Error(`the profile needs ${settings} for its sign-in, and lacks some of them`);
  }
  const place = { session, profile, env, sso };
  const ask = async (accessToken: string) => {
    const { GetRoleCredentialsCommand } = await import('@aws-sdk/client-sso');
    const portal = await sso.portal(session.region);
    return portal.send(new GetRoleCredentialsCommand({ accountId, roleName, accessToken }));
  };
  const { accessToken } = await liveToken(place);
  const { roleCredentials = {} } = await ask(accessToken).catch(async (error: unknown) => {
    if (!isRefused(error)) throw error;
    // One token may have been taken back, and the sign-in still last.
    const other = await liveToken(place, accessToken);
    return ask(other.accessToken).catch((again: unknown) => {
      throw isRefused(again) ? signInEnded(place, again) : again;
    });
  });
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = roleCredentials;
  if (!accessKeyId || !secretAccessKey) throw new Error('IAM Identity Center answered without credentials');
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken ? { sessionToken } : {}),
    ...(expiration ? { expiration: new Date(expiration) } : {}),
  };
}

/** The token is none that AWS knows, or is over. */
function isRefused(error: unknown): boolean {
  return nameOf(error) === 'UnauthorizedException';
}
