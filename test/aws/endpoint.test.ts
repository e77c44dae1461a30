import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { expect, test } from 'vitest';
import { createDoor } from '../../proxy/aws/door.ts';
import { awsDomains, serviceEndpoint } from '../../proxy/aws/endpoint.ts';

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
