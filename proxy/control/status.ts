import type { Endpoint } from '../aws/endpoint.ts';
import type { AwsIdentity } from '../aws/profiles.ts';
import type { Matter } from '../aws/sign-in-desk.ts';
import { type SignInState, signInState } from '../aws/sign-in-state.ts';
import { VERSION } from '../version.ts';
import type { Glanced } from './glance.ts';
import type { SignInRun } from './sign-ins.ts';

/** How things are. Nothing in it is secret. */
export interface Status extends Glanced {
  readonly version: string;
  /** Where clients ask. */
  readonly url: string;
  readonly demo: boolean;
  /** Whether requests are passed on; off, clients are told how to switch it on. */
  readonly on: boolean;
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
  /** Whether there are screens to show under /console. */
  readonly screens: boolean;
  /** Where keys are kept, and why not in the keychain where that is wished for. */
  readonly secrets: { readonly place: 'keychain' | 'file'; readonly problem: string | null };
}

/** What is as it is at this moment. */
export interface Now extends Glanced {
  readonly url: string;
  readonly on: boolean;
  readonly matter: Matter | undefined;
  readonly run: SignInRun;
  readonly screens: boolean;
  readonly secrets: Status['secrets'];
}

/** Who asks, and where; it changes with the settings alone. */
export interface Facts {
  readonly identity: AwsIdentity;
  readonly env: NodeJS.ProcessEnv;
  readonly endpoint: Endpoint;
  readonly demo: boolean;
}

/** The status as it is now. Reads files alone; nobody is asked. */
export async function statusOf({ identity, env, endpoint, demo }: Facts, now: Now): Promise<Status> {
  const { kind, profile, region, regionFrom } = identity;
  const needsSignIn = kind === 'profile' && profile !== undefined;
  return {
    version: VERSION,
    url: now.url,
    demo,
    on: now.on,
    credentials: kind,
    profile: profile ?? null,
    region,
    regionFrom,
    endpoint: { url: endpoint.url.href, custom: endpoint.custom },
    signIn: needsSignIn ? await signInState(profile, env) : { state: 'none' },
    matter: now.matter ?? null,
    run: now.run,
    today: now.today,
    history: now.history,
    screens: now.screens,
    secrets: now.secrets,
  };
}
