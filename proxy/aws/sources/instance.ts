import type { Section } from '../files/sections.ts';
import type { RequestHandler } from '../request-handler.ts';
import { askMetadata, MetadataError } from './metadata-request.ts';
import { type Credentials, readMetadataCredentials, type SourceContext } from './source.ts';

const ROLE_PATH = '/latest/meta-data/iam/security-credentials/';

/** Statuses by which a service without sessions (IMDSv1) says so. */
const NO_SESSIONS = new Set([403, 404, 405]);

/**
 * Credentials of the EC2 instance that this runs on, through a session of its metadata service (IMDSv2), and without one
 * where the service has none and that is not forbidden: https://docs.aws.amazon.com/sdkref/latest/guide/feature-imds-credentials.html
 * The AWS SDK's own reader opens connections of its own.
 */
export async function instanceCredentials({ env, handler, sections }: SourceContext): Promise<Credentials> {
  if (env.AWS_EC2_METADATA_DISABLED?.toLowerCase() === 'true') {
    throw new Error('AWS_EC2_METADATA_DISABLED says that the instance is not to be asked');
  }
  const settings = sections[env.AWS_PROFILE ?? 'default'] ?? {};
  const endpoint = instanceAddress(env, settings);
  const headers = await sessionHeaders(handler, endpoint, env, settings);
  const ask = (path: string) => askMetadata(handler, { url: new URL(path, endpoint), headers });
  const role = (await ask(ROLE_PATH)).trim();
  const credentials = readMetadataCredentials(await ask(ROLE_PATH + role), "the instance's role");
  return unlessStale(credentials);
}

/** Where the metadata service is: the person's own address, or the one of IPv4 or IPv6. Throws where it is no address. */
export function instanceAddress(env: NodeJS.ProcessEnv, settings: Section): URL {
  const named = env.AWS_EC2_METADATA_SERVICE_ENDPOINT || settings.ec2_metadata_service_endpoint;
  const mode = env.AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE || settings.ec2_metadata_service_endpoint_mode;
  return new URL(named || (mode?.toLowerCase() === 'ipv6' ? 'http://[fd00:ec2::254]' : 'http://169.254.169.254'));
}

async function sessionHeaders(
  handler: RequestHandler,
  endpoint: URL,
  env: NodeJS.ProcessEnv,
  settings: Section,
): Promise<Record<string, string>> {
  const url = new URL('/latest/api/token', endpoint);
  try {
    const headers = { 'x-aws-ec2-metadata-token-ttl-seconds': '21600' };
    return { 'x-aws-ec2-metadata-token': await askMetadata(handler, { method: 'PUT', url, headers }) };
  } catch (error) {
    const isForbidden = env.AWS_EC2_METADATA_V1_DISABLED || settings.ec2_metadata_v1_disabled || 'false';
    const lacksSessions = error instanceof MetadataError && NO_SESSIONS.has(error.status);
    if (lacksSessions && isForbidden.toLowerCase() === 'false') return {};
    throw error;
  }
}

/**
 * The service may go on giving credentials that have expired, and AWS takes them meanwhile:
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-static-credentials.html. They are asked for again soon.
 */
function unlessStale(credentials: Credentials): Credentials {
  const { expiration } = credentials;
  if (!expiration || expiration.getTime() > Date.now()) return credentials;
  return { ...credentials, expiration: new Date(Date.now() + 300_000) };
}
