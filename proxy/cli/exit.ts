import type { Secrets } from '../secrets/secrets.ts';

/**
 * Ends the program. Node waits at its end for calls that are under way in its threads; where that is a keychain that never
 * answers, the process becomes one that ends.
 */
export function exit(code: number, { isStuck }: Pick<Secrets, 'isStuck'>): never {
  if (isStuck && process.platform !== 'win32') process.execve?.('/bin/sh', ['sh', '-c', `exit ${code}`], {});
  process.exit(code);
}
