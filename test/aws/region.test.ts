import { afterEach, describe, expect, test, vi } from 'vitest';
import { serviceEndpoint } from '../../proxy/aws/endpoint.ts';
import { BEARER, DEFAULT, find, KEYS, SSO, TWO } from './shared-files.ts';

afterEach(() => void vi.unstubAllEnvs());

describe('the region', () => {
  const env = { AWS_REGION: 'eu-west-3', AWS_DEFAULT_REGION: 'eu-north-1' };
  for (const [name, region, from, options] of [
    ['a wish, before all else', 'us-west-2', 'chosen', { region: 'us-west-2', env, config: SSO }],
    ['AWS_REGION', 'eu-west-3', 'AWS_REGION', { env, config: SSO }],
    ['AWS_DEFAULT_REGION', 'eu-north-1', 'AWS_DEFAULT_REGION', { env: { ...env, AWS_REGION: '' }, config: SSO }],
    ["the profile's", 'eu-central-1', 'profile work', { config: SSO }],
    [
      "the default profile's, for keys in the environment",
      'ap-south-1',
      'profile default',
      { env: KEYS, config: DEFAULT },
    ],
    [
      "AWS_PROFILE's, for an API key",
      'eu-central-1',
      'profile work',
      { env: { ...BEARER, AWS_PROFILE: 'work' }, config: TWO },
    ],
    ['where nothing names one', 'us-east-1', 'default', { env: KEYS }],
    ['of a partition of its own', 'us-gov-west-1', 'chosen', { region: 'us-gov-west-1', env: KEYS }],
  ] as const) {
    test(name, async () => {
      expect(await find(options)).toMatchObject({ region, regionFrom: from });
    });
  }

  test('that is no region is refused: it would become a part of a host name', async () => {
    for (const region of [
      'evil.example/',
      'us-east-1.evil.example',
      'x',
      'US-EAST-1',
      'us-east-1 ',
      'us_east_1',
      '-1',
    ]) {
      await expect(find({ region, env: KEYS }), region).rejects.toThrow(/is not the name of an AWS region/);
    }
  });
});

describe('the endpoint', () => {
  const config = `
[profile dev]
aws_access_key_id = A
services = mine
endpoint_url = http://127.0.0.1:4

[services mine]
bedrock_runtime =
  endpoint_url = http://127.0.0.1:3
bedrock =
  endpoint_url = http://127.0.0.1:9
`;
  for (const [name, url, env, text] of [
    [
      'AWS_ENDPOINT_URL_BEDROCK_RUNTIME first',
      'http://127.0.0.1:1/',
      { AWS_ENDPOINT_URL_BEDROCK_RUNTIME: 'http://127.0.0.1:1', AWS_ENDPOINT_URL: 'http://127.0.0.1:2' },
      config,
    ],
    ['then AWS_ENDPOINT_URL', 'http://127.0.0.1:2/', { AWS_ENDPOINT_URL: 'http://127.0.0.1:2' }, config],
    ["then the services section's", 'http://127.0.0.1:3/', {}, config],
    ["then the profile's", 'http://127.0.0.1:4/', {}, config.replace('services = mine', '')],
    [
      "then AWS's own",
      'https://bedrock-runtime.us-east-1.amazonaws.com/',
      {},
      '[profile dev]\naws_access_key_id = A\n',
    ],
    [
      "AWS's own, where all others are to be ignored",
      'https://bedrock-runtime.us-east-1.amazonaws.com/',
      { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true', AWS_ENDPOINT_URL: 'http://127.0.0.1:2' },
      config,
    ],
    [
      'a path stays, without its slash',
      'https://vpce.example/bedrock',
      { AWS_ENDPOINT_URL: 'https://vpce.example/bedrock/' },
      config,
    ],
  ] as const) {
    test(name, async () => {
      const identity = await find({ env, config: text });
      const endpoint = serviceEndpoint('bedrock-runtime', identity.region, env, identity.endpoint);
      expect(endpoint.url.href).toBe(url);
      expect(endpoint.custom).toBe(!url.includes('amazonaws'));
    });
  }

  test('that is no address is refused', () => {
    expect(() => serviceEndpoint('bedrock-runtime', 'us-east-1', { AWS_ENDPOINT_URL: 'localhost' }, {})).toThrow(
      /is no address: localhost/,
    );
  });
});
