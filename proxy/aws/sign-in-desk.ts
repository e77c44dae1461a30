import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AwsCredentialIdentity } from '@smithy/types';
import { AditError } from '../errors.ts';
import type { CredentialSource } from './credentials.ts';
import { PersonNeeded, type PersonTask } from './sources/person-needed.ts';
import { isPassing } from './sso/failure.ts';

/** What a person is asked to do. */
export interface Matter {
  readonly task: PersonTask;
  /** The profile that it is to be done for. */
  readonly profile: string;
  readonly why: string;
  readonly mfaSerial?: string | undefined;
  /** Since when requests wait for it, in ISO 8601. */
  readonly since: string;
  /** How many requests wait. */
  readonly waiting: number;
}

/** What listeners are told: once for each matter, however many requests wait. */
export type DeskEvent =
  | { readonly type: 'sign-in-needed'; readonly matter: Matter }
  /** The requests go on. */
  | { readonly type: 'sign-in-done'; readonly matter: Matter }
  /** Nobody waits any more: their time is over, or they have left. */
  | { readonly type: 'sign-in-unanswered'; readonly matter: Matter };

/** How often it is looked whether somebody has signed in meanwhile, in milliseconds. It costs a look at one file. */
const LOOK_MS = 250;

/** How long after a failure of the network credentials are asked for again, in milliseconds. */
const AGAIN_MS = 1000;

interface Waiter {
  resolve(credentials: AwsCredentialIdentity): void;
  reject(error: unknown): void;
}

interface OpenMatter {
  needed: PersonNeeded;
  /** Why the credentials could not be had the last time. */
  why: unknown;
  readonly since: string;
  readonly waiters: Set<Waiter>;
  /** State of the files that change when somebody signs in, when credentials were last asked for; undefined at first. */
  seen: string | undefined;
  /** Ends the watch. */
  readonly closed: AbortController;
}

/**
 * Where requests wait for a person to sign in. There is one matter at a time, for all requests together; it is over when
 * credentials can be had again: after a sign-in through Adit, or by another program, whose new token is seen on disk.
 */
export class SignInDesk {
  /** How long a request waits, in milliseconds; 0 for not at all. */
  waitMs: number;
  readonly #files: readonly string[];
  readonly #listeners = new Set<(event: DeskEvent) => void>();
  #fetch: CredentialSource = () => Promise.reject(new Error('the desk has no source'));
  #open: OpenMatter | undefined;

  /** `files`: the shared files, which may come to lead to other credentials. */
  constructor(waitMs: number, files: readonly string[] = []) {
    this.waitMs = waitMs;
    this.#files = files;
  }

  /** Takes what credentials are fetched anew with. */
  attach(fetch: CredentialSource): void {
    this.#fetch = fetch;
  }

  /** The matter that requests wait for, if there is one. */
  get matter(): Matter | undefined {
    return this.#open && told(this.#open);
  }

  /** Tells of events, until the function that is given back is called. */
  listen(listener: (event: DeskEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /**
   * Waits until the credentials can be had that could not be for lack of a person. Rejects with PersonNeeded, or a failure
   * of the network, where the time is over; with another error as soon as they cannot be had for another reason; and with
   * the signal's reason.
   */
  wait(needed: PersonNeeded, signal: AbortSignal): Promise<AwsCredentialIdentity> {
    if (signal.aborted) return Promise.reject(signal.reason);
    const { promise, resolve, reject } = Promise.withResolvers<AwsCredentialIdentity>();
    const matter = this.#open ?? this.#start(needed);
    const waiter = { resolve, reject };
    matter.waiters.add(waiter);
    if (matter.waiters.size === 1) this.#tell('sign-in-needed', matter);
    const timer = setTimeout(() => reject(matter.why), this.waitMs);
    const leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    return promise.finally(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', leave);
      this.#leave(matter, waiter);
    });
  }

  /** Asks for the credentials now, since somebody has signed in. Never rejects: whoever waits is told. */
  async tryNow(): Promise<void> {
    const matter = this.#open;
    if (matter) await this.#try(matter);
  }

  /** Takes the code of an MFA device. Rejects with the reason where the credentials cannot be had with it. */
  async giveMfaCode(code: string): Promise<void> {
    const matter = this.#open;
    try {
      const credentials = await this.#fetch(code);
      if (matter) this.#settle(matter, credentials);
    } catch (error) {
      if (matter && error instanceof PersonNeeded) this.#change(matter, error);
      throw error;
    }
  }

  #start(needed: PersonNeeded): OpenMatter {
    const matter: OpenMatter = {
      needed,
      why: needed,
      since: new Date().toISOString(),
      waiters: new Set(),
      seen: undefined,
      closed: new AbortController(),
    };
    this.#open = matter;
    void this.#watch(matter);
    return matter;
  }

  async #watch(matter: OpenMatter): Promise<void> {
    const { signal } = matter.closed;
    while (await sleep(LOOK_MS, true, { signal, ref: false }).catch(() => false)) {
      if (this.#stateOf(matter) !== matter.seen) await this.#try(matter);
    }
  }

  async #try(matter: OpenMatter): Promise<void> {
    const { signal } = matter.closed;
    for (;;) {
      matter.seen = this.#stateOf(matter);
      try {
        this.#settle(matter, await this.#fetch());
        return;
      } catch (error) {
        if (error instanceof PersonNeeded) {
          this.#change(matter, error);
          return;
        }
        matter.why = error;
        if (!mayPass(error)) {
          for (const waiter of matter.waiters) waiter.reject(error);
          return;
        }
      }
      if (!(await sleep(AGAIN_MS, true, { signal, ref: false }).catch(() => false))) return;
    }
  }

  /** After a sign-in, the code of an MFA device may be what is needed next. */
  #change(matter: OpenMatter, needed: PersonNeeded): void {
    const isOther = needed.task !== matter.needed.task || needed.profile !== matter.needed.profile;
    matter.needed = needed;
    matter.why = needed;
    if (!isOther) return;
    matter.seen = undefined;
    if (this.#open === matter) this.#tell('sign-in-needed', matter);
  }

  #settle(matter: OpenMatter, credentials: AwsCredentialIdentity): void {
    if (this.#open !== matter) return;
    this.#close(matter, 'sign-in-done');
    for (const waiter of matter.waiters) waiter.resolve(credentials);
  }

  #leave(matter: OpenMatter, waiter: Waiter): void {
    const isLast = matter.waiters.delete(waiter) && matter.waiters.size === 0;
    if (isLast && this.#open === matter) this.#close(matter, 'sign-in-unanswered');
  }

  #close(matter: OpenMatter, type: DeskEvent['type']): void {
    this.#open = undefined;
    matter.closed.abort();
    this.#tell(type, matter);
  }

  /** What tells one state of the files from the next; they are looked at, not read. */
  #stateOf({ needed }: OpenMatter): string {
    return [needed.file, ...this.#files].map(stampOf).join();
  }

  #tell(type: DeskEvent['type'], matter: OpenMatter): void {
    const event = { type, matter: told(matter) };
    for (const listener of this.#listeners) listener(event);
  }
}

function told({ needed, since, waiters }: OpenMatter): Matter {
  const { task, profile, message: why, mfaSerial } = needed;
  return { task, profile, why, mfaSerial, since, waiting: waiters.size };
}

/** Whether AWS could not be asked, for a reason that may be gone soon. */
function mayPass(error: unknown): boolean {
  return isPassing(error) || (error instanceof AditError && error.type === 'api_error');
}

function stampOf(file: string | undefined): string {
  const stat = file === undefined ? undefined : statSync(file, { throwIfNoEntry: false });
  return stat ? `${stat.ino} ${stat.mtimeMs} ${stat.size}` : '';
}
