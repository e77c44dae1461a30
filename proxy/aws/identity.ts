import type { AwsCredentialIdentity } from '@smithy/types';
import { AditError, reason } from '../errors.ts';
import { CredentialCache } from './credentials.ts';
import type { AwsIdentity } from './profiles.ts';
import type { Authorization } from './signer.ts';

/** Gives requests what they are allowed by. */
export interface Authorizer {
  /** Throws AditError (401) with the words of what to do where there is nothing. */
  authorize(): Promise<Authorization> | Authorization;
  /** New credentials after AWS refused these; undefined where there are no others. */
  replace(refused: Authorization): Promise<Authorization | undefined>;
  /** The error for a client whose request AWS refused for its credentials: why, and what to do. */
  explain(why: string): AditError;
}

/** The authorizer of an identity: its credentials are fetched through the AWS SDK, which is loaded when first needed. */
export function createAuthorizer(identity: AwsIdentity, env: NodeJS.ProcessEnv): Authorizer {
  if (identity.kind === 'bearer') {
    const bearer = { bearer: (env.AWS_BEARER_TOKEN_BEDROCK ?? '').trim() };
    return { authorize: () => bearer, replace: async () => undefined, explain: (why) => signInError(identity, why) };
  }
  const cache = new CredentialCache(() => fetchCredentials(identity.profile));
  const explained = (flight: Promise<AwsCredentialIdentity>) =>
    flight.catch((error: unknown) => {
      throw signInError(identity, reason(error), error);
    });
  return {
    authorize() {
      const credentials = cache.get();
      return credentials instanceof Promise ? explained(credentials) : credentials;
    },
    async replace(refused) {
      if ('bearer' in refused) return undefined;
      const fresh = await explained(cache.replace(refused));
      return isSame(fresh, refused) ? undefined : fresh;
    },
    explain: (why) => signInError(identity, why),
  };
}

/** An authorizer for fixed keys. */
export function fixedAuthorizer(credentials: AwsCredentialIdentity): Authorizer {
  return {
    authorize: () => credentials,
    replace: async () => undefined,
    explain: (why) => new AditError('authentication_error', why, { shouldRetry: false }),
  };
}

/** 401 with what to do. Clients are told not to try again by themselves: only a person can help. */
export function signInError(identity: AwsIdentity, why: string, cause?: unknown): AditError {
  return new AditError(
    'authentication_error',
    `${describe(identity)}: ${why.replace(/\.*$/, '.')} ${remedy(identity)}`,
    {
      shouldRetry: false,
      cause,
    },
  );
}

function describe({ kind, profile }: AwsIdentity): string {
  if (kind === 'profile') return `AWS profile "${profile}" gives no valid credentials`;
  return 'The AWS credentials are not valid';
}

function remedy({ kind, profile }: AwsIdentity): string {
  switch (kind) {
    case 'profile': {
      const named = profile === 'default' ? '' : ` --profile ${profile}`;
      return `Sign in again with "aws sso login${named}" (or renew the keys of the profile), then repeat the request.`;
    }
    case 'bearer':
      return 'Set AWS_BEARER_TOKEN_BEDROCK to a valid Bedrock API key and start Adit again.';
    case 'environment':
      return 'Start Adit again with valid AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or with --profile NAME.';
    default:
      return 'Start Adit with --profile NAME, or set up a profile with "aws configure sso".';
  }
}

/** A chain of its own for every fetch: the SDK keeps files and credentials of a chain, and Adit wants what is true now. */
async function fetchCredentials(profile: string | undefined): Promise<AwsCredentialIdentity> {
  const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
  return fromNodeProviderChain({ ...(profile === undefined ? {} : { profile }), ignoreCache: true })();
}

function isSame(a: AwsCredentialIdentity, b: AwsCredentialIdentity): boolean {
  return (
    a.accessKeyId === b.accessKeyId && a.secretAccessKey === b.secretAccessKey && a.sessionToken === b.sessionToken
  );
}
