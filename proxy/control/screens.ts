import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

/** Headers of everything under /console: the screens load nothing but their own files, and no other page gets at them. */
export function consoleHeaders(): MiddlewareHandler {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
    permissionsPolicy: { camera: [], microphone: [], geolocation: [], usb: [], serial: [], payment: [] },
    xFrameOptions: 'DENY',
    // Without TLS it means nothing.
    strictTransportSecurity: false,
  });
}

/** Whether the screens are built in this folder. */
export function areBuilt(folder: string): boolean {
  return existsSync(join(folder, 'index.html'));
}

/** Serves the screens: their files, and for the address of any page the one page that they are. */
export function screenFiles(folder: string, base: string): MiddlewareHandler {
  const file = serveStatic({ rewriteRequestPath: (path) => join(folder, path.slice(base.length)) });
  const page = serveStatic({ path: join(folder, 'index.html') });
  return async (c, next) => {
    const { path } = c.req;
    if (path === base) return c.redirect(`${base}/`);
    if (!areBuilt(folder)) return c.html(NOT_BUILT, 503, { 'cache-control': 'no-store' });
    const isPage = extname(path) === '' || path === `${base}/index.html`;
    const answer = await (isPage ? page : file)(c, async () => {});
    if (!(answer instanceof Response)) return next();
    answer.headers.set('cache-control', isPage ? 'no-store' : cacheOf(path.slice(base.length)));
    return answer;
  };
}

/** Names of built assets hold a hash of what is in them. */
function cacheOf(path: string): string {
  return path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
}

const NOT_BUILT = `<!doctype html>
<html lang="en">
<title>Adit</title>
<h1>Adit is running. Its screens are not built.</h1>
<p>Build them with <code>npm run build</code> in the folder that Adit is in, and load this page again.</p>
</html>
`;
