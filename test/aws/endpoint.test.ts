import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { SSOClient } from '@aws-sdk/client-sso';
import { SSOOIDCClient } from '@aws-sdk/client-sso-oidc';
import { expect, test } from 'vitest';
import { createDoor } from '../../proxy/aws/door.ts';
import { awsDomains, customEndpoint, endpointSettings, serviceEndpoint } from '../../proxy/aws/endpoint.ts';

/** One region of every partition, and some of the usual one. */
const REGIONS = [
  ...['us-east-1', 'us-west-2', 'eu-central-1', 'ap-southeast-2', 'mx-central-1', 'il-central-1', 'sa-east-1'],
  ...['us-gov-west-1', 'cn-north-1', 'cn-northwest-1', 'eusc-de-east-1'],
  ...['us-iso-east-1', 'us-isob-east-1', 'us-isof-south-1', 'eu-isoe-west-1'],
];

const client = new BedrockRuntimeClient({
  region: 'us-east-1',
  credentials: { accessKeyId: 'A', secretAccessKey: 'S' },
});

const portal = new SSOClient({ region: 'us-east-1' });
const oidc = new SSOOIDCClient({ region: 'us-east-1' });

for (const region of REGIONS) {
  test(`${region} has the endpoints that the AWS SDK has for it, with FIPS and dual stack, and the door lets them pass`, () => {
    const door = createDoor(awsDomains(region), [], {});
    for (const fips of [false, true]) {
      for (const dualStack of [false, true]) {
        const env = { AWS_USE_FIPS_ENDPOINT: String(fips), AWS_USE_DUALSTACK_ENDPOINT: String(dualStack) };
        const { url, custom } = serviceEndpoint('bedrock-runtime', region, env, {});
        const theirs = client.config.endpointProvider({ Region: region, UseFIPS: fips, UseDualStack: dualStack });
        expect(url.href).toBe(theirs.url.href);
        expect(custom).toBe(false);
        expect(() => door.agentFor(url)).not.toThrow();
      }
    }
    door.close();
  });
}

test.each([
  ['use_fips_endpoint', 'https://bedrock-runtime-fips.us-east-1.amazonaws.com/', 'AWS_USE_FIPS_ENDPOINT'],
  ['use_dualstack_endpoint', 'https://bedrock-runtime.us-east-1.api.aws/', 'AWS_USE_DUALSTACK_ENDPOINT'],
])('a profile may set %s, and the environment goes before it', (setting, address, variable) => {
  const settings = endpointSettings({}, { [setting]: 'true' });
  const hrefOf = (env: NodeJS.ProcessEnv) => serviceEndpoint('bedrock-runtime', 'us-east-1', env, settings).url.href;
  expect(hrefOf({})).toBe(address);
  expect(hrefOf({ [variable]: 'false' })).toBe('https://bedrock-runtime.us-east-1.amazonaws.com/');
});

test('a profile may have its configured endpoints ignored', () => {
  const settings = endpointSettings(
    {},
    { ignore_configured_endpoint_urls: 'true', endpoint_url: 'http://127.0.0.1:1' },
  );
  const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:2' };
  expect(serviceEndpoint('bedrock-runtime', 'us-east-1', env, settings).custom).toBe(false);
  const ignored = { ...env, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false' };
  expect(serviceEndpoint('bedrock-runtime', 'us-east-1', ignored, settings).url.port).toBe('2');
});

test('endpoints of services are found in the order of the SDKs', () => {
  const sections = {
    'services.local': {
      'sso_oidc.endpoint_url': 'http://127.0.0.1:3/',
      'bedrock_runtime.endpoint_url': 'http://127.0.0.1:4',
    },
  };
  const settings = endpointSettings(sections, { services: 'local', endpoint_url: 'http://127.0.0.1:5' });
  const all = { AWS_ENDPOINT_URL: 'http://127.0.0.1:2', AWS_ENDPOINT_URL_SSO_OIDC: 'http://127.0.0.1:1' };
  const { AWS_ENDPOINT_URL_SSO_OIDC: _, ...general } = all;
  expect(customEndpoint('sso-oidc', all, settings)?.port).toBe('1');
  expect(customEndpoint('sso-oidc', general, settings)?.port).toBe('2');
  expect(customEndpoint('sso-oidc', {}, settings)?.port).toBe('3');
  expect(customEndpoint('bedrock-runtime', {}, settings)?.port).toBe('4');
  expect(customEndpoint('sts', {}, settings)?.port).toBe('5');
  expect(customEndpoint('sts', {}, {})).toBeUndefined();
});

for (const region of REGIONS) {
  test(`${region}: what the AWS SDK asks for credentials passes the door`, () => {
    const door = createDoor(awsDomains(region), [], {});
    for (const fips of [false, true]) {
      for (const dualStack of [false, true]) {
        const asked = { Region: region, UseFIPS: fips, UseDualStack: dualStack };
        for (const { config } of [portal, oidc])
          expect(() => door.agentFor(config.endpointProvider(asked).url)).not.toThrow();
      }
    }
    door.close();
  });
}
