import { expect, test } from 'vitest';
import { speak } from '../support/raw.ts';
import { openHeadless } from './headless.ts';

const PAGE = '<!doctype html><title>Adit</title><script type="module" src="/console/assets/index-a1b2.js"></script>';
const SCREENS = {
  'index.html': PAGE,
  'assets/index-a1b2.js': 'export {};',
  'assets/index-a1b2.css': 'body { margin: 0 }',
  'assets/inter-c3d4.woff2': 'font',
  'icon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
};

test('the screens are served without a token: page, scripts, styles, fonts and pictures, each as what it is', async () => {
  await using headless = await openHeadless({ screens: SCREENS });
  const url = await headless.listen();
  for (const [path, type, cached] of [
    ['/', 'text/html; charset=utf-8', 'no-store'],
    ['/index.html', 'text/html; charset=utf-8', 'no-store'],
    ['/assets/index-a1b2.js', 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
    ['/assets/index-a1b2.css', 'text/css; charset=utf-8', 'public, max-age=31536000, immutable'],
    ['/assets/inter-c3d4.woff2', 'font/woff2', 'public, max-age=31536000, immutable'],
    ['/icon.svg', 'image/svg+xml; charset=utf-8', 'no-cache'],
  ] as const) {
    const answer = await fetch(`${url}/console${path}`);
    expect(answer.status, path).toBe(200);
    expect(answer.headers.get('content-type'), path).toBe(type);
    expect(answer.headers.get('cache-control'), path).toBe(cached);
    const name = path === '/' ? 'index.html' : path.slice(1);
    expect(await answer.text()).toBe(SCREENS[name as keyof typeof SCREENS]);
    const head = await fetch(`${url}/console${path}`, { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(head.headers.get('content-length')).toBe(String(SCREENS[name as keyof typeof SCREENS].length));
    expect(await head.text()).toBe('');
  }
});

test('every page of the screens is the one page, and what looks like a file and is none is 404', async () => {
  await using headless = await openHeadless({ screens: SCREENS });
  for (const path of ['/requests', '/requests/req_1', '/costs', '/a/b/c']) {
    const answer = await headless.console.app.request(`/console${path}`);
    expect(`${answer.status} ${await answer.text()}`, path).toBe(`200 ${PAGE}`);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  }
  for (const path of ['/assets/index-old.js', '/assets/gone.css', '/favicon.ico']) {
    const answer = await headless.console.app.request(`/console${path}`);
    expect(answer.status, path).toBe(404);
    expect(await answer.json()).toMatchObject({ error: { type: 'not_found_error' } });
  }
  const bare = await headless.console.app.request('/console');
  expect(bare.status).toBe(302);
  expect(bare.headers.get('location')).toBe('/console/');
  expect((await headless.console.app.request('/console/', { method: 'POST' })).status).toBe(404);
});

test('no path leads out of the folder of the screens', async () => {
  await using headless = await openHeadless({ screens: SCREENS });
  const url = await headless.listen();
  for (const path of [
    '/console/../home/console-token',
    '/console/../../home/console-token',
    '/console/..%2f..%2fhome/console-token',
    '/console/%2e%2e/home/console-token',
    '/console/%2e%2e%2f%2e%2e%2fhome%2fconsole-token',
    '/console/..%5c..%5chome%5cconsole-token',
    '/console/assets/..%2f..%2f..%2fhome/console-token',
    '/console/....//home/console-token',
    '/console//etc/passwd',
    '/console/%00',
    '/console/%ff',
    '/console/assets/%252e%252e/%252e%252e/home/console-token',
  ]) {
    using client = await speak(url, `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n`);
    await client.closed;
    expect(client.text(), path).toMatch(/^HTTP\/1\.1 (200|302|400|404) /);
    expect(client.text(), path).not.toContain(headless.console.token);
    expect(client.text(), path).not.toContain('root:');
  }
});

test('all that the console answers says what the page may do, and nobody else may have it', async () => {
  await using headless = await openHeadless({ screens: SCREENS });
  const url = await headless.listen();
  for (const [path, headers] of [
    ['/', {}],
    ['/assets/index-a1b2.js', {}],
    ['/assets/gone.js', {}],
    ['/api/key', headless.headers],
    ['/api/key', {}],
    ['/api/nothing', headless.headers],
    ['/api/history?limit=none', headless.headers],
    ['/api/history/changes', headless.headers],
  ] as const) {
    const leaving = new AbortController();
    const answer = await fetch(`${url}/console${path}`, { headers, signal: leaving.signal });
    const header = (name: string) => answer.headers.get(name);
    expect(header('content-security-policy'), path).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(header('x-content-type-options'), path).toBe('nosniff');
    expect(header('referrer-policy'), path).toBe('no-referrer');
    expect(header('x-frame-options'), path).toBe('DENY');
    expect(header('cross-origin-opener-policy'), path).toBe('same-origin');
    expect(header('cross-origin-resource-policy'), path).toBe('same-origin');
    expect(header('permissions-policy'), path).toContain('camera=()');
    expect(header('strict-transport-security'), path).toBeNull();
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
    if (path.startsWith('/api/')) expect(header('cache-control'), path).toMatch(/^no-(store|cache)$/);
    leaving.abort();
  }
  const preflight = await fetch(`${url}/console/api/key`, {
    method: 'OPTIONS',
    headers: { origin: url, 'access-control-request-method': 'GET' },
  });
  expect(preflight.status).toBe(401);
  expect([...preflight.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
});

test('a name that points here and a page of somebody else get neither screens nor API', async () => {
  await using headless = await openHeadless({ screens: SCREENS });
  const url = await headless.listen();
  for (const path of ['/console/', '/console/api/key']) {
    for (const lines of ['host: evil.example', 'host: 127.0.0.1\r\norigin: https://evil.example']) {
      const { authorization } = headless.headers;
      using client = await speak(url, `GET ${path} HTTP/1.1\r\n${lines}\r\nauthorization: ${authorization}\r\n\r\n`);
      expect(await client.received(/\r\n\r\n/)).toMatch(/^HTTP\/1\.1 403/);
    }
  }
});

test('where the screens are not built, the page says how to build them', async () => {
  await using headless = await openHeadless();
  const answer = await headless.console.app.request('/console/');
  expect(answer.status).toBe(503);
  expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
  expect(await answer.text()).toContain('npm run build');
  expect((await headless.api.key.$get()).status).toBe(200);
});
