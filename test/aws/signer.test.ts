import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Signer } from '../../proxy/aws/signer.ts';
import type { OutgoingRequest } from '../../proxy/aws/transport.ts';
import type { Refusal } from '../../proxy/demo/call.ts';
import { joinUrl } from '../../proxy/routing/upstream.ts';
import { type Authority, authenticate, type Keys } from '../bedrock/sigv4.ts';

const KEYS: Keys = {
  accessKeyId: 'ASIAEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken: 'a//b+c==',
};
const PERMANENT: Keys = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: KEYS.secretAccessKey };
const RUNTIME = new URL('https://bedrock-runtime.eu-central-1.amazonaws.com');

test('what is signed is authentic to a reading of Signature Version 4 that shares no code with the signer', async () => {
  const anyModel = fc.constantFrom(
    'anthropic.claude-sonnet-4-6',
    'eu.anthropic.claude-haiku-4-5-20251001-v1:0',
    'arn:aws:bedrock:eu-central-1:111122223333:application-inference-profile/a1b2c3',
    "odd name/with spaces!'()*~&=+?#%é",
  );
  const anyEndpoint = fc.constantFrom(
    RUNTIME,
    new URL('http://127.0.0.1:8123'),
    new URL('https://vpce.example:8443/some/path'),
    new URL('http://[::1]:99'),
  );
  const anyHeaders = fc.dictionary(
    fc.constantFrom('accept', 'content-type', 'anthropic-version', 'x-odd'),
    fc.constantFrom('a', 'a  b', ' padded ', 'application/json; charset=utf-8', 'x,y'),
  );
  await fc.assert(
    fc.asyncProperty(
      anyEndpoint,
      anyModel,
      anyHeaders,
      fc.uint8Array({ maxLength: 2000 }),
      fc.constantFrom(KEYS, PERMANENT),
      async (endpoint, model, headers, body, keys) => {
        const url = joinUrl(endpoint, `/model/${encodeURIComponent(model)}/invoke`);
        const signed = await new Signer().sign(
          { url, headers: { ...headers }, body: Buffer.from(body) },
          'eu-central-1',
          keys,
        );
        expect(verify(signed, { keys })).toBeUndefined();
        expect(signed.headers.host).toBe(url.host);
        expect(signed.headers['content-length']).toBe(String(body.length));
      },
    ),
  );
});

test('a query is signed as it is sent', async () => {
  const url = new URL(
    'https://bedrock.eu-central-1.amazonaws.com/inference-profiles?type=SYSTEM_DEFINED&a=b%20c&maxResults=1000',
  );
  expect(
    verify(await new Signer().sign({ url, headers: {}, body: Buffer.alloc(0) }, 'eu-central-1', KEYS)),
  ).toBeUndefined();
});

test('a request that is changed after it was signed is not authentic', async () => {
  const url = joinUrl(RUNTIME, '/anthropic/v1/messages');
  const signed = await new Signer().sign(
    { url, headers: { accept: 'a' }, body: Buffer.from('{}') },
    'eu-central-1',
    KEYS,
  );
  expect(verify({ ...signed, body: Buffer.from('{} ') })?.type).toBe('InvalidSignatureException');
  expect(verify({ ...signed, url: joinUrl(RUNTIME, '/anthropic/v1/other') })?.type).toBe('InvalidSignatureException');
  expect(verify({ ...signed, headers: { ...signed.headers, host: '127.0.0.1' } })?.type).toBe(
    'InvalidSignatureException',
  );
  expect(verify(signed, { region: 'us-east-1' })?.message).toContain('valid region');
  expect(verify(signed, { keys: PERMANENT })?.type).toBe('UnrecognizedClientException');
});

test('a clock that is off is set by what AWS says', async () => {
  const url = joinUrl(RUNTIME, '/anthropic/v1/messages');
  const request = { url, headers: {}, body: Buffer.from('{}') };
  const signer = new Signer();
  const now = () => Date.now() + 3_600_000;
  expect(verify(await signer.sign(request, 'eu-central-1', KEYS), { now })?.message).toMatch(/Signature expired/);
  signer.clockOffset = 3_600_000;
  expect(verify(await signer.sign(request, 'eu-central-1', KEYS), { now })).toBeUndefined();
});

test('a Bedrock API key goes along as a bearer, and nothing is signed', async () => {
  const url = joinUrl(RUNTIME, '/anthropic/v1/messages');
  const sent = await new Signer().sign({ url, headers: { accept: 'a' }, body: Buffer.from('{}') }, 'eu-central-1', {
    bearer: 'ABSK-key',
  });
  expect(sent.headers).toEqual({
    accept: 'a',
    authorization: 'Bearer ABSK-key',
    host: url.host,
    'content-length': '2',
  });
  expect(verify(sent, { keys: undefined, bearer: 'ABSK-key' })).toBeUndefined();
  expect(verify(sent, { keys: undefined, bearer: 'another' })?.type).toBe('AccessDeniedException');
});

test('the secret is in no header', async () => {
  const url = joinUrl(RUNTIME, '/anthropic/v1/messages');
  const signed = await new Signer().sign({ url, headers: {}, body: Buffer.from('{}') }, 'eu-central-1', KEYS);
  expect(JSON.stringify(signed.headers)).not.toContain(KEYS.secretAccessKey);
});

function verify({ url, headers, body }: OutgoingRequest, authority: Partial<Authority> = {}): Refusal | undefined {
  const parts = { method: 'POST', url: `${url.pathname}${url.search}`, headers: { ...headers }, raw: body };
  return authenticate(parts, { keys: KEYS, region: 'eu-central-1', ...authority });
}
