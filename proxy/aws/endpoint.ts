import { AditError } from '../errors.ts';
import { isLoopbackHost } from './door.ts';
import type { Section, Sections } from './files/sections.ts';

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

/** Services that credentials come from; the AWS SDK asks them. */
export const CREDENTIAL_SERVICES = ['sts', 'sso', 'sso-oidc', 'signin'] as const;
export type CredentialService = (typeof CREDENTIAL_SERVICES)[number];

/** What a profile says of endpoints; the environment goes before it. */
export interface EndpointSettings {
  /** `endpoint_url` of services in the profile's `services` section. */
  readonly services?: Partial<Record<AwsService | CredentialService, string | undefined>>;
  /** `endpoint_url` of the profile. */
  readonly profile?: string | undefined;
  /** `ignore_configured_endpoint_urls`, `use_fips_endpoint` and `use_dualstack_endpoint`. */
  readonly ignored?: boolean;
  readonly fips?: boolean;
  readonly dualStack?: boolean;
}

/** What the files say of the endpoints of a profile with these settings. */
export function endpointSettings(sections: Sections, settings: Section): EndpointSettings {
  const named = settings.services ? sections[`services.${settings.services}`] : undefined;
  const services = [...SERVICES, ...CREDENTIAL_SERVICES].map((service) => [
    service,
    named?.[`${service.replaceAll('-', '_')}.endpoint_url`],
  ]);
  return {
    services: Object.fromEntries(services),
    profile: settings.endpoint_url,
    ignored: isTrue(settings.ignore_configured_endpoint_urls),
    fips: isTrue(settings.use_fips_endpoint),
    dualStack: isTrue(settings.use_dualstack_endpoint),
  };
}

/**
 * Domains of AWS's hosts by region prefix, as the endpoint rules of AWS's SDKs have them; the last row is for all others.
 * `signIn` is where `aws login` renews its credentials (those of the client signin in @aws-sdk/nested-clients).
 */
const PARTITIONS: readonly { prefix: string; suffix: string; dualStack: string; signIn: readonly string[] }[] = [
  {
    prefix: 'cn-',
    suffix: 'amazonaws.com.cn',
    dualStack: 'api.amazonwebservices.com.cn',
    signIn: ['signin.amazonaws.cn'],
  },
  {
    prefix: 'eusc-',
    suffix: 'amazonaws.eu',
    dualStack: 'api.amazonwebservices.eu',
    signIn: ['signin.amazonaws-eusc.eu'],
  },
  { prefix: 'us-gov-', suffix: 'amazonaws.com', dualStack: 'api.aws', signIn: ['amazonaws-us-gov.com'] },
  { prefix: 'us-iso-', suffix: 'c2s.ic.gov', dualStack: 'api.aws.ic.gov', signIn: ['signin.c2shome.ic.gov'] },
  { prefix: 'us-isob-', suffix: 'sc2s.sgov.gov', dualStack: 'api.aws.scloud', signIn: ['signin.sc2shome.sgov.gov'] },
  {
    prefix: 'us-isof-',
    suffix: 'csp.hci.ic.gov',
    dualStack: 'api.aws.hci.ic.gov',
    signIn: ['signin.csphome.hci.ic.gov'],
  },
  {
    prefix: 'eu-isoe-',
    suffix: 'cloud.adc-e.uk',
    dualStack: 'api.cloud-aws.adc-e.uk',
    signIn: ['signin.csphome.adc-e.uk'],
  },
  {
    prefix: '',
    suffix: 'amazonaws.com',
    dualStack: 'api.aws',
    signIn: ['signin.aws.amazon.com', 'oauth.signin.aws'],
  },
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
  const custom = customEndpoint(service, env, settings);
  if (custom) return { url: custom, custom: true };
  const dualStack = isOn(env.AWS_USE_DUALSTACK_ENDPOINT, settings.dualStack);
  const fips = isOn(env.AWS_USE_FIPS_ENDPOINT, settings.fips) ? '-fips' : '';
  const { suffix, dualStack: wide } = partitionOf(region);
  // https://docs.aws.amazon.com/bedrock/latest/userguide/inference-responses-api.html: mantle is dual-stack alone.
  const isWide = dualStack || service === 'bedrock-mantle';
  return { url: new URL(`https://${service}${fips}.${region}.${isWide ? wide : suffix}`), custom: false };
}

/**
 * Refuses an endpoint that is Adit's own listener: requests would go round and round. It happens where the variables that
 * point tools at Adit stand in the shell that starts it. Throws AditError (400).
 */
export function refuseOwnAddress({ url }: Endpoint, port: number): void {
  const named = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  if (named !== port || !isLoopbackHost(url.hostname)) return;
  throw new AditError(
    'invalid_request_error',
    `The endpoint ${url.origin} is Adit's own address: requests would never leave it. Unset AWS_ENDPOINT_URL_BEDROCK_RUNTIME ` +
      'and AWS_ENDPOINT_URL where Adit is started, or take endpoint_url out of the profile.',
    { shouldRetry: false },
  );
}

/** The address that the person named for a service, if they did. Throws AditError for one that cannot be used. */
export function customEndpoint(
  service: AwsService | CredentialService,
  env: NodeJS.ProcessEnv,
  settings: EndpointSettings,
): URL | undefined {
  if (isOn(env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS, settings.ignored)) return undefined;
  const configured = [
    env[`AWS_ENDPOINT_URL_${service.toUpperCase().replaceAll('-', '_')}`],
    env.AWS_ENDPOINT_URL,
    settings.services?.[service],
    settings.profile,
  ].find(Boolean);
  return configured ? parse(configured) : undefined;
}

/** The domains that AWS's own hosts of a region are under. */
export function awsDomains(region: string): string[] {
  const { suffix, dualStack, signIn } = partitionOf(region);
  return [suffix, dualStack, ...signIn];
}

function partitionOf(region: string): (typeof PARTITIONS)[number] {
  const found = PARTITIONS.find(({ prefix }) => region.startsWith(prefix));
  if (!found) throw new AditError('api_error', `No AWS partition is known for region ${region}`);
  return found;
}

function isOn(variable: string | undefined, setting: boolean | undefined): boolean {
  return variable ? isTrue(variable) : setting === true;
}

function isTrue(text: string | undefined): boolean {
  return text?.toLowerCase() === 'true';
}

function parse(text: string): URL {
  if (!URL.canParse(text)) {
    throw new AditError('api_error', `The configured AWS endpoint is no address: ${text}`, { shouldRetry: false });
  }
  const url = new URL(text);
  url.pathname = url.pathname.replace(/\/+$/, '');
  return url;
}
