import { AditError } from '../errors.ts';

/** An address that requests are sent to. */
export interface Endpoint {
  /** Scheme, host and port, and a path where the person's own address has one; without a slash at the end. */
  readonly url: URL;
  /** Whether the person named it: by variable or setting. AWS's own otherwise. */
  readonly custom: boolean;
}

/** The services that Adit asks: each has a host of its own. */
export const SERVICES = ['bedrock-runtime', 'bedrock', 'bedrock-mantle'] as const;
export type AwsService = (typeof SERVICES)[number];

/** What signatures for a service's host name it (the models of AWS's SDKs; bedrock-mantle signs as itself). */
export function signingName(service: AwsService): string {
  return service === 'bedrock-mantle' ? service : 'bedrock';
}

/** Where a custom endpoint may come from besides the environment. */
export interface EndpointSettings {
  /** `endpoint_url` of services in the profile's `services` section. */
  readonly services?: Partial<Record<AwsService, string | undefined>>;
  /** `endpoint_url` of the profile. */
  readonly profile?: string | undefined;
}

/** Domains of AWS's hosts by region prefix, as AWS's SDKs have them; the last row is for all others. */
const PARTITIONS: readonly { prefix: string; suffix: string; dualStack: string }[] = [
  { prefix: 'cn-', suffix: 'amazonaws.com.cn', dualStack: 'api.amazonwebservices.com.cn' },
  { prefix: 'eusc-', suffix: 'amazonaws.eu', dualStack: 'api.amazonwebservices.eu' },
  { prefix: 'us-iso-', suffix: 'c2s.ic.gov', dualStack: 'api.aws.ic.gov' },
  { prefix: 'us-isob-', suffix: 'sc2s.sgov.gov', dualStack: 'api.aws.scloud' },
  { prefix: 'us-isof-', suffix: 'csp.hci.ic.gov', dualStack: 'api.aws.hci.ic.gov' },
  { prefix: 'eu-isoe-', suffix: 'cloud.adc-e.uk', dualStack: 'api.cloud-aws.adc-e.uk' },
  { prefix: '', suffix: 'amazonaws.com', dualStack: 'api.aws' },
];

/**
 * The endpoint of a service in a region, custom endpoints first, in the order of AWS's SDKs:
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 * Throws AditError for an address that cannot be used.
 */
export function serviceEndpoint(
  service: AwsService,
  region: string,
  env: NodeJS.ProcessEnv,
  settings: EndpointSettings,
): Endpoint {
  const ignored = env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS?.toLowerCase() === 'true';
  const configured = [
    env[`AWS_ENDPOINT_URL_${service.toUpperCase().replace('-', '_')}`],
    env.AWS_ENDPOINT_URL,
    settings.services?.[service],
    settings.profile,
  ].find(Boolean);
  if (configured && !ignored) return { url: parse(configured), custom: true };
  const dualStack = env.AWS_USE_DUALSTACK_ENDPOINT?.toLowerCase() === 'true';
  const fips = env.AWS_USE_FIPS_ENDPOINT?.toLowerCase() === 'true' ? '-fips' : '';
  const { suffix, dualStack: wide } = partitionOf(region);
  // https://docs.aws.amazon.com/bedrock/latest/userguide/inference-responses-api.html: mantle is dual-stack alone.
  const isWide = dualStack || service === 'bedrock-mantle';
  return { url: new URL(`https://${service}${fips}.${region}.${isWide ? wide : suffix}`), custom: false };
}

/** The domains that AWS's own hosts of a region are under. */
export function awsDomains(region: string): string[] {
  const { suffix, dualStack } = partitionOf(region);
  return [suffix, dualStack];
}

function partitionOf(region: string): (typeof PARTITIONS)[number] {
  const found = PARTITIONS.find(({ prefix }) => region.startsWith(prefix));
  if (!found) throw new AditError('api_error', `No AWS partition is known for region ${region}`);
  return found;
}

function parse(text: string): URL {
  if (!URL.canParse(text)) {
    throw new AditError('api_error', `The configured AWS endpoint is no address: ${text}`, { shouldRetry: false });
  }
  const url = new URL(text);
  url.pathname = url.pathname.replace(/\/+$/, '');
  return url;
}
