import {
  BedrockRuntimeClient,
  type BedrockRuntimeClientConfig,
  ConverseCommand,
  ConverseStreamCommand,
  CountTokensCommand,
  InvokeModelCommand,
  InvokeModelWithBidirectionalStreamCommand,
  InvokeModelWithResponseStreamCommand,
  type ResponseStream,
  StartAsyncInvokeCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { describe, expect, test } from 'vitest';
import { exceptionAfter, helloText, silence, throttle } from '../../bedrock/scenarios.ts';
import { openRoad, type Road, type RoadOptions, until } from '../../support/road.ts';

const modelId = 'us.anthropic.claude-sonnet-4-6';
const messages = [{ role: 'user' as const, content: [{ text: 'hello' }] }];
const body = JSON.stringify({
  anthropic_version: 'bedrock-2023-05-31',
  max_tokens: 100,
  messages: [{ role: 'user', content: 'hello' }],
});

/** The ways in which AWS's SDK is set up. Its own handler speaks HTTP/2 to plain http without being asked. */
const WAYS: Record<string, (road: Road) => BedrockRuntimeClientConfig> = {
  'HTTP/2 with a signature': ({ adit }) => ({
    endpoint: adit.url,
    credentials: { accessKeyId: adit.key, secretAccessKey: 'any', sessionToken: 'any' },
  }),
  'HTTP/2 with a Bedrock API key': ({ adit }) => ({
    endpoint: adit.url,
    token: { token: adit.key },
    authSchemePreference: ['httpBearerAuth'],
  }),
  'HTTP/1.1 with a signature, under a prefix': ({ adit }) => ({
    endpoint: `${adit.url}/bedrock/`,
    credentials: { accessKeyId: adit.key, secretAccessKey: 'any' },
    requestHandler: new NodeHttpHandler(),
  }),
};

describe.each(Object.keys(WAYS))("AWS's SDK by %s", (way) => {
  test('InvokeModel', async () => {
    await using road = await open(way);
    const answer = await road.aws.send(new InvokeModelCommand({ modelId, body }));
    expect(JSON.parse(answer.body.transformToString())).toMatchObject({ content: [{ text: helloText }] });
    expect(answer.contentType).toBe('application/json');
    expect(answer.$metadata.requestId).toBe(road.exchanges[0]?.upstreamId);
  });

  test('InvokeModelWithResponseStream', async () => {
    await using road = await open(way);
    const answer = await road.aws.send(new InvokeModelWithResponseStreamCommand({ modelId, body }));
    expect(await textOf(answer.body)).toBe(helloText);
  });

  test('Converse, ConverseStream and CountTokens', async () => {
    await using road = await open(way);
    const answer = await road.aws.send(new ConverseCommand({ modelId, messages }));
    expect(answer.output?.message?.content).toEqual([{ text: helloText }]);
    const { stream = [] } = await road.aws.send(new ConverseStreamCommand({ modelId, messages }));
    const events = await Array.fromAsync(stream);
    expect(events.map(({ contentBlockDelta }) => contentBlockDelta?.delta?.text ?? '').join('')).toBe(helloText);
    expect(events.at(-1)?.metadata?.usage).toMatchObject({ outputTokens: 7 });
    const input = { invokeModel: { body: Buffer.from(body) } };
    const { inputTokens } = await road.aws.send(new CountTokensCommand({ modelId, input }));
    expect(inputTokens).toBeGreaterThan(0);
    expect(road.bedrock.stats.calls.at(-1)?.url).toBe('/model/anthropic.claude-sonnet-4-6/count-tokens');
  });

  test("Bedrock's exceptions and Adit's own are thrown by their names", async () => {
    await using road = await open(way, { scenario: throttle(1) });
    const ask = (id: string) => road.aws.send(new InvokeModelCommand({ modelId: id, body }));
    await expect(ask(modelId)).rejects.toMatchObject({
      name: 'ThrottlingException',
      $metadata: { httpStatusCode: 429 },
    });
    await expect(ask('no-such-model')).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(/^The provided model identifier is invalid\. .*Near names: /),
    });
    await expect(ask('us.anthropic.claude-opus-9')).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('an exception inside a stream', async () => {
    await using road = await open(way, { scenario: exceptionAfter(3, 'throttlingException', 'Too many requests') });
    const answer = await road.aws.send(new InvokeModelWithResponseStreamCommand({ modelId, body }));
    await expect(textOf(answer.body)).rejects.toMatchObject({
      name: 'ThrottlingException',
      message: 'Too many requests',
    });
    await until('it is in the log', () => road.exchanges.length === 1);
    expect(road.exchanges[0]).toMatchObject({ status: 200, error: 'rate_limit_error' });
  });

  test('a client that leaves ends the request to Bedrock', async () => {
    await using road = await open(way, { scenario: silence(60_000, 2) });
    const leaving = new AbortController();
    const command = new InvokeModelWithResponseStreamCommand({ modelId, body });
    const answer = await road.aws.send(command, { abortSignal: leaving.signal });
    const events = answer.body?.[Symbol.asyncIterator]();
    await events?.next();
    leaving.abort();
    await until('Bedrock knows', () => road.bedrock.stats.aborted === 1);
    await until('it is in the log', () => road.exchanges.length === 1);
    expect(road.exchanges[0]?.status).toBe(499);
  });
});

test('what Adit does not pass on is refused by its name', async () => {
  await using road = await open('HTTP/2 with a signature');
  const both = new InvokeModelWithBidirectionalStreamCommand({
    modelId: 'amazon.nova-sonic-v1:0',
    body: (async function* () {
      yield { chunk: { bytes: Buffer.from('{}') } };
    })(),
  });
  await expect(road.aws.send(both)).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringMatching(/both directions/),
  });
  const late = new StartAsyncInvokeCommand({
    modelId: 'amazon.nova-reel-v1:0',
    modelInput: {},
    outputDataConfig: { s3OutputDataConfig: { s3Uri: 's3://bucket/key' } },
  });
  await expect(road.aws.send(late)).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringMatching(/asynchronous/),
  });
  expect(road.bedrock.stats.total).toBe(0);
});

test('a key that is not of this Adit is refused as AWS refuses one', async () => {
  await using road = await openRoad();
  const credentials = { accessKeyId: 'AKIAOFSOMEBODY', secretAccessKey: 'any' };
  const aws = new BedrockRuntimeClient({ region: 'us-east-1', endpoint: road.adit.url, credentials });
  await expect(aws.send(new InvokeModelCommand({ modelId, body }))).rejects.toMatchObject({
    name: 'UnrecognizedClientException',
    message: expect.stringContaining('adit key'),
    $metadata: { httpStatusCode: 401, attempts: 1 },
  });
  aws.destroy();
});

async function open(way: string, options: RoadOptions = {}): Promise<Road & { aws: BedrockRuntimeClient }> {
  const road = await openRoad(options);
  // The region of a client is no matter of Bedrock's: it goes where Adit is set up to go.
  const aws = new BedrockRuntimeClient({ region: 'eu-west-1', maxAttempts: 1, ...WAYS[way]?.(road) });
  const close = road[Symbol.asyncDispose];
  return Object.assign(road, {
    aws,
    async [Symbol.asyncDispose]() {
      aws.destroy();
      await close.call(road);
    },
  });
}

async function textOf(stream: AsyncIterable<ResponseStream> | undefined): Promise<string> {
  let text = '';
  for await (const { chunk } of stream ?? []) {
    const event = JSON.parse(Buffer.from(chunk?.bytes ?? []).toString()) as { delta?: { text?: string } };
    text += event.delta?.text ?? '';
  }
  return text;
}
