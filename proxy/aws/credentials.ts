import type { AwsCredentialIdentity } from '@smithy/types';

/** Fetches credentials anew. Rejects where none can be had. */
export type CredentialSource = () => Promise<AwsCredentialIdentity>;

/** From here before they expire, credentials are refreshed in the background. As the AWS SDKs and Anthropic's do. */
const REFRESH_AHEAD_MS = 120_000;

/** From here before they expire, a request waits for new ones. */
const WAIT_AHEAD_MS = 30_000;

/** How long a fetch may take: a `credential_process` that hangs would hold all requests. */
const LIMIT_MS = 60_000;

/** Keeps credentials warm: a request waits only where there are none that will last, and never for more than one fetch. */
export class CredentialCache {
  readonly #source: CredentialSource;
  readonly #now: () => number;
  #current: AwsCredentialIdentity | undefined;
  #flight: Promise<AwsCredentialIdentity> | undefined;

  constructor(source: CredentialSource, now: () => number = Date.now) {
    this.#source = source;
    this.#now = now;
  }

  /** Credentials that last at least for the request. Rejects with the source's error where a fetch was needed. */
  get(): Promise<AwsCredentialIdentity> | AwsCredentialIdentity {
    const current = this.#current;
    if (!current) return this.#fetch();
    const left = current.expiration ? current.expiration.getTime() - this.#now() : Number.POSITIVE_INFINITY;
    if (left < WAIT_AHEAD_MS) return this.#fetch();
    // A background failure is not this request's: what there is still lasts.
    if (left < REFRESH_AHEAD_MS) this.#fetch().catch(() => {});
    return current;
  }

  /** Fetches anew after AWS refused these, unless somebody did so in the meantime. */
  async replace(refused: AwsCredentialIdentity): Promise<AwsCredentialIdentity> {
    if (this.#current && this.#current !== refused) return this.#current;
    return this.#fetch();
  }

  #fetch(): Promise<AwsCredentialIdentity> {
    this.#flight ??= inTime(this.#source())
      .then((credentials) => {
        this.#current = credentials;
        return credentials;
      })
      .finally(() => {
        this.#flight = undefined;
      });
    return this.#flight;
  }
}

function inTime<T>(fetch: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const late = () => reject(new Error(`the credentials did not come within ${LIMIT_MS / 1000} s`));
  const timer = setTimeout(late, LIMIT_MS).unref();
  return Promise.race([fetch, promise]).finally(() => clearTimeout(timer));
}
