import { readSharedFiles } from '../files/sections.ts';
import type { AwsIdentity } from '../profiles.ts';
import type { RequestHandler } from '../request-handler.ts';
import type { SsoClients } from '../sso/clients.ts';
import { containerCredentials } from './container.ts';
import { instanceCredentials } from './instance.ts';
import { environmentCredentials, profileCredentials } from './resolve.ts';
import { assumeRoleWithToken } from './role.ts';
import type { Credentials, SourceContext } from './source.ts';

/** What fetching is done with as long as the program runs. */
export interface FetchTools {
  readonly env: NodeJS.ProcessEnv;
  readonly handler: RequestHandler;
  readonly sso: SsoClients;
}

/**
 * Fetches credentials of an identity anew: files are read as they are now. `mfaCode` is what a person has just told.
 * Rejects with PersonNeeded, or with an error that says why.
 */
export async function fetchCredentials(
  identity: AwsIdentity,
  { env, handler, sso }: FetchTools,
  mfaCode?: string,
): Promise<Credentials> {
  const { sections } = await readSharedFiles(env);
  const context: SourceContext = { env, handler, sso, sections, region: identity.region, mfaCode };
  switch (identity.kind) {
    case 'profile':
      return profileCredentials(identity.profile ?? 'default', context);
    case 'environment':
      return environmentCredentials();
    case 'web-identity': {
      const { AWS_WEB_IDENTITY_TOKEN_FILE: file = '', AWS_ROLE_ARN: role = '', AWS_ROLE_SESSION_NAME: session } = env;
      return assumeRoleWithToken(file, role, session, {}, context);
    }
    case 'container':
      return containerCredentials(context);
    case 'instance':
      return instanceCredentials(context);
    default:
      throw new Error('no AWS credentials were found');
  }
}
