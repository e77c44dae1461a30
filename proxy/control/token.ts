import { timingSafeEqual } from 'node:crypto';
import { AditError } from '../errors.ts';
import { bearer } from '../guard/key.ts';
import { digest } from '../secrets/kept.ts';

/**
 * Gives what checks the token in the `Authorization` of requests, in the same time whatever they bring. `where`: where the
 * token is, in words. It throws AditError (401).
 */
export function tokenGuard(token: string, where: string): (authorization: string | undefined) => void {
  const expected = digest(token);
  return (authorization) => {
    if (timingSafeEqual(digest(bearer(authorization) ?? ''), expected)) return;
    const message = `Send the console's token as "Authorization: Bearer": it is in ${where}.`;
    throw new AditError('authentication_error', message, { shouldRetry: false });
  };
}
