import { expect, test } from 'vitest';
import { signedHeaders } from './signed.ts';
import { type Authority, authenticate } from './sigv4.ts';

// The vectors of https://docs.aws.amazon.com/general/latest/gr/signature-v4-test-suite.html
const exampleKeys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const exampleDate = '20150830T123600Z';
const vectors = [
  {
    name: 'get-vanilla',
    method: 'GET',
    url: '/',
    signed: 'host;x-amz-date',
    signature: '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  },
  {
    name: 'post-vanilla',
    method: 'POST',
    url: '/',
    signed: 'host;x-amz-date',
    signature: '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
  },
  {
    name: 'get-vanilla-query-order-key-case',
    method: 'GET',
    url: '/?Param2=value2&Param1=value1',
    signed: 'host;x-amz-date',
    signature: 'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
  },
  {
    name: 'post-x-www-form-urlencoded',
    method: 'POST',
    url: '/',
    signed: 'content-type;host;x-amz-date',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'Param1=value1',
    signature: 'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
  },
];

test.each(vectors)('AWS’s own example $name is authentic', ({ method, url, signed, headers, body = '', signature }) => {
  const scope = '20150830/us-east-1/service/aws4_request';
  const request = {
    method,
    url,
    raw: Buffer.from(body),
    headers: {
      host: 'example.amazonaws.com',
      'x-amz-date': exampleDate,
      ...headers,
      authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/${scope}, SignedHeaders=${signed}, Signature=${signature}`,
    },
  };
  const now = () => Date.UTC(2015, 7, 30, 12, 36);
  expect(authenticate(request, { keys: exampleKeys, region: 'us-east-1', service: 'service', now })).toBeUndefined();
});

const keys = { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token//with+signs==' };
const authority: Authority = { keys, region: 'us-east-1' };
const body = '{"messages":[]}';

async function request(path: string, options?: Parameters<typeof signedHeaders>[2], signer = keys) {
  const url = `http://127.0.0.1:8123${path}`;
  const headers = await signedHeaders({ url, body, headers: { 'content-type': 'application/json' } }, signer, options);
  return { method: 'POST', url: path, raw: Buffer.from(body), headers };
}

test.each([
  '/anthropic/v1/messages',
  '/anthropic/v1/messages?beta=true',
  '/model/us.anthropic.claude-haiku-4-5-20251001-v1%3A0/invoke',
  '/model/us.anthropic.claude-haiku-4-5-20251001-v1:0/invoke-with-response-stream',
  '/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aapplication-inference-profile%2Fabc123/invoke',
])('what AWS’s signer signed is authentic: %s', async (path) => {
  expect(authenticate(await request(path), authority)).toBeUndefined();
});

test.each([
  '/inference-profiles?type=SYSTEM_DEFINED&maxResults=1000',
  '/inference-profiles?nextToken=a%2Bb%3D%3D&maxResults=2',
  '/inference-profiles/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aapplication-inference-profile%2Fabc123',
  '/foundation-models?byProvider=Mistral%20AI&byOutputModality=TEXT',
])('what AWS’s signer signed is authentic without a body, whatever the query: %s', async (url) => {
  const headers = await signedHeaders({ url: `http://127.0.0.1:8123${url}`, method: 'GET' }, keys);
  const sent = { method: 'GET', url, raw: Buffer.alloc(0), headers };
  expect(authenticate(sent, authority)).toBeUndefined();
  expect(authenticate({ ...sent, url: url.replace(/.$/, 'x') }, authority)?.message).toMatch(/does not match/);
});

test('a request without a session token is authentic where the keys have none', async () => {
  const permanent = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' };
  const url = 'http://127.0.0.1:8123/anthropic/v1/messages';
  const headers = await signedHeaders({ url, body }, permanent);
  const sent = { method: 'POST', url: '/anthropic/v1/messages', raw: Buffer.from(body), headers };
  expect(authenticate(sent, { keys: permanent, region: 'us-east-1' })).toBeUndefined();
});

type Signed = Awaited<ReturnType<typeof request>>;
const tamperings: { name: string; type: string; says: string | RegExp; tamper: (signed: Signed) => object }[] = [
  {
    name: 'another method',
    type: 'InvalidSignatureException',
    says: 'does not match',
    tamper: () => ({ method: 'PUT' }),
  },
  {
    name: 'another path',
    type: 'InvalidSignatureException',
    says: 'does not match',
    tamper: () => ({ url: '/model/b/invoke' }),
  },
  {
    name: 'an added query',
    type: 'InvalidSignatureException',
    says: 'does not match',
    tamper: ({ url }) => ({ url: `${url}?a=b` }),
  },
  {
    name: 'a path that is decoded on the way',
    type: 'InvalidSignatureException',
    says: 'does not match',
    tamper: ({ url }) => ({ url: decodeURIComponent(url) }),
  },
  {
    name: 'another body',
    type: 'InvalidSignatureException',
    says: 'x-amz-content-sha256',
    tamper: () => ({ raw: Buffer.from('{}') }),
  },
  {
    name: 'another port',
    type: 'InvalidSignatureException',
    says: 'does not match',
    tamper: change({ host: '127.0.0.1' }),
  },
  {
    name: 'another content type, which was signed',
    type: 'InvalidSignatureException',
    says: 'does not match',
    tamper: change({ 'content-type': 'text/plain' }),
  },
  {
    name: 'an x-amz header that was not signed',
    type: 'InvalidSignatureException',
    says: 'not signed: x-amz-target',
    tamper: change({ 'x-amz-target': 'a' }),
  },
  {
    name: 'another session token',
    type: 'UnrecognizedClientException',
    says: 'is invalid',
    tamper: change({ 'x-amz-security-token': 'other' }),
  },
  {
    name: 'no session token',
    type: 'UnrecognizedClientException',
    says: 'is invalid',
    tamper: change({ 'x-amz-security-token': undefined }),
  },
  {
    name: 'no date',
    type: 'IncompleteSignatureException',
    says: 'X-Amz-Date',
    tamper: change({ 'x-amz-date': undefined }),
  },
  {
    name: 'the day of another scope',
    type: 'InvalidSignatureException',
    says: 'Date in Credential scope',
    tamper: rewrite(/\/\d{8}\//, '/20200101/'),
  },
  {
    name: 'no host among the signed headers',
    type: 'InvalidSignatureException',
    says: "must be a 'SignedHeader'",
    tamper: rewrite('host;', ''),
  },
  {
    name: 'signed headers out of order',
    type: 'InvalidSignatureException',
    says: 'not sorted',
    tamper: rewrite('content-type;host', 'host;content-type'),
  },
  {
    name: 'another signature',
    type: 'InvalidSignatureException',
    says: /The Canonical String for this request should have been\n'POST\n\/model\/a%253A0\/invoke\n/,
    tamper: rewrite(/Signature=\w{4}/, 'Signature=0000'),
  },
  {
    name: 'no signature',
    type: 'IncompleteSignatureException',
    says: "requires 'Signature' parameter",
    tamper: rewrite(/, Signature=\w+/, ''),
  },
  {
    name: 'no authorization',
    type: 'MissingAuthenticationTokenException',
    says: 'Missing Authentication Token',
    tamper: change({ authorization: undefined }),
  },
  {
    name: 'another scheme',
    type: 'IncompleteSignatureException',
    says: "Unsupported AWS 'algorithm': 'Basic'",
    tamper: change({ authorization: 'Basic YTpi' }),
  },
];

test.each(tamperings)('a signed request with $name is refused', async ({ type, says, tamper }) => {
  const signed = await request('/model/a%3A0/invoke');
  const refusal = authenticate({ ...signed, ...tamper(signed) }, authority);
  expect(refusal).toMatchObject({ status: 403, type });
  expect(refusal?.message).toMatch(says);
});

test('a signature for another region or service is refused', async () => {
  const elsewhere = authenticate(await request('/', { region: 'eu-west-1' }), authority);
  expect(elsewhere).toMatchObject({
    type: 'InvalidSignatureException',
    message: expect.stringMatching(/valid region/),
  });
  const mantle = authenticate(await request('/', { service: 'bedrock-mantle' }), authority);
  expect(mantle).toMatchObject({
    type: 'InvalidSignatureException',
    message: expect.stringMatching(/correct service: 'bedrock'/),
  });
});

test('a signature is good for five minutes, in both directions', async () => {
  const now = Date.now();
  const at = async (minutes: number) =>
    authenticate(await request('/', { signingDate: new Date(now + minutes * 60_000) }), {
      ...authority,
      now: () => now,
    });
  expect(await at(-4.9)).toBeUndefined();
  expect(await at(4.9)).toBeUndefined();
  expect((await at(-5.1))?.message).toMatch(
    /^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(.* - 5 min\.\)$/,
  );
  expect((await at(5.1))?.message).toMatch(/^Signature not yet current: /);
});

test('keys of somebody else are not recognised, and one’s own old keys have expired', async () => {
  const others = { ...keys, accessKeyId: 'ASIAOTHER' };
  const sent = await request('/', {}, others);
  expect(authenticate(sent, authority)?.type).toBe('UnrecognizedClientException');
  expect(authenticate(sent, { ...authority, expired: [others] })).toEqual({
    status: 403,
    type: 'ExpiredTokenException',
    message: 'The security token included in the request is expired',
  });
});

test('a wrong secret does not make the right signature', async () => {
  const sent = await request('/', {}, { ...keys, secretAccessKey: 'guessed' });
  expect(authenticate(sent, authority)).toMatchObject({
    type: 'InvalidSignatureException',
    message: expect.stringMatching(/does not match/),
  });
});

test('a Bedrock API key is taken where one is configured, and no other', () => {
  const sent = (headers: Record<string, string>) => ({ method: 'POST', url: '/', raw: Buffer.alloc(0), headers });
  const withKey = { region: 'us-east-1', bearer: 'key-1' };
  expect(authenticate(sent({ authorization: 'Bearer key-1' }), withKey)).toBeUndefined();
  expect(authenticate(sent({ 'x-api-key': 'key-1' }), withKey)).toBeUndefined();
  expect(authenticate(sent({ authorization: 'Bearer key-2' }), withKey)?.type).toBe('AccessDeniedException');
  expect(authenticate(sent({ authorization: 'Bearer key-1' }), authority)?.status).toBe(403);
});

function change(headers: Record<string, string | undefined>) {
  return (signed: Signed) => ({ headers: { ...signed.headers, ...headers } });
}

function rewrite(from: string | RegExp, to: string) {
  return (signed: Signed) => change({ authorization: String(signed.headers.authorization).replace(from, to) })(signed);
}
