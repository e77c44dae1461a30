import { readSharedFiles } from '../aws/files/sections.ts';
import type { AwsIdentity } from '../aws/profiles.ts';
import type { SsoClients } from '../aws/sso/clients.ts';
import type { SignInMethod } from '../aws/sso/registration.ts';
import { sessionOf } from '../aws/sso/session.ts';
import { signIn } from '../aws/sso/sign-in.ts';
import { AditError, reason } from '../errors.ts';

/** A sign-in that Adit itself has begun. */
export type SignInRun =
  | { readonly state: 'idle' }
  /** The person is to open `url`, and to confirm `userCode` where there is one. */
  | {
      readonly state: 'running';
      readonly method: SignInMethod;
      readonly url?: string | undefined;
      readonly userCode?: string | undefined;
      readonly shortUrl?: string | undefined;
    }
  | { readonly state: 'done' }
  | { readonly state: 'failed'; readonly why: string };

export interface SignInsOptions {
  readonly identity: AwsIdentity;
  readonly env: NodeJS.ProcessEnv;
  readonly clients: SsoClients;
  /** Told of every change. */
  readonly onChange: (run: SignInRun) => void;
}

/** Signs the person in to the identity's Identity Center: one sign-in at a time. */
export class SignIns {
  readonly #options: SignInsOptions;
  #run: SignInRun = { state: 'idle' };
  #ending: AbortController | undefined;

  constructor(options: SignInsOptions) {
    this.#options = options;
  }

  get run(): SignInRun {
    return this.#run;
  }

  /**
   * Begins a sign-in, or takes the one that runs. Resolves once there is an address to open. Rejects with AditError where
   * the profile has no sign-in that Adit can begin, or AWS refuses.
   */
  async start(method: SignInMethod): Promise<SignInRun> {
    if (this.#run.state === 'running') return this.#run;
    const ending = new AbortController();
    this.#ending = ending;
    this.#set({ state: 'running', method });
    const { promise: opened, resolve, reject } = Promise.withResolvers<void>();
    this.#signIn(method, ending.signal, resolve).then(
      () => this.#end(ending, { state: 'done' }, resolve),
      (error: unknown) => {
        const isCancelled = ending.signal.aborted;
        const told = isCancelled ? wrong('The sign-in was cancelled.') : error;
        this.#end(ending, isCancelled ? { state: 'idle' } : { state: 'failed', why: reason(error) }, () =>
          reject(told),
        );
      },
    );
    await opened;
    return this.#run;
  }

  /** Ends the sign-in that runs; nothing happens where none does. */
  cancel(): void {
    this.#ending?.abort();
  }

  async #signIn(method: SignInMethod, signal: AbortSignal, onOpen: () => void): Promise<void> {
    const { identity, env, clients } = this.#options;
    const { sections } = await readSharedFiles(env);
    const session = identity.origin && sessionOf(identity.origin.profile, sections);
    if (!session) {
      throw wrong('The profile in use has no sign-in at IAM Identity Center.');
    }
    await signIn(session, {
      method,
      env,
      clients,
      signal,
      onStep: (step) => {
        if (step.kind !== 'open') return;
        const { kind: _, ...open } = step;
        this.#set({ state: 'running', method, ...open });
        onOpen();
      },
    });
  }

  #end(ending: AbortController, run: SignInRun, then: () => void): void {
    if (this.#ending === ending) this.#ending = undefined;
    this.#set(run);
    then();
  }

  #set(run: SignInRun): void {
    this.#run = run;
    this.#options.onChange(run);
  }
}

function wrong(message: string): AditError {
  return new AditError('invalid_request_error', message, { shouldRetry: false });
}
