import { readFileSync } from 'node:fs';
import { loadSharedConfigFiles } from '@smithy/core/config';
import { AditError } from '../errors.ts';
import { type EndpointSettings, SERVICES } from './endpoint.ts';

/** Where credentials come from. */
export type CredentialKind = 'bearer' | 'environment' | 'profile' | 'web-identity' | 'container' | 'instance' | 'none';

/** Who this machine is to AWS, as far as flags, environment and files tell without asking AWS. */
export interface AwsIdentity {
  readonly kind: CredentialKind;
  /** The profile in use, where one is. */
  readonly profile: string | undefined;
  readonly region: string;
  /** What named the region, for the person: `chosen` by flag or setting, `AWS_REGION`, `profile work`; `default` where nothing did. */
  readonly regionFrom: string;
  readonly endpoint: EndpointSettings;
}

export interface IdentityWish {
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
}

type Sections = Readonly<Record<string, Readonly<Record<string, string | undefined>>>>;

/** Settings of a profile any of which can lead to credentials: https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html */
const CREDENTIAL_SETTINGS = [
  'aws_access_key_id',
  'sso_session',
  'sso_start_url',
  'role_arn',
  'credential_process',
  'web_identity_token_file',
  'login_session',
];

/** Used where nothing names a region, as AWS's and Anthropic's Bedrock clients do. */
const FALLBACK_REGION = 'us-east-1';

/**
 * Finds who this machine is to AWS. Reads the shared files anew at every call.
 * Throws AditError where a named profile is not there, or several are and none is chosen.
 */
export async function findIdentity(wish: IdentityWish, env: NodeJS.ProcessEnv): Promise<AwsIdentity> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
  const sections = merge(configFile, credentialsFile);
  const { kind, profile } = findSource(wish.profile, env, sections);
  const settings = sections[profile ?? 'default'] ?? {};
  return {
    kind,
    profile,
    ...findRegion(wish.region, env, profile ?? 'default', settings),
    endpoint: endpointOf(sections, settings),
  };
}

/** Nobody to AWS, whatever credentials there are: for the demo, of which only the region is asked. */
export async function nobody({ region }: IdentityWish, env: NodeJS.ProcessEnv): Promise<AwsIdentity> {
  return { kind: 'none', profile: undefined, ...findRegion(region, env, 'default', {}), endpoint: {} };
}

function findSource(
  wished: string | undefined,
  env: NodeJS.ProcessEnv,
  sections: Sections,
): { kind: CredentialKind; profile: string | undefined } {
  const profiles = profileNames(sections).filter((name) => canGiveCredentials(sections[name]));
  if (wished) return { kind: 'profile', profile: existing(wished, sections) };
  if (env.AWS_BEARER_TOKEN_BEDROCK) return { kind: 'bearer', profile: env.AWS_PROFILE };
  if (env.AWS_PROFILE) return { kind: 'profile', profile: existing(env.AWS_PROFILE, sections) };
  if (env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY) return { kind: 'environment', profile: undefined };
  if (profiles.includes('default')) return { kind: 'profile', profile: 'default' };
  if (env.AWS_WEB_IDENTITY_TOKEN_FILE && env.AWS_ROLE_ARN) return { kind: 'web-identity', profile: undefined };
  if (env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI || env.AWS_CONTAINER_CREDENTIALS_FULL_URI) {
    return { kind: 'container', profile: undefined };
  }
  if (isAmazonInstance(env)) return { kind: 'instance', profile: undefined };
  const [only, ...others] = profiles;
  if (only === undefined) return { kind: 'none', profile: undefined };
  if (others.length === 0) return { kind: 'profile', profile: only };
  throw new AditError(
    'authentication_error',
    `Several AWS profiles are set up and none is chosen: ${profiles.join(', ')}. Choose one with --profile NAME.`,
  );
}

function existing(profile: string, sections: Sections): string {
  const names = profileNames(sections);
  if (names.includes(profile)) return profile;
  const others =
    names.length > 0 ? `There are: ${names.join(', ')}.` : 'There are none: "aws configure sso" makes one.';
  throw new AditError('authentication_error', `No AWS profile is named "${profile}". ${others}`);
}

function findRegion(
  wished: string | undefined,
  env: NodeJS.ProcessEnv,
  profile: string,
  settings: Sections[string],
): { region: string; regionFrom: string } {
  const candidates: [string | undefined, string][] = [
    [wished, 'chosen'],
    [env.AWS_REGION, 'AWS_REGION'],
    [env.AWS_DEFAULT_REGION, 'AWS_DEFAULT_REGION'],
    [settings.region, `profile ${profile}`],
  ];
  const [region, regionFrom] = candidates.find(([value]) => value) ?? [];
  if (!region) return { region: FALLBACK_REGION, regionFrom: 'default' };
  if (!/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(region)) {
    throw new AditError('invalid_request_error', `"${region}" is not the name of an AWS region, such as eu-central-1.`);
  }
  return { region, regionFrom: regionFrom ?? 'chosen' };
}

function endpointOf(sections: Sections, settings: Sections[string]): EndpointSettings {
  const named = settings.services ? sections[`services.${settings.services}`] : undefined;
  const services = Object.fromEntries(
    SERVICES.map((service) => [service, named?.[`${service.replace('-', '_')}.endpoint_url`]]),
  );
  return { services, profile: settings.endpoint_url };
}

/** The sections of both files as one. */
function merge(config: Sections, credentials: Sections): Sections {
  const merged: Record<string, Record<string, string | undefined>> = {};
  for (const file of [config, credentials]) {
    for (const [name, settings] of Object.entries(file)) merged[name] = { ...merged[name], ...settings };
  }
  return merged;
}

/** Names of the sections that are profiles: https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html */
function profileNames(sections: Sections): string[] {
  return Object.keys(sections).filter((name) => !/^(?:sso-session|services)\./.test(name));
}

function canGiveCredentials(settings: Sections[string] | undefined): boolean {
  return CREDENTIAL_SETTINGS.some((name) => settings?.[name]);
}

/**
 * Whether this machine is one of EC2's, which has credentials at a link-local address: told by what the firmware says,
 * so that nobody else's start waits for an address that does not answer.
 */
function isAmazonInstance(env: NodeJS.ProcessEnv): boolean {
  if (env.AWS_EC2_METADATA_DISABLED?.toLowerCase() === 'true') return false;
  if (env.AWS_EC2_METADATA_SERVICE_ENDPOINT) return true;
  try {
    return readFileSync('/sys/class/dmi/id/sys_vendor', 'utf8').startsWith('Amazon EC2');
  } catch {
    return false;
  }
}
