import { createDoor, type Door } from '../aws/door.ts';
import { type AwsService, awsDomains, type Endpoint, SERVICES, serviceEndpoint } from '../aws/endpoint.ts';
import { type Authorizer, createAuthorizer } from '../aws/identity.ts';
import type { AwsIdentity } from '../aws/profiles.ts';
import { Signer } from '../aws/signer.ts';
import { VERSION } from '../version.ts';

/** What every request to AWS is sent with. */
export interface Upstream {
  /** A service's endpoint in a region; of bedrock-runtime where none is named. */
  endpoint(region: string, service?: AwsService): Endpoint;
  readonly door: Door;
  readonly signer: Signer;
  readonly authorizer: Authorizer;
  readonly silenceMs: number;
  readonly userAgent: string;
}

export interface UpstreamOptions {
  readonly identity: AwsIdentity;
  readonly env: NodeJS.ProcessEnv;
  /** Seconds of silence after which a request is given up. */
  readonly silenceSeconds: number;
  /** A simulated Bedrock inside the program, in place of AWS. */
  readonly demo?: { readonly url: string; readonly authorizer: Authorizer } | undefined;
}

/** The way to AWS of an identity. Its connections are ended by `door.close()`. Throws AditError for an unusable endpoint. */
export function openUpstream({ identity, env, silenceSeconds, demo }: UpstreamOptions): Upstream {
  const endpoint = createEndpoints(identity, env, demo?.url);
  const named = SERVICES.map((service) => endpoint(identity.region, service)).filter(({ custom }) => demo || custom);
  return {
    endpoint,
    door: createDoor(
      awsDomains(identity.region),
      named.map(({ url }) => url),
      env,
    ),
    signer: new Signer(),
    authorizer: demo?.authorizer ?? createAuthorizer(identity, env),
    silenceMs: silenceSeconds * 1000,
    userAgent: `adit/${VERSION}`,
  };
}

/** An endpoint's address with a path below its own. */
export function joinUrl(endpoint: URL, path: string): URL {
  const url = new URL(endpoint);
  url.pathname = `${endpoint.pathname.replace(/\/$/, '')}${path}`;
  return url;
}

/** Almost all requests go to the same few, so each is worked out once. */
function createEndpoints(identity: AwsIdentity, env: NodeJS.ProcessEnv, demo: string | undefined) {
  const known = new Map<string, Endpoint>();
  return (region: string, service: AwsService = 'bedrock-runtime') => {
    const name = `${service}.${region}`;
    const found = known.get(name);
    if (found) return found;
    const named = demo === undefined ? undefined : { url: new URL(demo), custom: false };
    const endpoint = named ?? serviceEndpoint(service, region, env, identity.endpoint);
    known.set(name, endpoint);
    return endpoint;
  };
}
