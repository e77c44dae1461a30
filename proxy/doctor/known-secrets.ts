import type { SsoSession } from '../aws/sso/session.ts';
import { readToken, type SsoToken } from '../aws/sso/token-cache.ts';
import { BEDROCK_API_KEY, CONSOLE_TOKEN, LOCAL_KEY } from '../secrets/secrets.ts';
import type { DoctorContext } from './context.ts';
import { secretsOf, tokenSecrets } from './secrets.ts';

/** What is known to be secret here, so that it is shown by no check, whatever it quotes. */
export async function knownSecrets(context: DoctorContext): Promise<string[]> {
  const { secrets, env } = context;
  const names = [LOCAL_KEY, CONSOLE_TOKEN, BEDROCK_API_KEY];
  const known = await Promise.all(names.map((name) => secrets.read(name).catch(() => undefined)));
  const session = await context.ssoSession().catch(() => undefined);
  if (session) known.push(...tokenSecrets(tokenOf(session, env)));
  const { sections } = await context.files();
  for (const section of Object.values(sections))
    known.push(section.aws_secret_access_key, section.aws_session_token, section.aws_access_key_id);
  return secretsOf(env, known);
}

/** The token on disk; undefined where the file cannot be read, so that nothing of it can be shown. */
function tokenOf(session: SsoSession, env: NodeJS.ProcessEnv): SsoToken | undefined {
  try {
    return readToken(session, env);
  } catch {
    return undefined;
  }
}
