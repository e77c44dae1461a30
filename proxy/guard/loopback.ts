import type { IncomingHttpHeaders } from 'node:http';
import { isLoopbackHost } from '../aws/door.ts';
import { AditError } from '../errors.ts';

/**
 * Refuses what a web page could send: a name that was made to point at this machine (DNS rebinding), or a page's
 * origin. There are no CORS headers either, so a browser would keep the answer from the page.
 * Throws AditError (403).
 */
export function checkLoopback(headers: IncomingHttpHeaders): void {
  const host = headers.host ?? headers[':authority'];
  if (typeof host !== 'string' || !isLoopbackHost(withoutPort(host))) {
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
