import { setTimeout as delay } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { postText, type RawClient, speak } from '../support/raw.ts';
import { openRoad, question, type Road } from '../support/road.ts';

const MB = 1024 * 1024;
const LIMIT = 32 * MB;

test('a body above 32 MB by its Content-Length is refused before any of it is sent', async () => {
  await using road = await openRoad();
  using client = await speak(road.adit.url, postText('/v1/messages', { ...key(road), 'content-length': LIMIT + MB }));
  const answer = await client.received(/\r\n\r\n.*\}$/s);
  expect(answer).toMatch(/^HTTP\/1\.1 413/);
  expect(answer).toContain('"request_too_large"');
  expect(answer).toContain('The request has 33 MB, and Adit takes 32 MB');
  expect(answer).toContain('x-should-retry: false');
});

test('a client that waits for 100-continue need not send a body that is too large', async () => {
  await using road = await openRoad();
  const head = { ...key(road), expect: '100-continue' };
  using large = await speak(road.adit.url, postText('/v1/messages', { ...head, 'content-length': LIMIT + 1 }));
  expect(await large.received(/\r\n\r\n.*\}$/s)).toMatch(/^HTTP\/1\.1 413/);
  const body = JSON.stringify(question());
  using small = await speak(road.adit.url, postText('/v1/messages', { ...head, 'content-length': body.length }));
  await small.received(/^HTTP\/1\.1 100 Continue\r\n\r\n/);
  small.socket.write(body);
  expect(await small.received(/ 200 OK/)).toContain('Hello from Bedrock.');
});

test('a chunked body above 32 MB is refused, also to a client that reads only when it has sent everything', async () => {
  await using road = await openRoad();
  using client = await speak(road.adit.url, postText('/v1/messages', { ...key(road), 'transfer-encoding': 'chunked' }));
  client.socket.pause();
  await writeChunks(client, 40);
  client.socket.resume();
  const answer = await client.received(/\r\n\r\n.*\}$/s);
  expect(answer).toMatch(/^HTTP\/1\.1 413/);
  expect(answer).toContain('more than 32 MB');
});

for (const encoding of ['by its length', 'chunked']) {
  test(`exactly 32 MB ${encoding} pass the guard, and go to Bedrock where its surface takes them`, async () => {
    await using road = await openRoad();
    const body = bodyOf(LIMIT, 'claude-opus-5-5');
    const headers = key(road);
    const response = await fetch(`${road.adit.url}/v1/messages`, {
      method: 'POST',
      headers,
      ...(encoding === 'chunked' ? { body: streamOf(body), duplex: 'half' } : { body }),
    });
    expect(response.status).toBe(200);
    expect(road.bedrock.stats.calls[0]?.raw.length).toBeGreaterThan(LIMIT - 100);
  });
}

test('one byte more than 32 MB is refused', async () => {
  await using road = await openRoad();
  const response = await road.post(bodyOf(LIMIT + 1, 'claude-opus-5-5'));
  expect(response.status).toBe(413);
  expect(await response.json()).toMatchObject({ error: { message: expect.stringContaining('more than 32 MB') } });
  expect(road.bedrock.stats.total).toBe(0);
});

test("InvokeModel's 20 MB are told with both figures, and nothing is sent", async () => {
  await using road = await openRoad();
  const response = await road.post(bodyOf(23.4 * MB, 'claude-sonnet-4-6'));
  expect(response.status).toBe(413);
  const { error } = (await response.json()) as { error: { type: string; message: string } };
  expect(error.type).toBe('request_too_large');
  expect(error.message).toContain('23.4 MB');
  expect(error.message).toContain('takes 20 MB');
  expect(road.bedrock.stats.total).toBe(0);
  expect((await road.post(bodyOf(19.9 * MB, 'claude-sonnet-4-6'))).status).toBe(200);
});

for (const [encoding, compress] of [
  ['gzip', gzipSync],
  ['br', brotliCompressSync],
  ['zstd', zstdCompressSync],
  ['deflate', deflateSync],
  ['GZIP', gzipSync],
  ['x-gzip', gzipSync],
  ['identity', (body: Buffer) => body],
  ['Identity', (body: Buffer) => body],
  ['', (body: Buffer) => body],
] as const) {
  test(`a body of content encoding "${encoding}" is read`, async () => {
    await using road = await openRoad();
    const body = compress(Buffer.from(JSON.stringify(question())));
    const response = await postBytes(road, body, encoding);
    expect(response.status).toBe(200);
    expect(road.bedrock.stats.calls[0]?.body.messages).toEqual(question().messages);
  });
}

test('a decompression bomb is refused, and its memory is not spent', async () => {
  await using road = await openRoad();
  const bomb = zstdCompressSync(Buffer.alloc(400 * MB));
  expect(bomb.length).toBeLessThan(MB);
  const before = process.memoryUsage().rss;
  for (const [body, encoding] of [
    [bomb, 'zstd'],
    [gzipSync(Buffer.alloc(40 * MB)), 'gzip'],
    [brotliCompressSync(Buffer.alloc(40 * MB)), 'br'],
  ] as const) {
    const response = await postBytes(road, body, encoding);
    expect(response.status, encoding).toBe(413);
    expect(await response.json()).toMatchObject({ error: { message: expect.stringContaining('more than 32 MB') } });
  }
  expect(process.memoryUsage().rss - before).toBeLessThan(250 * MB);
});

test('a body that is not what its encoding says, or in one that nobody knows, is a 400', async () => {
  await using road = await openRoad();
  for (const encoding of ['gzip', 'br', 'zstd', 'deflate', 'compress', 'gzip, br', 'constructor', '__proto__']) {
    const response = await postBytes(road, Buffer.from(JSON.stringify(question())), encoding);
    expect(response.status, encoding).toBe(400);
    expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error' } });
  }
  const half = gzipSync(JSON.stringify(question())).subarray(0, -10);
  expect((await postBytes(road, half, 'gzip')).status).toBe(400);
  expect(road.bedrock.stats.total).toBe(0);
});

test('headers that come slowly end the connection', async () => {
  await using road = await openRoad({ times: { headersMs: 200 } });
  using silent = await speak(road.adit.url);
  using slow = await speak(road.adit.url, 'POST /v1/messages HTTP/1.1\r\nhost: 127.0.0.1\r\n');
  const start = performance.now();
  const drip = setInterval(() => slow.socket.write('x: y\r\n'), 20);
  await Promise.all([silent.closed, slow.closed]).finally(() => clearInterval(drip));
  expect(performance.now() - start).toBeLessThan(1500);
  expect(slow.text()).toMatch(/^HTTP\/1\.1 408/);
});

test('a body that comes slowly may take its time', async () => {
  await using road = await openRoad({ times: { headersMs: 100 } });
  const body = JSON.stringify(question());
  const head = postText('/v1/messages', { ...key(road), 'content-length': body.length });
  using client = await speak(road.adit.url, head);
  for (const letter of [body.slice(0, 10), body.slice(10, 20), body.slice(20)]) {
    await delay(120);
    client.socket.write(letter);
  }
  expect(await client.received(/\}$/)).toMatch(/^HTTP\/1\.1 200/);
});

test('headers larger than 64 KB are refused, and those of a usual client are far from it', async () => {
  await using road = await openRoad();
  expect((await road.post(question(), { headers: { 'x-long': 'x'.repeat(60_000) } })).status).toBe(200);
  expect((await road.post(question(), { headers: { 'x-long': 'x'.repeat(70_000) } })).status).toBe(431);
});

test('a client that leaves inside its body is no request', async () => {
  await using road = await openRoad();
  const client = await speak(road.adit.url, postText('/v1/messages', { ...key(road), 'content-length': 1000 }, '{"mo'));
  await delay(20);
  client.socket.destroy();
  await expect.poll(() => road.exchanges).toMatchObject([{ status: 499 }]);
  expect(road.bedrock.stats.total).toBe(0);
});

function key(road: Road): Record<string, string> {
  return { 'x-api-key': road.adit.key };
}

/** A request of exactly so many bytes. */
function bodyOf(bytes: number, model: string): string {
  const empty = JSON.stringify(question({ model, messages: [{ role: 'user', content: 'x' }] }));
  return empty.replace('"x"', `"${'x'.repeat(Math.round(bytes) - empty.length + 1)}"`);
}

function streamOf(body: string): ReadableStream {
  return ReadableStream.from([Buffer.from(body.slice(0, 1000)), Buffer.from(body.slice(1000))]);
}

function postBytes(road: Road, body: Buffer, encoding: string): Promise<Response> {
  const headers = { ...key(road), 'content-encoding': encoding };
  return fetch(`${road.adit.url}/v1/messages`, { method: 'POST', headers, body: new Uint8Array(body) });
}

/** Writes so many megabytes as chunks, at the pace at which they are taken. */
async function writeChunks({ socket }: RawClient, megabytes: number): Promise<void> {
  const chunk = Buffer.concat([Buffer.from(`${MB.toString(16)}\r\n`), Buffer.alloc(MB, 'x'), Buffer.from('\r\n')]);
  for (let count = 0; count < megabytes; count++) {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const late = setTimeout(() => reject(new Error(`Nobody reads on after ${count} MB`)), 2000);
    socket.write(chunk, () => resolve());
    await promise.finally(() => clearTimeout(late));
  }
  socket.write('0\r\n\r\n');
}
