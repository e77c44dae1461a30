import type { Endpoint } from '../aws/endpoint.ts';
import type { AwsIdentity } from '../aws/profiles.ts';
import type { Matter } from '../aws/sign-in-desk.ts';
import { type SignInState, signInState } from '../aws/sign-in-state.ts';
import { VERSION } from '../version.ts';
import type { SignInRun } from './sign-ins.ts';

/** How things are. Nothing in it is secret. */
export interface Status {
  readonly version: string;
  /** Where clients ask. */
  readonly url: string;
  readonly demo: boolean;
  /** Where credentials come from. */
  readonly credentials: AwsIdentity['kind'];
  readonly profile: string | null;
  readonly region: string;
  readonly regionFrom: string;
  /** Where prompts go; `custom`: to an address that the person named, and not AWS's own. */
  readonly endpoint: { readonly url: string; readonly custom: boolean };
  readonly signIn: SignInState;
  /** What requests wait for. */
  readonly matter: Matter | null;
  /** The sign-in that Adit has begun. */
  readonly run: SignInRun;
}

/** What does not change as long as the program runs. */
export interface Facts {
  readonly identity: AwsIdentity;
  readonly env: NodeJS.ProcessEnv;
  readonly endpoint: Endpoint;
  readonly demo: boolean;
}

/** The status as it is now. Reads files alone; nobody is asked. */
export async function statusOf(
  { identity, env, endpoint, demo }: Facts,
  now: { url: string; matter: Matter | undefined; run: SignInRun },
): Promise<Status> {
  const { kind, profile, region, regionFrom } = identity;
  const needsSignIn = kind === 'profile' && profile !== undefined;
  return {
    version: VERSION,
    url: now.url,
    demo,
    credentials: kind,
    profile: profile ?? null,
    region,
    regionFrom,
    endpoint: { url: endpoint.url.href, custom: endpoint.custom },
    signIn: needsSignIn ? await signInState(profile, env) : { state: 'none' },
    matter: now.matter ?? null,
    run: now.run,
  };
}
