import { readFileSync } from 'node:fs';
import { AditError } from '../errors.ts';
import { type EndpointSettings, endpointSettings } from './endpoint.ts';
import { kindOf, type ProfileKind, sourceChain } from './files/kinds.ts';
import { profileNames, readSharedFiles, type Section, type Sections } from './files/sections.ts';

/** Sources of credentials that can be chosen in place of a profile. */
export const OTHER_SOURCES = ['bearer', 'environment', 'web-identity', 'container', 'instance'] as const;
export type OtherSource = (typeof OTHER_SOURCES)[number];

/** Where credentials come from. */
export type CredentialKind = OtherSource | 'profile' | 'none';

/** Who this machine is to AWS, as far as flags, environment and files tell without asking AWS. */
export interface AwsIdentity {
  readonly kind: CredentialKind;
  /** The profile in use, where one is. */
  readonly profile: string | undefined;
  /** The profile whose keys or sign-in all comes from: this one, or the last that its role is assumed with. */
  readonly origin?: { readonly profile: string; readonly kind: ProfileKind } | undefined;
  readonly region: string;
  /** What named the region, for the person: `chosen` by flag or setting, `AWS_REGION`, `profile work`; `default` where nothing did. */
  readonly regionFrom: string;
  readonly endpoint: EndpointSettings;
  /** What the files say of the endpoints that credentials come from: of the profile, and of those its role is assumed with. */
  readonly sources: readonly EndpointSettings[];
  /** A file of certificates that are trusted besides Node's: AWS_CA_BUNDLE, or the profile's ca_bundle. */
  readonly caBundle?: string | undefined;
}

export interface IdentityWish {
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
  /** A source that is chosen in place of profiles; a profile that is wished for goes before it. */
  readonly credentials?: OtherSource | undefined;
}

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
  const { sections } = await readSharedFiles(env);
  const { kind, profile } = findSource(wish, env, sections);
  const settings = sections[profile ?? 'default'] ?? {};
  return {
    kind,
    profile,
    origin: kind === 'profile' && profile !== undefined ? originOf(profile, sections) : undefined,
    ...findRegion(wish.region, env, profile ?? 'default', settings),
    endpoint: endpointSettings(sections, settings),
    sources: sourcesOf(profile ?? 'default', sections),
    caBundle: env.AWS_CA_BUNDLE || settings.ca_bundle,
  };
}

/** The sources of credentials besides profiles that this machine has. */
export function otherSources(env: NodeJS.ProcessEnv): OtherSource[] {
  return OTHER_SOURCES.filter((source) => HAS[source](env));
}

const HAS: Readonly<Record<OtherSource, (env: NodeJS.ProcessEnv) => boolean>> = {
  bearer: (env) => !!env.AWS_BEARER_TOKEN_BEDROCK,
  environment: (env) => !!(env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY),
  'web-identity': (env) => !!(env.AWS_WEB_IDENTITY_TOKEN_FILE && env.AWS_ROLE_ARN),
  container: (env) => !!(env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI || env.AWS_CONTAINER_CREDENTIALS_FULL_URI),
  instance: isAmazonInstance,
};

/** Nobody to AWS, whatever credentials there are: for the demo, of which only the region is asked. */
export async function nobody({ region }: IdentityWish, env: NodeJS.ProcessEnv): Promise<AwsIdentity> {
  return { kind: 'none', profile: undefined, ...findRegion(region, env, 'default', {}), endpoint: {}, sources: [] };
}

function sourcesOf(profile: string, sections: Sections): EndpointSettings[] {
  const names = [profile, ...sourceChain(profile, sections)];
  return names.map((name) => endpointSettings(sections, sections[name] ?? {}));
}

function originOf(profile: string, sections: Sections): AwsIdentity['origin'] {
  const chain = sourceChain(profile, sections);
  const last = chain.at(-1) ?? profile;
  return { profile: last, kind: kindOf(sections[last], chain.length > 0) };
}

function findSource(
  wish: IdentityWish,
  env: NodeJS.ProcessEnv,
  sections: Sections,
): { kind: CredentialKind; profile: string | undefined } {
  const profiles = profileNames(sections).filter((name) => canGiveCredentials(sections[name]));
  const other = (kind: OtherSource) => ({ kind, profile: undefined });
  if (wish.profile) return { kind: 'profile', profile: existing(wish.profile, sections) };
  if (wish.credentials) return other(wish.credentials);
  if (HAS.bearer(env)) return { kind: 'bearer', profile: env.AWS_PROFILE };
  if (env.AWS_PROFILE) return { kind: 'profile', profile: existing(env.AWS_PROFILE, sections) };
  if (HAS.environment(env)) return other('environment');
  if (profiles.includes('default')) return { kind: 'profile', profile: 'default' };
  for (const kind of ['web-identity', 'container', 'instance'] as const) if (HAS[kind](env)) return other(kind);
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
  const others = names.length > 0 ? `There are: ${names.join(', ')}.` : 'There are none: "adit login" makes one.';
  throw new AditError('authentication_error', `No AWS profile is named "${profile}". ${others}`);
}

function findRegion(
  wished: string | undefined,
  env: NodeJS.ProcessEnv,
  profile: string,
  settings: Section,
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

function canGiveCredentials(settings: Section | undefined): boolean {
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
