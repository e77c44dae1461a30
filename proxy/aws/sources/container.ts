import { readFileSync } from 'node:fs';
import { isLoopbackHost } from '../door.ts';
import { askMetadata } from './metadata-request.ts';
import { type Credentials, readMetadataCredentials, type SourceContext } from './source.ts';

/** Hosts of ECS and EKS that are asked over plain http. */
const CONTAINER_HOSTS = new Set(['169.254.170.2', '169.254.170.23', '[fd00:ec2::23]']);

/**
 * Credentials of the container that this runs in: by AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or _FULL_URI, as
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html has it. The AWS SDK's own reader
 * opens connections of its own.
 */
export async function containerCredentials({ env, handler }: SourceContext): Promise<Credentials> {
  const url = containerAddress(env);
  if (!url) throw new Error('neither AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor _FULL_URI names an address');
  const token = authorizationToken(env);
  const text = await askMetadata(handler, { url, headers: token === undefined ? {} : { authorization: token } });
  return readMetadataCredentials(text, "the container's role");
}

/**
 * Where a container is given its credentials; undefined where no variable says so. Throws Error for an address that AWS's
 * SDKs do not take either: plain http is for loopback and for the hosts of ECS and EKS.
 */
export function containerAddress(env: NodeJS.ProcessEnv): URL | undefined {
  const { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: relative, AWS_CONTAINER_CREDENTIALS_FULL_URI: full } = env;
  if (relative) return new URL(`http://169.254.170.2${relative}`);
  if (!full) return undefined;
  const url = URL.canParse(full) ? new URL(full) : undefined;
  const isPlain = url?.protocol === 'http:' && (isLoopbackHost(url.hostname) || CONTAINER_HOSTS.has(url.hostname));
  if (url && (isPlain || url.protocol === 'https:')) return url;
  throw new Error('AWS_CONTAINER_CREDENTIALS_FULL_URI is neither https, nor an address of this machine, ECS or EKS');
}

function authorizationToken(env: NodeJS.ProcessEnv): string | undefined {
  const { AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file, AWS_CONTAINER_AUTHORIZATION_TOKEN: token } = env;
  const text = file ? readFileSync(file, 'utf8') : token;
  if (text?.includes('\r\n')) throw new Error("the container's authorization token has a line break");
  return text || undefined;
}
