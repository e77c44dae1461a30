import { describe, expect, test } from 'vitest';
import { encodeFrame } from '../../../proxy/bedrock/event-stream/encode.ts';
import {
  answer,
  failures,
  helloText,
  message,
  oddUsage,
  splitEvery,
  usageInOddPlaces,
} from '../../bedrock/scenarios.ts';
import { allEvents, liveEvents, MODELS, WIRES } from '../../support/live.ts';
import { openRoad, question, textOf } from '../../support/road.ts';

// Defects found in other proxies of this kind, each a test here, but for two that have files of their own: a client
// that leaves and does not end the request to Bedrock (leaving.test.ts), and a listener on all interfaces
// (guard/loopback.test.ts).

const USAGE = {
  input_tokens: 3,
  cache_creation_input_tokens: 1_210,
  cache_read_input_tokens: 48_000,
  cache_creation: { ephemeral_5m_input_tokens: 1_000, ephemeral_1h_input_tokens: 210 },
  output_tokens: 517,
  service_tier: 'standard',
};

describe.each(WIRES)('on %s', (wire) => {
  const model = MODELS[wire];
  const ask = question({ model, stream: true });

  for (const size of [1, 2, 3, 7]) {
    test(`a stream was lost when a read ended inside a frame: a whole answer comes through in reads of ${size}`, async () => {
      await using road = await openRoad({ scenario: splitEvery(size) });
      const events = await allEvents(await road.post(ask));
      expect(textOf(events)).toBe(helloText);
      expect(events.at(-1)?.event).toBe('message_stop');
      expect(road.exchanges).toMatchObject([{ status: 200, retries: 0 }]);
    });
  }

  test('usage was 2,000 too high: it is what Bedrock says, to the client and in the log', async () => {
    await using road = await openRoad({ scenario: answer({ usage: USAGE }) });
    const whole = (await (await road.post({ ...ask, stream: false })).json()) as { usage: unknown };
    expect(whole.usage).toEqual(USAGE);
    const events = await allEvents(await road.post(ask));
    expect(events.at(-2)?.data).toMatchObject({ type: 'message_delta', usage: { output_tokens: 517 } });
    for (const { usage } of road.exchanges) {
      expect(usage).toEqual({ input: 3, output: 517, cacheRead: 48_000, cacheWrite: 1_210, cacheWrite1h: 210 });
    }
  });

  test('usage was 0 in message_start: it is there from the first event on', async () => {
    await using road = await openRoad({ scenario: answer({ usage: USAGE }) });
    for await (const { event, data } of liveEvents(await road.post(ask))) {
      expect(event).toBe('message_start');
      expect((data.message as { usage: unknown }).usage).toEqual({ ...USAGE, output_tokens: 1 });
      break;
    }
  });

  test('usage that Bedrock tells late, or only in its metrics, is in the log all the same', async () => {
    await using road = await openRoad({ scenario: usageInOddPlaces() });
    const events = await allEvents(await road.post(ask));
    expect(events[0]?.data).toMatchObject({ message: { usage: { input_tokens: 0 } } });
    expect(road.exchanges[0]?.usage).toEqual({
      input: oddUsage.input_tokens,
      output: oddUsage.output_tokens,
      cacheRead: oddUsage.cache_read_input_tokens,
      cacheWrite: oddUsage.cache_creation_input_tokens,
    });
  });

  test('a replayed thinking signature was dropped: it goes out and comes back byte for byte', async () => {
    const thinking = { type: 'thinking', thinking: '', signature: `${'Er+/Aa0'.repeat(200)}==` };
    const redacted = { type: 'redacted_thinking', data: 'EmwKAhgBEgy3va3pzix/LafPsn4a' };
    await using road = await openRoad({
      scenario: answer({ content: [thinking, redacted, { type: 'text', text: 'x' }] }),
    });
    const whole = (await (await road.post({ ...ask, stream: false })).json()) as { content: unknown[] };
    expect(whole.content.slice(0, 2)).toEqual([thinking, redacted]);
    const deltas = (await allEvents(await road.post(ask))).map(({ data }) => data.delta as { signature?: string });
    expect(deltas.find((delta) => delta?.signature)?.signature).toBe(thinking.signature);
    const turn = { role: 'assistant', content: [thinking, redacted, { type: 'text', text: 'x' }] };
    const messages = [{ role: 'user', content: 'a' }, turn, { role: 'user', content: 'b' }];
    expect((await road.post({ ...ask, messages })).status).toBe(200);
    expect(road.bedrock.stats.calls.at(-1)?.raw.toString()).toContain(JSON.stringify(turn));
  });

  test('count_tokens answered 1, or 400: it is near the truth', async () => {
    await using road = await openRoad();
    for (const words of [1, 100, 5000]) {
      const body = {
        model,
        messages: [{ role: 'user', content: 'adit '.repeat(words) }],
        tools: [{ name: 't', input_schema: { type: 'object' } }],
      };
      const response = await road.post(body, { path: '/v1/messages/count_tokens' });
      expect(response.status).toBe(200);
      const { input_tokens } = (await response.json()) as { input_tokens: number };
      expect(input_tokens).toBeGreaterThan(words * 0.7);
      expect(input_tokens).toBeLessThan(words * 2.5 + 250);
    }
  });

  for (const stream of [true, false]) {
    test(`a 429 became 200 after 6 s, a 503 or a hang: it goes straight through, stream ${stream}`, {
      retry: 2,
    }, async () => {
      for (const [headers, seconds] of [
        [{}, /^[1-9]\d*$/],
        [{ 'retry-after': '17' }, /^17$/],
      ] as const) {
        await using road = await openRoad();
        let refusedAt = 0;
        road.bedrock.scenario(() => {
          refusedAt = performance.now();
          return [{ refuse: { status: 429, type: 'ThrottlingException', message: 'Too many tokens', headers } }];
        });
        const response = await road.post({ ...ask, stream });
        expect(performance.now() - refusedAt).toBeLessThan(100);
        expect(response.status).toBe(429);
        expect(response.headers.get('retry-after')).toMatch(seconds);
        expect(response.headers.get('x-should-retry')).not.toBe('false');
        expect(await response.json()).toMatchObject({
          error: { type: 'rate_limit_error', message: 'Too many tokens' },
        });
        expect(road.bedrock.stats.total).toBe(1);
      }
    });
  }

  test('is_error was dropped, and one or two of three cache markers kept: all bytes of the conversation go out', async () => {
    await using road = await openRoad();
    const marked = (text: string) => ({ type: 'text', text, cache_control: { type: 'ephemeral' } });
    const messages = [
      { role: 'user', content: [{ type: 'text', text: 'a' }] },
      {
        role: 'assistant',
        content: [{ type: 'tool_use', id: 'toolu_1', name: 't', input: { big: 'DIGITS' } }],
      },
      {
        role: 'user',
        content: [{ type: 'tool_result', tool_use_id: 'toolu_1', is_error: true, content: [marked('no such file')] }],
      },
      { role: 'assistant', content: [{ type: 'text', text: 'b' }] },
      { role: 'user', content: [marked('c')] },
    ];
    const parts = {
      system: [{ type: 'text', text: 's' }, marked('t')],
      tools: [{ name: 't', input_schema: { type: 'object' }, cache_control: { type: 'ephemeral' } }],
      messages,
    };
    // A number that JavaScript cannot hold: its digits survive as well.
    const spell = (value: unknown) => JSON.stringify(value).replace('"DIGITS"', '12345678901234567890123');
    expect((await road.post(spell({ ...ask, ...parts }))).status).toBe(200);
    const sent = road.bedrock.stats.calls[0]?.raw.toString() ?? '';
    for (const [name, value] of Object.entries(parts)) expect(sent).toContain(`"${name}":${spell(value)}`);
    expect(sent.match(/cache_control/g)).toHaveLength(4);
  });

  test('gzip was asked for, which holds events back: identity is', async () => {
    await using road = await openRoad();
    for (const stream of [true, false]) {
      await (await road.post({ ...ask, stream }, { headers: { 'accept-encoding': 'gzip, deflate, br, zstd' } })).text();
      expect(road.bedrock.stats.calls.at(-1)?.headers['accept-encoding']).toBe('identity');
    }
  });

  test('the host was signed without its port: the signature covers both', async () => {
    await using road = await openRoad();
    expect((await road.post(ask)).status).toBe(200);
    const [call] = road.bedrock.stats.calls;
    expect(call?.headers.host).toBe(`127.0.0.1:${road.bedrock.port}`);
    expect(call?.headers.authorization).toMatch(/SignedHeaders=[^,]*\bhost\b/);
    // The stand-in checks signatures with the host as it came, so one over the bare name would have been refused.
    expect(road.bedrock.refusals).toEqual([]);
  });
});

for (const extra of [1, 2, 3]) {
  test(`five of five streams were lost when a read ended ${extra} bytes into the next frame`, async () => {
    const frames = ['message_start', 'ping', 'message_stop'].map(frameOf);
    const bytes = Buffer.concat(frames);
    const at = (frames[0]?.length ?? 0) + extra;
    await using road = await openRoad({
      scenario: () => [{ raw: bytes.subarray(0, at) }, { wait: 20 }, { raw: bytes.subarray(at) }],
    });
    const events = await allEvents(await road.post(question({ stream: true })));
    expect(events.map(({ event }) => event)).toEqual(['message_start', 'ping', 'message_stop']);
  });
}

test('a 429 of the tenth request in a row is still told at once', async () => {
  await using road = await openRoad({ scenario: failures(99, 429, 'ThrottlingException', 'Too many tokens') });
  const start = performance.now();
  for (let count = 0; count < 10; count++) expect((await road.post(question())).status).toBe(429);
  expect(performance.now() - start).toBeLessThan(1000);
  expect(road.bedrock.stats.total).toBe(10);
});

function frameOf(type: string): Buffer {
  const event = { type, ...(type === 'message_start' ? { message: message() } : {}) };
  const payload = JSON.stringify({ bytes: Buffer.from(JSON.stringify(event)).toString('base64'), p: 'a' });
  return encodeFrame({ ':event-type': 'chunk', ':message-type': 'event' }, Buffer.from(payload));
}
