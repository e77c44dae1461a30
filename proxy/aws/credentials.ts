import type { AwsCredentialIdentity } from '@smithy/types';

/** Fetches credentials anew, with a code of an MFA device where a person has just told one. Rejects where none can be had. */
export type CredentialSource = (mfaCode?: string) => Promise<AwsCredentialIdentity>;

/** From here before they expire, credentials are refreshed in the background. As the AWS SDKs and Anthropic's do. */
export const REFRESH_AHEAD_MS = 120_000;

/** From here before they expire, a request waits for new ones. */
export const WAIT_AHEAD_MS = 30_000;

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
    if (!current) return this.fetch();
    const left = current.expiration ? current.expiration.getTime() - this.#now() : Number.POSITIVE_INFINITY;
    if (left < WAIT_AHEAD_MS) return this.fetch().catch((error: unknown) => this.#lastOf(current, error));
    // A background failure is not this request's: what there is still lasts.
    if (left < REFRESH_AHEAD_MS) this.fetch().catch(() => {});
    return current;
  }

  /** Fetches anew after AWS refused these, unless somebody did so in the meantime. */
  async replace(refused: AwsCredentialIdentity): Promise<AwsCredentialIdentity> {
    if (this.#current && this.#current !== refused) return this.#current;
    return this.fetch();
  }

  /** Fetches anew, or waits for the fetch that is under way. */
  fetch(): Promise<AwsCredentialIdentity> {
    this.#flight ??= this.#take().finally(() => {
      this.#flight = undefined;
    });
    return this.#flight;
  }

  /** Fetches anew after a person has done something, which a fetch that is under way may not have seen yet. */
  async fetchAfter(mfaCode?: string): Promise<AwsCredentialIdentity> {
    await this.#flight?.catch(() => {});
    return mfaCode === undefined ? this.fetch() : this.#take(mfaCode);
  }

  /** What there is, as long as it lasts. */
  #lastOf(current: AwsCredentialIdentity, error: unknown): AwsCredentialIdentity {
    if (current.expiration && current.expiration.getTime() > this.#now()) return current;
    throw error;
  }

  async #take(mfaCode?: string): Promise<AwsCredentialIdentity> {
    const credentials = await inTime(this.#source(mfaCode));
    this.#current = credentials;
    return credentials;
  }
}

function inTime<T>(fetch: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const late = () => reject(new Error(`the credentials did not come within ${LIMIT_MS / 1000} s`));
  const timer = setTimeout(late, LIMIT_MS).unref();
  return Promise.race([fetch, promise]).finally(() => clearTimeout(timer));
}
