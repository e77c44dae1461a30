import type { IncomingHttpHeaders } from 'node:http';
import { isLoopbackHost } from '../aws/door.ts';
import { AditError } from '../errors.ts';

/**
 * Refuses what a web page could send: a name that was made to point at this machine (DNS rebinding), or a page's
 * origin. There are no CORS headers either, so a browser would keep the answer from the page.
 * Throws AditError (403).
 */
export function checkLoopback(headers: IncomingHttpHeaders): void {
  // HTTP/2 says the host as :authority, and a client may send both.
  const hosts = [headers[':authority'], headers.host].filter((host) => typeof host === 'string');
  const [host] = hosts;
  if (host === undefined || !hosts.every((name) => isLoopbackHost(withoutPort(name)))) {
    throw new AditError('permission_error', 'Adit answers to 127.0.0.1, [::1] and localhost alone.', {
      shouldRetry: false,
    });
  }
  const { origin } = headers;
  if (origin !== undefined && !isOwnOrigin(origin, host)) {
    throw new AditError('permission_error', 'Adit takes no requests from web pages.', { shouldRetry: false });
  }
}

/** The one page that may ask is Adit's own, served from the very address that it asks. */
function isOwnOrigin(origin: string, host: string): boolean {
  return URL.canParse(origin) && new URL(origin).protocol === 'http:' && new URL(origin).host === host.toLowerCase();
}

function withoutPort(host: string): string {
  return host.replace(/:\d+$/, '');
}
