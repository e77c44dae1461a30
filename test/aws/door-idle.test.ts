import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createDoor } from '../../proxy/aws/door.ts';
import { until } from '../support/road.ts';

test('after a sleep, kept connections are dropped, and those that are in use go on', async () => {
  let connections = 0;
  let finish: (() => void) | undefined;
  const server = http.createServer((request, response) => {
    if (request.url === '/slow') finish = () => response.end('slow');
    else response.end('quick');
  });
  server.on('connection', () => connections++).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const door = createDoor([], [url], {});
  const ask = (path: string) =>
    new Promise<string>((resolve, reject) => {
      const request = http.get(new URL(path, url), { agent: door.agentFor(url) }, (response) => {
        response.setEncoding('utf8').on('data', resolve);
      });
      request.on('error', reject);
    });
  await ask('/');
  await ask('/');
  expect(connections).toBe(1);
  const slow = ask('/slow');
  await until('the slow one is asked', () => finish !== undefined);
  door.dropIdle();
  finish?.();
  expect(await slow).toBe('slow');
  await until('its connection is kept', () => Object.keys(door.agentFor(url).freeSockets).length > 0);
  door.dropIdle();
  await ask('/');
  expect(connections).toBe(2);
  door.close();
  server.close();
});
