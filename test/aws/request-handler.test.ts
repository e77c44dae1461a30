import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ListAccountsCommand, SSOClient } from '@aws-sdk/client-sso';
import { expect, onTestFinished, test } from 'vitest';
import { createDoor } from '../../proxy/aws/door.ts';
import { awsDomains } from '../../proxy/aws/endpoint.ts';
import { throughDoor } from '../../proxy/aws/request-handler.ts';
import { start } from './stand-in/drive.ts';

const question = new ListAccountsCommand({ accessToken: 'none' });

test('a client of the SDK asks through the door, over a connection that is kept', async () => {
  const center = await start();
  const client = clientFor([center.url], {}, center.url);
  const refused = { name: 'UnauthorizedException', message: 'Session token not found or invalid' };
  await expect(client.send(question)).rejects.toMatchObject(refused);
  client.destroy();
  await expect(client.send(question)).rejects.toMatchObject(refused);
  expect(center.count('ListAccounts')).toBe(2);
});

test.each(['https://evil.example', 'http://192.0.2.7:9', 'http://127.0.0.1:9'])(
  'an address that the door refuses is asked nothing: %s',
  async (endpoint) => {
    const client = clientFor([], {}, endpoint);
    await expect(client.send(question)).rejects.toMatchObject({
      name: 'AditError',
      status: 403,
      message: expect.stringContaining(`Adit sends nothing to ${new URL(endpoint).host}`),
    });
  },
);

test('AWS itself is asked through the proxy of the environment', async () => {
  const asked: string[] = [];
  const proxy = createServer();
  proxy.on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(() => void proxy.close());
  const client = clientFor([], { HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` });
  await expect(client.send(question)).rejects.toThrow();
  expect(new Set(asked)).toEqual(new Set(['portal.sso.us-east-1.amazonaws.com:443']));
});

function clientFor(named: string[], env: NodeJS.ProcessEnv, endpoint?: string): SSOClient {
  const endpoints = named.map((url) => new URL(url));
  const door = createDoor(awsDomains('us-east-1'), endpoints, env);
  onTestFinished(() => door.close());
  const settings = { region: 'us-east-1', requestHandler: throughDoor(door), maxAttempts: 1 };
  return new SSOClient(endpoint === undefined ? settings : { ...settings, endpoint });
}
