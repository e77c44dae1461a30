import { once } from 'node:events';
import http from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { type Answering, openBareRoad } from '../../support/bare-upstream.ts';
import { connectHttp2 } from '../../support/http2.ts';
import { postText, speak } from '../../support/raw.ts';
import { until } from '../../support/road.ts';

const MB = 1024 * 1024;
const INVOKE = '/model/us.anthropic.claude-sonnet-4-6/invoke';
const STREAM = '/model/us.anthropic.claude-sonnet-4-6/invoke-with-response-stream';

describe.each(['HTTP/1.1', 'HTTP/2'])('what Bedrock answers reaches the client of %s', (protocol) => {
  const answering: Answering = (response) => {
    response.setHeader('connection', 'close, x-hop');
    response.writeHead(207, {
      'Content-Type': 'application/x-odd',
      'x-amzn-RequestId': '11111111-2222',
      'x-hop': 'gone',
      'x-two': ['a', 'b'],
      'proxy-authenticate': 'gone',
      'set-cookie': ['c=1', 'd=2'],
    });
    response.end(Buffer.from([0, 255, 13, 10, 7]));
  };

  test('status, headers and bytes', async () => {
    await using road = await openBareRoad(answering);
    const { status, headers, body } = await ask(protocol, road, INVOKE);
    expect(status).toBe(207);
    expect([...body]).toEqual([0, 255, 13, 10, 7]);
    expect(headers).toMatchObject({
      'content-type': 'application/x-odd',
      'x-amzn-requestid': '11111111-2222',
      'request-id': expect.stringMatching(/^req_/),
      'x-two': 'a, b',
      'set-cookie': ['c=1', 'd=2'],
    });
    expect(JSON.stringify(headers)).not.toContain('gone');
    expect(road.exchanges[0]).toMatchObject({ status: 207, upstreamId: '11111111-2222', surface: 'native' });
  });

  test('errors as well, also those that Adit would mend elsewhere', async () => {
    const words = '{"message":"The model returned the following errors: thinking: Extra inputs are not permitted"}';
    for (const [status, type] of [
      [400, 'ValidationException'],
      [403, 'AccessDeniedException'],
      [429, 'ThrottlingException'],
      [500, 'InternalServerException'],
      [503, 'ServiceUnavailableException'],
    ] as const) {
      await using road = await openBareRoad((response) => {
        response.writeHead(status, { 'x-amzn-errortype': `${type}:http://internal`, 'retry-after': '7' });
        response.end(words);
      });
      const answer = await ask(protocol, road, INVOKE);
      expect(answer.status).toBe(status);
      expect(answer.body.toString()).toBe(words);
      expect(answer.headers).toMatchObject({ 'x-amzn-errortype': `${type}:http://internal`, 'retry-after': '7' });
      expect(road.received).toHaveLength(1);
    }
  });

  test('at the pace at which it is read', async () => {
    let written = 0;
    const chunk = Buffer.alloc(64 * 1024);
    await using road = await openBareRoad((response) => {
      response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
      const more = () => {
        while (!response.destroyed && written < 512 * MB) {
          written += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', more);
        }
      };
      more();
    });
    const stop = await readNothing(protocol, road);
    let before = -1;
    await until('Bedrock writes no more', () => {
      const isStill = written === before;
      before = written;
      return isStill && written > 0;
    });
    expect(written).toBeLessThan(64 * MB);
    stop();
    await until('it is in the log', () => road.exchanges.length === 1);
    expect(road.exchanges[0]?.status).toBe(499);
  });

  test('as an answer that is cut, where Bedrock cuts it', async () => {
    await using road = await openBareRoad((response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"half":', () => response.destroy());
    });
    await expect(ask(protocol, road, INVOKE)).rejects.toThrow();
    await until('it is in the log', () => road.exchanges.length === 1);
    expect(road.exchanges[0]).toMatchObject({ status: 200, error: 'api_error' });
  });

  test('head first, where a stream is still silent', async () => {
    const { promise: asked, resolve } = Promise.withResolvers<http.ServerResponse>();
    await using road = await openBareRoad((response) => {
      response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
      response.flushHeaders();
      resolve(response);
    });
    const { head, rest } = await start(protocol, road, STREAM);
    expect(head).toBe(200);
    (await asked).end('late');
    expect(await rest).toBe('late');
  });
});

type Asking = Awaited<ReturnType<typeof openBareRoad>>;

/** Asks with an empty body, and reads the answer as it is. */
async function ask(protocol: string, road: Asking, path: string) {
  if (protocol === 'HTTP/2') {
    using client = connectHttp2(road);
    return await client.ask(path, '{}');
  }
  const request = http.request(`${road.adit.url}${path}`, { method: 'POST', headers: { 'x-api-key': road.adit.key } });
  request.end('{}');
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  const chunks = await Array.fromAsync(response as AsyncIterable<Buffer>);
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) };
}

/** Starts to ask, and resolves at the answer's head. */
async function start(protocol: string, road: Asking, path: string) {
  if (protocol === 'HTTP/2') {
    const client = connectHttp2(road);
    const stream = client.send(path, '{}');
    const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
    return { head: headers[':status'], rest: text(stream).finally(() => client[Symbol.dispose]()) };
  }
  const response = await road.send(path, '{}');
  return { head: response.status, rest: response.text() };
}

/** Asks for a stream, of which only the head is read. Resolves to what leaves. */
async function readNothing(protocol: string, road: Asking): Promise<() => void> {
  if (protocol === 'HTTP/2') {
    const client = connectHttp2(road);
    await once(client.send(STREAM, '{}'), 'response');
    return () => client[Symbol.dispose]();
  }
  const client = await speak(road.adit.url);
  client.socket.pause();
  client.socket.write(postText(STREAM, { 'x-api-key': road.adit.key, 'content-length': 2 }, '{}'));
  await until('it is asked', () => road.received.length === 1);
  return () => client.socket.destroy();
}
