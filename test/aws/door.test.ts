import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { createDoor, type Door } from '../../proxy/aws/door.ts';
import { awsDomains } from '../../proxy/aws/endpoint.ts';
import { transmit } from '../../proxy/aws/transport.ts';
import { temporaryFolder } from '../support/folder.ts';
import { openRoad, question } from '../support/road.ts';
import { createUntrusted, selfSigned } from '../support/self-signed.ts';
import { find } from './shared-files.ts';

const AWS = awsDomains('us-east-1');

test("AWS's own hosts pass over https, and no others", () => {
  const door = createDoor(AWS, [], {});
  expect(passes(door, 'https://bedrock-runtime.us-east-1.amazonaws.com/model/x/invoke')).toBe(true);
  expect(passes(door, 'https://bedrock-runtime.eu-west-1.api.aws/')).toBe(true);
  for (const url of [
    'https://evil.example/',
    'https://amazonaws.com/',
    'https://bedrock-runtime.us-east-1.amazonaws.com.evil.example/',
    'https://evilamazonaws.com/',
    'https://bedrock-runtime.cn-north-1.amazonaws.com.cn/',
    'https://api.anthropic.com/v1/messages',
    'https://127.0.0.1/',
    'http://127.0.0.1/',
    'https://169.254.169.254/',
    'ftp://bedrock-runtime.us-east-1.amazonaws.com/',
  ]) {
    expect(passes(door, url), url).toBe(false);
  }
});

test('plain http is for loopback alone, even where the person named the endpoint', () => {
  const named = [
    'http://127.0.0.1:4566',
    'http://localhost:4566',
    'http://[::1]:4566',
    'http://192.0.2.7:4566',
    'http://gateway.example',
  ];
  const door = createDoor(
    AWS,
    named.map((url) => new URL(url)),
    {},
  );
  expect(named.filter((url) => passes(door, url))).toEqual(named.slice(0, 3));
  expect(passes(door, 'http://bedrock-runtime.us-east-1.amazonaws.com/')).toBe(false);
  expect(() => door.agentFor(new URL('http://gateway.example/'))).toThrow(/plain http is for this machine alone/);
});

test('an endpoint that the person named passes with its port, and with no other', () => {
  const door = createDoor(AWS, [new URL('https://vpce.example:8443/path')], {});
  expect(passes(door, 'https://vpce.example:8443/elsewhere')).toBe(true);
  expect(passes(door, 'https://vpce.example/')).toBe(false);
  expect(passes(door, 'https://other.vpce.example:8443/')).toBe(false);
});

test('containers and instances are given credentials over plain http, at their own addresses alone', () => {
  const door = createDoor(AWS, [], {});
  for (const host of ['169.254.170.2', '169.254.170.23', '[fd00:ec2::23]', '169.254.169.254', '[fd00:ec2::254]']) {
    expect(passes(door, `http://${host}/role`), host).toBe(true);
    expect(passes(door, `http://${host}:8080/role`), host).toBe(false);
    expect(passes(door, `https://${host}/role`), host).toBe(false);
  }
  expect(passes(door, 'http://169.254.169.253/')).toBe(false);
});

test('certificates of the CA bundle are trusted, and those of others are not', async () => {
  const bundle = join(temporaryFolder(), 'bundle.pem');
  writeFileSync(bundle, selfSigned.cert);
  const server = createUntrusted().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(`https://localhost:${(server.address() as AddressInfo).port}/`);
  const ask = (caBundle?: string) => {
    const door = createDoor([], [url], {}, caBundle);
    const request = { url, headers: {}, body: Buffer.alloc(0) };
    return transmit(door, request, AbortSignal.timeout(2000), 2000).finally(() => door.close());
  };
  await expect(ask()).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  expect((await ask(bundle)).statusCode).toBe(404);
  expect(() => createDoor([], [], {}, '/no/such/bundle')).toThrow(
    /The CA bundle \/no\/such\/bundle cannot be read: ENOENT/,
  );
  server.closeAllConnections();
  server.close();
});

test('the bundle is the one of AWS_CA_BUNDLE, else of the profile', async () => {
  const config = '[profile work]\nca_bundle = /of/profile\naws_access_key_id = A\n';
  expect(await find({ wish: 'work', config })).toMatchObject({ caBundle: '/of/profile' });
  const env = { AWS_CA_BUNDLE: '/of/environment' };
  expect(await find({ wish: 'work', config, env })).toMatchObject({ caBundle: '/of/environment' });
  vi.unstubAllEnvs();
});

test('an ARN of another partition leads to no host outside of the own one', async () => {
  await using road = await openRoad({ env: { AWS_ENDPOINT_URL_BEDROCK_RUNTIME: '' } });
  const model = 'arn:aws-cn:bedrock:cn-north-1:111122223333:inference-profile/cn.anthropic.claude-sonnet-4-6';
  const response = await road.post(question({ model }));
  expect(response.status).toBe(403);
  expect(await response.json()).toMatchObject({
    error: { type: 'permission_error', message: expect.stringContaining('amazonaws.com.cn') },
  });
  expect(road.bedrock.stats.total).toBe(0);
});

test('a request to an address that the door refuses is a 403 that says why', async () => {
  await using road = await openRoad({ env: { AWS_ENDPOINT_URL_BEDROCK_RUNTIME: 'http://192.0.2.7:9' } });
  const response = await road.post(question());
  expect(response.status).toBe(403);
  expect(response.headers.get('x-should-retry')).toBe('false');
  expect(await response.json()).toMatchObject({
    error: { message: 'Adit sends nothing to 192.0.2.7:9: plain http is for this machine alone.' },
  });
});

test('a proxy in the environment is asked for what is not loopback, and not for what is', async () => {
  const asked: string[] = [];
  const proxy = createServer((_, response) => response.end());
  proxy.on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const env = { HTTPS_PROXY: address, HTTP_PROXY: address };
  const door = createDoor(AWS, [], env);
  const url = new URL('https://bedrock-runtime.us-east-1.amazonaws.com/model/x/invoke');
  await expect(
    transmit(door, { url, headers: {}, body: Buffer.from('{}') }, AbortSignal.timeout(2000), 2000),
  ).rejects.toThrow();
  expect(asked).toEqual(['bedrock-runtime.us-east-1.amazonaws.com:443']);
  await using road = await openRoad({ env });
  expect((await road.post(question())).status).toBe(200);
  expect(asked).toHaveLength(1);
  door.close();
  proxy.close();
});

function passes(door: Door, url: string): boolean {
  try {
    door.agentFor(new URL(url));
    return true;
  } catch {
    return false;
  }
}
