import { describe, expect, test } from 'vitest';
import { type Answering, openBareRoad } from '../../support/bare-upstream.ts';
import { connectHttp2 } from '../../support/http2.ts';
import { postText, speak } from '../../support/raw.ts';

const MB = 1024 * 1024;
const INVOKE = '/model/us.anthropic.claude-sonnet-4-6/invoke';
const ok: Answering = (response) => response.end('{}');

describe('what a client sends reaches Bedrock', () => {
  test.each([
    '{ "b" : 1.0e+2,\t"a":\n[ 01 ,-0.0]  , "a":"\\u0041\\/ é" , "__proto__":{} }\r\n',
    'no JSON at all',
    '',
    `{"n":${'9'.repeat(400)},"lone":"\\ud800"}`,
  ])('byte for byte: %j', async (body) => {
    await using road = await openBareRoad(ok);
    expect((await road.send(INVOKE, body)).status).toBe(200);
    expect(road.received[0]?.body.toString()).toBe(body);
  });

  test('also where it is no text, compressed, or 20 MB', async () => {
    await using road = await openBareRoad(ok);
    const bytes = Buffer.alloc(
      20 * MB,
      Uint8Array.from({ length: 256 }, (_, byte) => byte),
    );
    expect((await road.send(INVOKE, bytes, { 'content-encoding': 'gzip' })).status).toBe(200);
    expect(road.received[0]?.body.equals(bytes)).toBe(true);
    expect(road.received[0]?.headers['content-encoding']).toBe('gzip');
    using client = connectHttp2(road);
    expect((await client.ask(INVOKE, bytes)).status).toBe(200);
    expect(road.received[1]?.body.equals(bytes)).toBe(true);
  });

  test('with its query and its headers, but for those of its connection, its key and its signature', async () => {
    await using road = await openBareRoad(ok);
    const { key } = road.adit;
    const own = {
      authorization: `AWS4-HMAC-SHA256 Credential=${key}/20261121/eu-west-1/bedrock/aws4_request, SignedHeaders=host, Signature=0`,
      'x-api-key': 'of-another',
      'api-key': 'of-another',
      'x-amz-date': '20200101T000000Z',
      'x-amz-security-token': 'of-another',
      'x-amz-content-sha256': 'of-another',
      'amz-sdk-invocation-id': 'of-another',
      'amz-sdk-request': 'attempt=1; max=3',
      connection: 'keep-alive, x-hop',
      'x-hop': 'of-this-connection',
      'keep-alive': 'timeout=5',
      'proxy-authorization': 'of-another',
      te: 'trailers',
      'accept-encoding': 'gzip, br',
    };
    const passed = {
      'content-type': 'application/json; charset=utf-8',
      accept: '*/*',
      'user-agent': 'Boto3/1.40 md/Botocore#1.40',
      'x-amz-user-agent': 'aws-sdk-js/3',
      'x-amzn-bedrock-guardrailidentifier': 'abc',
      'x-amzn-bedrock-trace': 'ENABLED',
      'x-amzn-trace-id': 'Root=1',
      'anthropic-beta': 'one,two',
      'x-odd': 'caf\u00e9  of   two spaces',
    };
    using client = await speak(road.adit.url);
    const head = { ...own, ...passed, 'content-length': 2 };
    client.socket.write(postText(`${INVOKE}?a=b%20c&d=%2B&e`, head, '{}'), 'latin1');
    expect(await client.received(/\{\}$/)).toMatch(/^HTTP\/1\.1 200/);
    const { url, headers } = road.received[0] ?? {};
    expect(url).toBe(`${INVOKE}?a=b%20c&d=%2B&e`);
    expect(headers).toMatchObject(passed);
    expect(headers?.['accept-encoding']).toBe('identity');
    expect(JSON.stringify(headers)).not.toMatch(/of-another|of-this-connection|attempt=1/);
    expect(JSON.stringify(headers)).not.toContain(key);
    expect(headers?.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=ASIA[^/]+\/\d{8}\/us-east-1\/bedrock\//);
  });
});
