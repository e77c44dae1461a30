import { timingSafeEqual } from 'node:crypto';
import { AditError } from '../errors.ts';
import { bearer, digest, keptSecret } from '../guard/key.ts';
import type { Home } from '../settings/home.ts';

export const TOKEN_FILE = 'console-token';

/** The token of the control API; made at first use, in a file that the person alone can read. Clients' keys are no use. */
export function consoleToken(home: Home): string {
  return keptSecret(home, TOKEN_FILE, 'adit-console-');
}

/** Gives what checks the token in the `Authorization` of requests, in the same time whatever they bring. It throws AditError (401). */
export function tokenGuard(token: string, home: Home): (authorization: string | undefined) => void {
  const expected = digest(token);
  return (authorization) => {
    if (timingSafeEqual(digest(bearer(authorization) ?? ''), expected)) return;
    const message = `Send the token of ${home.file(TOKEN_FILE)} as "Authorization: Bearer".`;
    throw new AditError('authentication_error', message, { shouldRetry: false });
  };
}
