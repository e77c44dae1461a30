import type { SSOClient } from '@aws-sdk/client-sso';
import type { SSOOIDCClient } from '@aws-sdk/client-sso-oidc';
import { AditError } from '../../errors.ts';
import { VERSION } from '../../version.ts';
import { createDoor, type Door } from '../door.ts';
import { awsDomains, customEndpoint, endpointSettings } from '../endpoint.ts';
import type { Sections } from '../files/sections.ts';
import { throughDoor } from '../request-handler.ts';

/** The clients of the AWS SDK that sign-ins need, one of each for a region. They are loaded when first needed. */
export interface SsoClients {
  oidc(region: string): Promise<SSOOIDCClient>;
  portal(region: string): Promise<SSOClient>;
  /** Where the page is on which a person allows access: scheme, host and port. */
  pageOrigin(region: string): Promise<string>;
}

/** Endpoints in place of AWS's own. */
export interface SsoEndpoints {
  readonly oidc?: URL | undefined;
  readonly portal?: URL | undefined;
}

/** The endpoints that the person named, by variable or for a profile. Throws AditError for an address that is none. */
export function namedEndpoints(env: NodeJS.ProcessEnv, sections: Sections, profileName: string): SsoEndpoints {
  const profile = Object.hasOwn(sections, profileName) ? sections[profileName] : undefined;
  const settings = endpointSettings(sections, profile ?? {});
  return { oidc: customEndpoint('sso-oidc', env, settings), portal: customEndpoint('sso', env, settings) };
}

/** The door out for sign-ins in these regions. Ended by `close()`. */
export function ssoDoor(
  regions: readonly string[],
  { oidc, portal }: SsoEndpoints,
  env: NodeJS.ProcessEnv,
  caBundle?: string,
): Door {
  const named = [oidc, portal].filter((url) => url !== undefined);
  return createDoor([...new Set(regions.flatMap(awsDomains))], named, env, caBundle);
}

/** Clients that send all requests through a door, to AWS's own endpoints or to the named ones. */
export function createSsoClients(door: Door, endpoints: SsoEndpoints = {}): SsoClients {
  const requestHandler = throughDoor(door);
  const settings = (region: string, endpoint: URL | undefined) => ({
    region: checked(region),
    requestHandler,
    customUserAgent: [['adit', VERSION] as [string, string]],
    ...(endpoint ? { endpoint: endpoint.href } : {}),
  });
  const oidc = once(async (region) => {
    const { SSOOIDCClient } = await import('@aws-sdk/client-sso-oidc');
    return new SSOOIDCClient(settings(region, endpoints.oidc));
  });
  return {
    oidc,
    portal: once(async (region) => {
      const { SSOClient } = await import('@aws-sdk/client-sso');
      return new SSOClient(settings(region, endpoints.portal));
    }),
    async pageOrigin(region) {
      if (endpoints.oidc) return endpoints.oidc.origin;
      const { config } = await oidc(region);
      const { url } = config.endpointProvider({
        Region: region,
        UseDualStack: await config.useDualstackEndpoint(),
        UseFIPS: await config.useFipsEndpoint(),
      });
      return url.origin;
    },
  };
}

function once<T>(create: (region: string) => Promise<T>): (region: string) => Promise<T> {
  const made = new Map<string, Promise<T>>();
  return (region) => {
    const found = made.get(region) ?? create(region);
    made.set(region, found);
    return found;
  };
}

/** The region becomes a part of a host's name. */
function checked(region: string): string {
  if (/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(region)) return region;
  const message = `"${region}" is not the name of an AWS region, such as eu-central-1: see sso_region.`;
  throw new AditError('invalid_request_error', message, { shouldRetry: false });
}
