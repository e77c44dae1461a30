import type { AwsCredentialIdentity } from '@smithy/types';
import type { Sections } from '../files/sections.ts';
import type { RequestHandler } from '../request-handler.ts';
import type { SsoClients } from '../sso/clients.ts';

/** What credentials are fetched with. */
export interface SourceContext {
  readonly env: NodeJS.ProcessEnv;
  /** Sends what the AWS SDK asks for through the door. */
  readonly handler: RequestHandler;
  /** Clients of IAM Identity Center, through the same door. */
  readonly sso: SsoClients;
  /** The shared files as they are now. */
  readonly sections: Sections;
  /** Where STS is asked for a profile that has no region. */
  readonly region: string;
  /** The code that a person has told for this fetch, if they have. */
  readonly mfaCode?: string | undefined;
}

export type Credentials = AwsCredentialIdentity;

/** What containers and instances answer. */
export function readMetadataCredentials(text: string, where: string): Credentials {
  const answer = parse(text);
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Token, Expiration } = answer;
  if (typeof accessKeyId !== 'string' || typeof secretAccessKey !== 'string') {
    throw new Error(`${where} did not answer with credentials`);
  }
  const expiration = new Date(typeof Expiration === 'string' ? Expiration : Number.NaN);
  return {
    accessKeyId,
    secretAccessKey,
    ...(typeof Token === 'string' ? { sessionToken: Token } : {}),
    ...(Number.isNaN(expiration.getTime()) ? {} : { expiration }),
  };
}

function parse(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}
