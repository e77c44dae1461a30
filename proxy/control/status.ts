import type { Endpoint } from '../aws/endpoint.ts';
import type { AwsIdentity } from '../aws/profiles.ts';
import type { Matter } from '../aws/sign-in-desk.ts';
import { type SignInState, signInState } from '../aws/sign-in-state.ts';
import type { History } from '../history/history.ts';
import type { StoreHealth } from '../history/shapes.ts';
import { VERSION } from '../version.ts';
import type { SignInRun } from './sign-ins.ts';

/** How things are. Nothing in it is secret. */
export interface Status {
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
  /** What was asked since midnight; null where the history cannot tell. */
  readonly today: Today | null;
  /** How the history is doing; null where that cannot be told. */
  readonly history: StoreHealth | null;
  /** Whether there are screens to show under /console. */
  readonly screens: boolean;
}

export interface Today {
  readonly requests: number;
  /** Of them: those whose model has no known price, which `costMicros` leaves out. */
  readonly unpriced: number;
  /** Millionths of a US dollar. */
  readonly costMicros: number;
}

/** What is as it is at this moment. */
export interface Now {
  readonly url: string;
  readonly on: boolean;
  readonly matter: Matter | undefined;
  readonly run: SignInRun;
  readonly screens: boolean;
}

/** Who asks, and where; it changes with the settings alone. */
export interface Facts {
  readonly identity: AwsIdentity;
  readonly env: NodeJS.ProcessEnv;
  readonly endpoint: Endpoint;
  readonly demo: boolean;
  readonly history: History;
}

/** The status as it is now. Reads files and the history; nobody else is asked. */
export async function statusOf({ identity, env, endpoint, demo, history }: Facts, now: Now): Promise<Status> {
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
    today: await todayOf(history),
    history: await history.ask('health').catch(() => null),
    screens: now.screens,
  };
}

/** A history that fails is told of by its health, and is no reason for having no status. */
async function todayOf(history: History): Promise<Today | null> {
  const rows = await history.ask('costs', 'day', 'since:today').catch(() => undefined);
  if (!rows) return null;
  const sum = (field: 'requests' | 'unpriced' | 'costMicros') => rows.reduce((total, row) => total + row[field], 0);
  return { requests: sum('requests'), unpriced: sum('unpriced'), costMicros: sum('costMicros') };
}
