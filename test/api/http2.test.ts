import { once } from 'node:events';
import http2 from 'node:http2';
import { describe, expect, test } from 'vitest';
import { dieAfter, helloText, silence, slowStart } from '../bedrock/scenarios.ts';
import { connectHttp2, readAnswer } from '../support/http2.ts';
import { Gate } from '../support/live.ts';
import { speak } from '../support/raw.ts';
import { openRoad, question, type RoadOptions, until } from '../support/road.ts';

const MB = 1024 * 1024;
const ASKED = JSON.stringify(question());
const STREAMED = JSON.stringify(question({ stream: true }));

async function open(options: RoadOptions = {}) {
  const road = await openRoad(options);
  return Object.assign(road, { http2: connectHttp2(road) });
}

describe('HTTP/2 without TLS is spoken on the port of HTTP/1.1:', () => {
  test('an answer, a stream of events, and a list', async () => {
    await using road = await open();
    using client = road.http2;
    const whole = await client.ask('/v1/messages', ASKED);
    expect(whole.status).toBe(200);
    expect(JSON.parse(whole.text)).toMatchObject({ content: [{ text: helloText }] });
    expect(whole.headers['request-id']).toMatch(/^req_/);
    const streamed = await client.ask('/v1/messages', STREAMED);
    expect(streamed.headers['content-type']).toMatch(/^text\/event-stream/);
    expect(streamed.text).toContain('event: message_stop');
    expect((await client.ask('/v1/models')).text).toContain('claude-opus-4-8');
    expect((await client.ask('/api/hello')).status).toBe(200);
    expect((await fetch(`${road.adit.url}/api/hello`)).status).toBe(200);
    expect(road.exchanges.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  });

  test('errors, whether the request was read or not', async () => {
    await using road = await open();
    using client = road.http2;
    const refused = await client.ask('/v1/messages', ASKED, { 'x-api-key': 'wrong' });
    expect([refused.status, JSON.parse(refused.text).error.type]).toEqual([401, 'authentication_error']);
    expect((await client.ask('/v1/messages', '{')).status).toBe(400);
    expect((await client.ask('/v1/nothing')).status).toBe(404);
    const large = client.send('/v1/messages', 'open', { 'content-length': 33 * MB });
    expect((await readAnswer(large)).status).toBe(413);
    expect((await client.ask('/v1/messages', ASKED)).status).toBe(200);
    expect(road.exchanges.map(({ status }) => status)).toEqual([401, 400, 404, 413, 200]);
  });

  test('heartbeats, and a stream that upstream cuts', async () => {
    await using road = await open({ scenario: slowStart(100), times: { pingAfterMs: 20 } });
    using client = road.http2;
    const { text } = await client.ask('/v1/messages', STREAMED);
    expect(text).toMatch(/^event: ping/);
    expect(text).toContain('event: message_stop');
    road.bedrock.scenario(dieAfter(3, 'mid-frame'));
    expect((await client.ask('/v1/messages', STREAMED)).text).toMatch(/event: error\n.*is cut here.*\n\n$/);
  });

  test('a large body', async () => {
    await using road = await open();
    using client = road.http2;
    const content = 'x'.repeat(31 * MB);
    const body = JSON.stringify(question({ model: 'claude-opus-5-5', messages: [{ role: 'user', content }] }));
    expect((await client.ask('/v1/messages', body)).status).toBe(200);
    expect(road.bedrock.stats.calls[0]?.raw.length).toBeGreaterThan(31 * MB);
  });

  test('a hundred requests at once on one connection', async () => {
    await using road = await open();
    using client = road.http2;
    const answers = await Promise.all(Array.from({ length: 100 }, () => client.ask('/v1/messages', STREAMED)));
    expect(answers.filter(({ text }) => text.includes('event: message_stop'))).toHaveLength(100);
  });

  test('a client that waits for 100-continue', async () => {
    await using road = await open();
    using client = road.http2;
    const stream = client.send('/v1/messages', 'open', { expect: '100-continue' });
    await once(stream, 'continue');
    stream.end(ASKED);
    expect((await readAnswer(stream)).status).toBe(200);
  });
});

describe('a client that cancels one request of a connection', () => {
  test('ends its request to Bedrock, and no other', async () => {
    await using road = await open({ scenario: silence(60_000, 2) });
    using client = road.http2;
    const left = client.send('/v1/messages', STREAMED);
    await once(left, 'data');
    const gate = new Gate();
    road.bedrock.scenario(async function* () {
      await gate.pass();
      yield { refuse: { status: 400, type: 'ValidationException', message: 'after all' } };
    });
    const stays = client.ask('/v1/messages', ASKED);
    await until('both are asked', () => road.bedrock.stats.total === 2);
    left.close(http2.constants.NGHTTP2_CANCEL);
    await until('Bedrock knows', () => road.bedrock.stats.aborted === 1);
    await until('it is in the log', () => road.exchanges.length === 1);
    expect(road.exchanges[0]?.status).toBe(499);
    gate.open();
    expect((await stays).text).toContain('after all');
  });

  test('inside its body has asked nothing', async () => {
    await using road = await open();
    using client = road.http2;
    // The cut body is JSON by itself.
    for (const body of [ASKED, '{"mo']) {
      const left = client.send('/v1/messages', 'open');
      left.write(body);
      expect((await client.ask('/api/hello')).status).toBe(200);
      left.destroy();
    }
    await until('both are in the log', () => road.exchanges.filter(({ status }) => status === 499).length === 2);
    expect(road.bedrock.stats.total).toBe(0);
  });
});

describe('a connection of HTTP/2', () => {
  test('ends after its open requests when Adit ends, and takes no new ones', async () => {
    const gate = new Gate();
    await using road = await open({ scenario: held(gate) });
    using client = road.http2;
    const answer = client.ask('/v1/messages', ASKED);
    await until('it is asked', () => road.bedrock.stats.total === 1);
    const [closed] = [road.adit.close(5000), await once(client.session, 'goaway')];
    await expect(client.ask('/api/hello')).rejects.toThrow('Code');
    gate.open();
    expect((await answer).status).toBe(400);
    await closed;
  });

  test('is cut where its requests do not end in time', async () => {
    await using road = await open({ scenario: slowStart(60_000) });
    using client = road.http2;
    const answer = client.ask('/v1/messages', ASKED);
    const cut = expect(answer).rejects.toThrow('Code');
    await until('it is asked', () => road.bedrock.stats.total === 1);
    await road.adit.close(50);
    await cut;
    expect(road.exchanges.map(({ status }) => status)).toEqual([499]);
  });

  test('ends at once with Adit where nothing is asked', async () => {
    await using road = await open();
    using client = road.http2;
    await client.ask('/api/hello');
    using silent = await speak(road.adit.url);
    await road.adit.close(60_000);
    await silent.closed;
  });

  test('has requests of up to 64 KB of headers', async () => {
    await using road = await open();
    using client = road.http2;
    const values = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`x-${i}`, 'x'.repeat(10_000)]));
    expect((await client.ask('/api/hello', undefined, values(6))).status).toBe(200);
    await expect(client.ask('/api/hello', undefined, values(7))).rejects.toThrow('Code');
    expect((await client.ask('/api/hello')).status).toBe(200);
  });
});

describe('a web page cannot ask by HTTP/2', () => {
  test.each([
    { ':authority': 'evil.example' },
    { ':authority': '127.0.0.1', host: 'evil.example' },
    { ':authority': 'evil.example', host: '127.0.0.1' },
    { origin: 'https://evil.example' },
  ])('%j', async (headers) => {
    await using road = await open();
    using client = road.http2;
    expect((await client.ask('/v1/messages', ASKED, headers)).status).toBe(403);
    expect(road.bedrock.stats.total).toBe(0);
  });
});

/** Refuses once the gate is open. */
function held(gate: Gate) {
  return async function* () {
    await gate.pass();
    yield { refuse: { status: 400, type: 'ValidationException', message: 'after all' } };
  };
}
