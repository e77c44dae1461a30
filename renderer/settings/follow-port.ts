import { keptToken } from '../api/token.ts';

/** A window that came over the old port goes on over the new one; a window of the desktop app comes over none. */
export async function followPort(port: number): Promise<void> {
  if (location.protocol !== 'http:' || port === 0 || Number(location.port) === port) return;
  location.replace(`http://${location.hostname}:${port}${location.pathname}#token=${keptToken()}`);
}
