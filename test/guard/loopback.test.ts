import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { postText, speak } from '../support/raw.ts';
import { openRoad, question, type Road } from '../support/road.ts';

test('names of this machine are taken as Host, with a port or without', async () => {
  await using road = await openRoad();
  for (const host of ['127.0.0.1', '127.0.0.1:2348', 'localhost', 'LocalHost:1', '[::1]', '[::1]:2348', '127.0.0.2']) {
    expect(await statusFor(road, { host }), host).toBe(200);
  }
});

test('any other name is refused: a web page could have pointed it here (DNS rebinding)', async () => {
  await using road = await openRoad();
  for (const host of [
    'evil.example',
    'evil.example:2348',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    'localhost@evil.example',
    '0.0.0.0',
    '[::]',
    '192.0.2.2',
    '169.254.169.254',
    'localhost:2348:1',
    '127.0.0.1:x',
    '',
  ]) {
    expect(await statusFor(road, { host }), host).toBe(403);
  }
  expect(road.bedrock.stats.total).toBe(0);
});

test('a request without Host is refused', async () => {
  await using road = await openRoad();
  using old = await speak(road.adit.url, 'GET /api/hello HTTP/1.0\r\n\r\n');
  expect(await old.received(/\r\n\r\n/)).toMatch(/^HTTP\/1\.1 403/);
  using bare = await speak(road.adit.url, 'GET /api/hello HTTP/1.1\r\n\r\n');
  expect(await bare.received(/\r\n\r\n/)).toMatch(/^HTTP\/1\.1 400/);
});

test('requests from web pages are refused, even with the key', async () => {
  await using road = await openRoad();
  for (const origin of [
    'https://evil.example',
    'http://localhost:3000',
    'null',
    'file://',
    'chrome-extension://abc',
    `https://127.0.0.1:${new URL(road.adit.url).port}`,
  ]) {
    const response = await road.post(question(), { headers: { origin } });
    expect(response.status, origin).toBe(403);
    expect(await response.json()).toMatchObject({ type: 'error', error: { type: 'permission_error' } });
  }
  expect((await road.post(question(), { headers: { origin: road.adit.url } })).status).toBe(200);
  expect(road.bedrock.stats.total).toBe(1);
});

test('no answer has CORS headers, so a browser keeps it from the page', async () => {
  await using road = await openRoad();
  const headers = {
    origin: 'https://evil.example',
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'x-api-key',
  };
  for (const options of [
    { method: 'OPTIONS', headers },
    { method: 'OPTIONS' },
    { method: 'GET', headers: { origin: road.adit.url } },
    { method: 'GET' },
  ]) {
    for (const path of ['/v1/messages', '/v1/models', '/api/hello']) {
      const response = await fetch(`${road.adit.url}${path}`, options);
      const names = [...response.headers.keys()].filter((name) => name.startsWith('access-control-'));
      expect(names, `${options.method} ${path}`).toEqual([]);
      if (options.method === 'OPTIONS') expect(response.status).toBeGreaterThanOrEqual(400);
    }
  }
});

test('listening is on loopback alone: both of its addresses answer, and no other of this machine', async () => {
  await using road = await openRoad();
  const { port } = new URL(road.adit.url);
  expect((await fetch(`http://127.0.0.1:${port}/api/hello`)).status).toBe(200);
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const others = all
    .filter(({ internal }) => !internal)
    .map(({ address, scopeid }) => (scopeid ? `${address}%${scopeid}` : address));
  if (all.some(({ address }) => address === '::1')) {
    expect((await fetch(`http://[::1]:${port}/api/hello`)).status).toBe(200);
  }
  // 127.0.0.2 is on every Linux machine, so there is always one other to try there.
  for (const address of [...others, ...(process.platform === 'linux' ? ['127.0.0.2'] : [])]) {
    expect(await connection(address, Number(port)), address).toMatch(
      /^(ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EINVAL)$/,
    );
  }
});

async function statusFor(road: Road, headers: Record<string, string>): Promise<number> {
  const body = JSON.stringify(question());
  const head = {
    'x-api-key': road.adit.key,
    'content-length': Buffer.byteLength(body),
    connection: 'close',
    ...headers,
  };
  using client = await speak(road.adit.url, postText('/v1/messages', head, body));
  return Number(/^HTTP\/1\.1 (\d+)/.exec(await client.received(/\r\n\r\n/))?.[1]);
}

/** The code with which a connection fails; `connected` where it does not. */
async function connection(host: string, port: number): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket = connect({ host, port, timeout: 1000 });
  socket.once('connect', () => resolve('connected'));
  socket.once('timeout', () => resolve('ETIMEDOUT'));
  socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
  return promise.finally(() => socket.destroy());
}
