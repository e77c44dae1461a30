import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { parseProxy, proxyFor, proxyName } from '../../proxy/doctor/proxy-rules.ts';

/** A proxy that notes what it is asked for, and lets nothing through. */
async function startProxy() {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(502).end();
  });
  server.on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Whether Node's own agent asks the proxy for an address. */
async function nodeAsks(url: string, env: (proxy: string) => NodeJS.ProcessEnv): Promise<boolean> {
  const { asked, url: proxy } = await startProxy();
  const isTls = url.startsWith('https:');
  const agent = new (isTls ? https : http).Agent({ proxyEnv: env(proxy) });
  const request = (isTls ? https : http).request(url, {
    agent,
    lookup: (_, __, found) => found(new Error('not asked'), ''),
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  request.on('response', (response) => response.resume()).on('close', resolve);
  request.on('error', () => {});
  request.end();
  await promise;
  agent.destroy();
  return asked.length > 0;
}

const HOST = 'https://bedrock-runtime.us-east-1.amazonaws.com/';

test.each([
  [HOST, (proxy: string) => ({ HTTPS_PROXY: proxy })],
  [HOST, (proxy: string) => ({ https_proxy: proxy, HTTPS_PROXY: 'http://127.0.0.1:1' })],
  [HOST, (proxy: string) => ({ HTTP_PROXY: proxy })],
  [HOST, (proxy: string) => ({ HTTPS_PROXY: proxy, NO_PROXY: '*' })],
  [HOST, (proxy: string) => ({ HTTPS_PROXY: proxy, NO_PROXY: 'example.com, bedrock-runtime.us-east-1.amazonaws.com' })],
  [HOST, (proxy: string) => ({ HTTPS_PROXY: proxy, NO_PROXY: '.amazonaws.com' })],
  [HOST, (proxy: string) => ({ HTTPS_PROXY: proxy, NO_PROXY: '*.amazonaws.com' })],
  [HOST, (proxy: string) => ({ HTTPS_PROXY: proxy, NO_PROXY: 'amazonaws.com' })],
  [HOST, (proxy: string) => ({ HTTPS_PROXY: proxy, NO_PROXY: 'bedrock-runtime.us-east-1.amazonaws.com:443' })],
  [HOST, (proxy: string) => ({ HTTPS_PROXY: proxy, NO_PROXY: 'bedrock-runtime.us-east-1.amazonaws.com:8443' })],
  [HOST, (proxy: string) => ({ HTTPS_PROXY: proxy, no_proxy: 'x', NO_PROXY: '*' })],
  ['http://10.1.2.3/', (proxy: string) => ({ HTTP_PROXY: proxy, NO_PROXY: '10.1.2.1-10.1.2.9' })],
  ['http://gateway.example/', (proxy: string) => ({ HTTP_PROXY: proxy, HTTPS_PROXY: 'http://127.0.0.1:1' })],
])('whether %s goes by a proxy is told as Node does it: case %#', async (url, env) => {
  const asks = await nodeAsks(url, env);
  expect(proxyFor(new URL(url), env('http://127.0.0.1:9')) !== undefined).toBe(asks);
});

test('a proxy is named without user and password, and other kinds are none', () => {
  const proxy = parseProxy('http://me:secret@proxy.example:8080');
  expect(proxy && proxyName(proxy)).toBe('http://proxy.example:8080');
  for (const text of ['socks5://proxy.example:1080', 'proxy.example:8080', '', 'http://']) {
    expect(parseProxy(text)).toBeUndefined();
  }
});
