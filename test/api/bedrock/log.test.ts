import { expect, test } from 'vitest';
import { encodeFrame } from '../../../proxy/bedrock/event-stream/encode.ts';
import { answer, dieAfter, oddUsage, usageInOddPlaces } from '../../bedrock/scenarios.ts';
import { openBareRoad } from '../../support/bare-upstream.ts';
import { openRoad, type Road, until } from '../../support/road.ts';

const BODY = {
  anthropic_version: 'bedrock-2023-05-31',
  max_tokens: 100,
  messages: [{ role: 'user', content: 'hello' }],
};
const USAGE = { input: 20, output: 7, cacheRead: 3000, cacheWrite: 400 };
const CLAUDE = '/model/claude-sonnet-4-6';

test('an answer of InvokeModel', async () => {
  await using road = await openRoad({ scenario: answer({ usage: oddUsage, stop_reason: 'max_tokens' }) });
  await ask(road, `${CLAUDE}/invoke`, BODY);
  expect(road.exchanges[0]).toMatchObject({
    method: 'POST',
    path: '/model/claude-sonnet-4-6/invoke',
    asked: 'claude-sonnet-4-6',
    served: 'us.anthropic.claude-sonnet-4-6',
    region: 'us-east-1',
    surface: 'native',
    stream: false,
    status: 200,
    stopReason: 'max_tokens',
    usage: USAGE,
    retries: 0,
    upstreamId: expect.stringMatching(/^[\w-]{36}$/),
    firstEvent: expect.any(Number),
  });
});

test('a stream of InvokeModel, wherever its figures stand', async () => {
  for (const scenario of [answer({ usage: oddUsage }), usageInOddPlaces()]) {
    await using road = await openRoad({ scenario });
    await ask(road, `${CLAUDE}/invoke-with-response-stream`, BODY);
    expect(road.exchanges[0]).toMatchObject({ stream: true, stopReason: 'end_turn', usage: USAGE });
  }
});

test('Converse and its stream', async () => {
  const body = { messages: [{ role: 'user', content: [{ text: 'hello' }] }] };
  for (const operation of ['converse', 'converse-stream']) {
    await using road = await openRoad({ scenario: answer({ usage: oddUsage }) });
    await ask(road, `${CLAUDE}/${operation}`, body);
    expect(road.exchanges[0]).toMatchObject({ stopReason: 'end_turn', usage: USAGE });
  }
});

test("the figures of another maker's stream are in Bedrock's own metrics", async () => {
  const metrics = { inputTokenCount: 5, outputTokenCount: 6, invocationLatency: 7, firstByteLatency: 8 };
  await using road = await openBareRoad((response) => {
    response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
    response.write(chunk({ generation: 'Hello' }));
    response.end(chunk({ generation: '', 'amazon-bedrock-invocationMetrics': metrics }));
  });
  await ask(road, '/model/meta.llama3-3-70b-instruct-v1:0/invoke-with-response-stream', {});
  expect(road.exchanges[0]?.usage).toMatchObject({ input: 5, output: 6 });
});

test('lists and counts have no usage, and are asked of no model', async () => {
  await using road = await openRoad();
  for (const path of ['/inference-profiles?type=SYSTEM_DEFINED', '/foundation-models']) {
    const response = await fetch(`${road.adit.url}${path}`, { headers: { 'x-api-key': road.adit.key } });
    expect(response.status).toBe(200);
    await response.text();
  }
  await until('both are in the log', () => road.exchanges.length === 2);
  for (const exchange of road.exchanges) {
    expect(exchange).toMatchObject({ usage: {}, surface: 'native', region: 'us-east-1', stream: false });
    expect(exchange.asked).toBeUndefined();
  }
});

test('what cannot be read reaches the client all the same', async () => {
  const frame = chunk({ type: 'message_start', message: { usage: { input_tokens: 9 } } });
  const torn = Buffer.from(frame);
  torn.writeUInt8(torn.readUInt8(30) ^ 1, 30);
  const hostile = [
    chunk(null),
    chunk([]),
    chunk({ type: {}, 'amazon-bedrock-invocationMetrics': 'x' }),
    chunk({ type: 'message_start', message: 5 }),
    encodeFrame({ ':message-type': 'event', ':event-type': 'chunk' }, Buffer.from('{"bytes":7}')),
    encodeFrame({ ':message-type': 'event', ':event-type': 'metadata' }, Buffer.from('{"usage":{"inputTokens":{}}}')),
    encodeFrame({ ':message-type': 'event', ':event-type': 'messageStop' }, Buffer.from('no JSON')),
    encodeFrame({ ':message-type': 'exception' }, Buffer.from('')),
    encodeFrame({}, Buffer.from('')),
    frame,
    torn,
    frame,
  ];
  for (const type of ['application/vnd.amazon.eventstream', 'application/json']) {
    await using road = await openBareRoad((response) => {
      response.writeHead(200, { 'content-type': type, 'x-amzn-bedrock-input-token-count': 'many' });
      response.end(Buffer.concat(hostile));
    });
    const bytes = await ask(road, `${CLAUDE}/invoke-with-response-stream`, BODY);
    expect(bytes.equals(Buffer.concat(hostile))).toBe(true);
    expect(road.exchanges[0]?.status).toBe(200);
  }
});

test('a stream that Bedrock cuts', async () => {
  await using road = await openRoad({ scenario: dieAfter(3, 'mid-frame') });
  await expect(ask(road, `${CLAUDE}/invoke-with-response-stream`, BODY)).rejects.toThrow();
  await until('it is in the log', () => road.exchanges.length === 1);
  expect(road.exchanges[0]).toMatchObject({ status: 200, error: 'api_error', cause: expect.any(String) });
});

async function ask(road: Road, path: string, body: unknown): Promise<Buffer> {
  const response = await road.post(body, { path });
  const bytes = Buffer.from(await response.arrayBuffer());
  await until('it is in the log', () => road.exchanges.length === 1);
  return bytes;
}

function chunk(event: unknown): Buffer {
  const bytes = Buffer.from(JSON.stringify(event)).toString('base64');
  return encodeFrame(
    { ':message-type': 'event', ':event-type': 'chunk' },
    Buffer.from(JSON.stringify({ bytes, p: 'a' })),
  );
}
