import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { openRoad } from '../support/road.ts';

/** Sends bytes and returns all that comes back until the connection ends. */
function exchangeBytes(port: number, bytes: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    answer += text;
  });
  socket.once('end', () => resolve(answer)).once('error', reject);
  return promise;
}

test.each([
  ['an address that is no path', 'OPTIONS * HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n', 400],
  ['a port that is none', 'GET / HTTP/1.1\r\nhost: localhost:99999\r\nconnection: close\r\n\r\n', 400],
  ['what is not HTTP', 'hello there\r\n\r\n', 400],
  ['headers that are too large', `GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'y'.repeat(70_000)}\r\n\r\n`, 431],
])('%s is answered with a readable error and a request id', async (_, bytes, status) => {
  await using road = await openRoad();
  const answer = await exchangeBytes(Number(new URL(road.adit.url).port), bytes);
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(head).toMatch(/request-id: req_/i);
  expect(JSON.parse(body)).toMatchObject({
    type: 'error',
    error: { message: expect.stringContaining('cannot be read') },
  });
});
