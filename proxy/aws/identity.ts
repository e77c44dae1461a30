import type { AwsCredentialIdentity } from '@smithy/types';
import { AditError, reason } from '../errors.ts';
import { CredentialCache } from './credentials.ts';
import type { AwsIdentity } from './profiles.ts';
import type { SignInDesk } from './sign-in-desk.ts';
import { signInError } from './sign-in-error.ts';
import type { Authorization } from './signer.ts';
import { type FetchTools, fetchCredentials } from './sources/fetch.ts';
import { PersonNeeded } from './sources/person-needed.ts';
import { isPassing } from './sso/failure.ts';

/** Gives requests what they are allowed by. */
export interface Authorizer {
  /**
   * What a request is allowed by. Where only a person can help, a request that gives the signal of its client's leaving
   * waits for them. Throws AditError (401) with the words of what to do where there is nothing, or the signal's reason.
   */
  authorize(mayWait?: AbortSignal): Promise<Authorization> | Authorization;
  /** New credentials after AWS refused these, waiting as above; undefined where there are no others. */
  replace(refused: Authorization, mayWait?: AbortSignal): Promise<Authorization | undefined>;
  /** The error for a client whose request AWS refused for its credentials: why, and what to do. */
  explain(why: string): AditError;
}

export interface AuthorizerOptions extends FetchTools {
  /** Where requests wait for a person; without it none does. */
  readonly desk?: SignInDesk | undefined;
  /** A Bedrock API key that is kept, for where the environment has none. */
  readonly keptApiKey?: (() => string | undefined) | undefined;
}

/** The authorizer of an identity: its credentials are fetched by libraries that are loaded when first needed. */
export function createAuthorizer(identity: AwsIdentity, options: AuthorizerOptions): Authorizer {
  const explain = (why: string) => signInError(identity, why);
  if (identity.kind === 'bearer') return bearerAuthorizer(options, explain);
  const { desk } = options;
  const cache = new CredentialCache((mfaCode) => fetchCredentials(identity, options, mfaCode));
  desk?.attach((mfaCode) => cache.fetchAfter(mfaCode));

  const settled = async (flight: Promise<AwsCredentialIdentity>, mayWait: AbortSignal | undefined) => {
    const started = performance.now();
    try {
      return await flight.catch((error: unknown) => {
        if (!desk || !mayWait || desk.waitMs <= 0 || !(error instanceof PersonNeeded)) throw error;
        return desk.wait(error, mayWait);
      });
    } catch (error) {
      mayWait?.throwIfAborted();
      // What the door refuses, and what says that AWS cannot be asked, needs no sign-in.
      if (error instanceof AditError && PASSED_ON.has(error.type)) throw error;
      throw isPassing(error) ? unreachable(error) : signInError(identity, error, performance.now() - started);
    }
  };
  return {
    authorize(mayWait) {
      const credentials = cache.get();
      return credentials instanceof Promise ? settled(credentials, mayWait) : credentials;
    },
    async replace(refused, mayWait) {
      if ('bearer' in refused) return undefined;
      const fresh = await settled(cache.replace(refused), mayWait);
      return isSame(fresh, refused) ? undefined : fresh;
    },
    explain,
  };
}

const PASSED_ON = new Set(['permission_error', 'api_error']);

/** An authorizer for fixed keys. */
export function fixedAuthorizer(credentials: AwsCredentialIdentity): Authorizer {
  return {
    authorize: () => credentials,
    replace: async () => undefined,
    explain: (why) => new AditError('authentication_error', why, { shouldRetry: false }),
  };
}

/** A key of the environment stays what it is; one that is kept is read anew once it is refused. */
function bearerAuthorizer({ env, keptApiKey }: AuthorizerOptions, explain: Authorizer['explain']): Authorizer {
  const read = () => env.AWS_BEARER_TOKEN_BEDROCK?.trim() || keptApiKey?.();
  let key = read();
  return {
    authorize() {
      key ??= read();
      return key === undefined ? Promise.reject(explain('there is no Bedrock API key')) : { bearer: key };
    },
    async replace(refused) {
      key = read();
      return key === undefined || ('bearer' in refused && refused.bearer === key) ? undefined : { bearer: key };
    },
    explain,
  };
}

/** AWS could not be asked, or had a fault of its own: another try may succeed. */
function unreachable(error: unknown): AditError {
  const message = `AWS could not be asked for credentials: ${reason(error)}.`;
  return new AditError('api_error', message, { status: 502, cause: error });
}

function isSame(a: AwsCredentialIdentity, b: AwsCredentialIdentity): boolean {
  return (
    a.accessKeyId === b.accessKeyId && a.secretAccessKey === b.secretAccessKey && a.sessionToken === b.sessionToken
  );
}
