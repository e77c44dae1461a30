import { describe, expect, test } from 'vitest';
import { postText, speak } from '../support/raw.ts';
import { openRoad, question, until } from '../support/road.ts';

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
/** An empty SETTINGS frame: what a client says next. */
const SETTINGS = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);
const ASKED = JSON.stringify(question());

describe('a connection of HTTP/2', () => {
  test('that brings no request, or says only by and by that it is one, is ended', async () => {
    await using road = await openRoad({ times: { headersMs: 200 } });
    using silent = await speak(road.adit.url, Buffer.concat([Buffer.from(PREFACE), SETTINGS]));
    using slow = await speak(road.adit.url, PREFACE.slice(0, 1));
    const letters = PREFACE.slice(1, 20)[Symbol.iterator]();
    const drip = setInterval(() => slow.socket.write(letters.next().value ?? ''), 50);
    const start = performance.now();
    await Promise.all([silent.closed, slow.closed]).finally(() => clearInterval(drip));
    expect(performance.now() - start).toBeLessThan(1500);
    expect(slow.text()).toMatch(/^HTTP\/1\.1 408/);
  });

  test('is told wherever its first bytes are cut', async () => {
    await using road = await openRoad();
    for (let cut = 1; cut <= PREFACE.length; cut++) {
      using client = await speak(road.adit.url, PREFACE.slice(0, cut));
      await until('the first part is there', () => client.socket.bytesWritten === cut);
      await fetch(`${road.adit.url}/api/hello`);
      client.socket.write(Buffer.concat([Buffer.from(PREFACE.slice(cut)), SETTINGS]));
      // A SETTINGS frame comes back.
      await until('it is answered', () => client.text().length >= 9);
      expect(client.text().charCodeAt(3)).toBe(4);
    }
  });
});

describe('a connection of HTTP/1.1', () => {
  test('is told wherever its first bytes are cut', async () => {
    await using road = await openRoad();
    const text = postText('/v1/messages', { 'x-api-key': road.adit.key, 'content-length': ASKED.length }, ASKED);
    for (let cut = 1; cut <= 5; cut++) {
      using client = await speak(road.adit.url, text.slice(0, cut));
      await until('the first part is there', () => client.socket.bytesWritten === cut);
      await fetch(`${road.adit.url}/api/hello`);
      client.socket.write(text.slice(cut));
      expect(await client.received(/\}$/)).toMatch(/^HTTP\/1\.1 200/);
    }
  });

  test('may have several requests in its first packet', async () => {
    await using road = await openRoad();
    const hello = 'GET /api/hello HTTP/1.1\r\nhost: localhost\r\n\r\n';
    using client = await speak(road.adit.url, hello + hello + hello);
    expect(await client.received(/(HTTP\/1\.1 200[\s\S]*){3}\}$/)).not.toMatch(/(HTTP\/1\.1 200[\s\S]*){4}/);
  });

  test('connections that say nothing and end are no trouble', async () => {
    await using road = await openRoad();
    for (const bytes of ['', 'P', 'PRI * HTTP/2.0\r\n']) {
      using client = await speak(road.adit.url, bytes);
      client.socket.end();
      await client.closed;
      using reset = await speak(road.adit.url, bytes);
      reset.socket.resetAndDestroy();
      await reset.closed;
    }
    expect((await fetch(`${road.adit.url}/api/hello`)).status).toBe(200);
  });
});
