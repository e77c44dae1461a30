import { createDoor, type Door } from '../aws/door.ts';
import {
  type AwsService,
  awsDomains,
  CREDENTIAL_SERVICES,
  customEndpoint,
  type Endpoint,
  SERVICES,
  serviceEndpoint,
} from '../aws/endpoint.ts';
import { type Authorizer, createAuthorizer } from '../aws/identity.ts';
import type { AwsIdentity } from '../aws/profiles.ts';
import { throughDoor } from '../aws/request-handler.ts';
import type { SignInDesk } from '../aws/sign-in-desk.ts';
import { Signer } from '../aws/signer.ts';
import { metadataAddresses } from '../aws/sources/addresses.ts';
import { createSsoClients, type SsoClients } from '../aws/sso/clients.ts';
import { VERSION } from '../version.ts';

/** What every request to AWS is sent with. */
export interface Upstream {
  /** A service's endpoint in a region; of bedrock-runtime where none is named. */
  endpoint(region: string, service?: AwsService): Endpoint;
  readonly door: Door;
  readonly signer: Signer;
  readonly authorizer: Authorizer;
  /** Clients of IAM Identity Center, through the same door. */
  readonly sso: SsoClients;
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
  /** Where requests wait for a person who has to sign in; without it none does. */
  readonly desk?: SignInDesk | undefined;
  /** A Bedrock API key that is kept, for where the environment has none. */
  readonly keptApiKey?: (() => string | undefined) | undefined;
}

/** The way to AWS of an identity. Its connections are ended by `door.close()`. Throws AditError for an unusable endpoint. */
export function openUpstream(options: UpstreamOptions): Upstream {
  const { identity, env, silenceSeconds, demo } = options;
  const endpoint = createEndpoints(identity, env, demo?.url);
  const door = createDoor(
    awsDomains(identity.region),
    namedAddresses(identity, env, endpoint, !!demo),
    env,
    identity.caBundle,
  );
  const origin = identity.sources.at(-1) ?? {};
  const [portal, oidc] = (['sso', 'sso-oidc'] as const).map((name) => customEndpoint(name, env, origin));
  const sso = createSsoClients(door, { portal, oidc });
  return {
    endpoint,
    door,
    signer: new Signer(),
    authorizer: demo?.authorizer ?? createAuthorizer(identity, { ...options, handler: throughDoor(door), sso }),
    sso,
    silenceMs: silenceSeconds * 1000,
    userAgent: `adit/${VERSION}`,
  };
}

/** The addresses besides AWS's own that the person named, and where a container or an instance is given credentials. */
function namedAddresses(
  identity: AwsIdentity,
  env: NodeJS.ProcessEnv,
  endpoint: Upstream['endpoint'],
  isDemo: boolean,
): URL[] {
  const services = SERVICES.map((service) => endpoint(identity.region, service)).filter(
    ({ custom }) => isDemo || custom,
  );
  const others = identity.sources.flatMap((source) =>
    CREDENTIAL_SERVICES.map((service) => customEndpoint(service, env, source)),
  );
  return [...services.map(({ url }) => url), ...others.filter((url) => url !== undefined), ...metadataAddresses(env)];
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
