import { readSharedFiles } from '../files/sections.ts';
import type { AwsIdentity } from '../profiles.ts';
import type { SsoClients } from '../sso/clients.ts';
import { sessionOf } from '../sso/session.ts';
import { refreshAhead } from './sso-token.ts';

/** How often it is looked whether the token of the sign-in is about to expire, in milliseconds. */
const LOOK_MS = 30_000;

/**
 * Refreshes the token of the identity's sign-in before it expires, as long as the program runs, so that no request waits
 * for that. Gives back what ends it.
 */
export function keepSignedIn(
  { origin }: AwsIdentity,
  env: NodeJS.ProcessEnv,
  sso: SsoClients,
  lookMs = LOOK_MS,
): () => void {
  if (origin?.kind !== 'sso' && origin?.kind !== 'sso-legacy') return () => {};
  const look = async () => {
    const { sections } = await readSharedFiles(env);
    const session = sessionOf(origin.profile, sections);
    if (session) await refreshAhead({ session, env, sso });
  };
  const timer = setInterval(() => void look().catch(() => {}), lookMs).unref();
  return () => clearInterval(timer);
}
