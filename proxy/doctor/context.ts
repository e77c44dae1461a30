import { readSharedFiles, type SharedFiles } from '../aws/files/sections.ts';
import { type AwsIdentity, findIdentity } from '../aws/profiles.ts';
import { type SsoSession, sessionOf } from '../aws/sso/session.ts';
import type { Listing } from '../bedrock/catalogue/listing.ts';
import { KnownModels } from '../routing/known-models.ts';
import { fetchListing, listScope } from '../routing/model-lists.ts';
import type { Resolution } from '../routing/resolve.ts';
import { openUpstream, type Upstream } from '../routing/upstream.ts';
import { BEDROCK_API_KEY, type Secrets } from '../secrets/secrets.ts';
import { withFlags } from '../settings/flags.ts';
import type { Home } from '../settings/home.ts';
import { loadSettings, type Settings } from '../settings/settings.ts';
import { measureSkew, NOTABLE_MS } from './clock.ts';
import { type Reached, reachAll } from './reach.ts';

export interface DoctorOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly home: Home;
  readonly secrets: Secrets;
  /** Flags of the command line, which go before the settings. */
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
  readonly port?: number | undefined;
  /** Whether a model may be called, which costs a fraction of a cent. */
  readonly call: boolean;
  /** Who listens on a port of this machine, in words. */
  readonly describeHolder: (port: number) => Promise<string>;
}

/** What the checks share. Each fact is found out once, when it is first asked for; what fails rejects for all who ask. */
export interface DoctorContext extends DoctorOptions {
  /** Ends when the whole run has taken too long. */
  readonly signal: AbortSignal;
  settings(): Promise<Settings>;
  files(): Promise<SharedFiles>;
  identity(): Promise<AwsIdentity>;
  /** The sign-in of IAM Identity Center that the credentials come from; undefined where they come from none. */
  ssoSession(): Promise<SsoSession | undefined>;
  /** What each endpoint answers to a request that is not signed. */
  reached(): Promise<readonly Reached[]>;
  /** By how much AWS's clock is ahead of this machine's, in milliseconds; undefined where no answer said. */
  skew(): Promise<number | undefined>;
  /** The way to AWS, whose signatures have AWS's time. */
  upstream(): Promise<Upstream>;
  listing(): Promise<Listing>;
  /** The catalogue with what the account lists, if it does. */
  resolution(): Promise<Resolution>;
  /** Ends all connections. */
  close(): void;
}

/** The longest that a run may take, in milliseconds. */
const LIMIT_MS = 30_000;

/** Seconds without a byte after which a request of the doctor's is given up. */
const SILENCE_S = 20;

/** Opens the context of one run. Nothing is asked before a check needs it. */
export function createContext(options: DoctorOptions): DoctorContext {
  const { env, home, secrets } = options;
  const signal = AbortSignal.timeout(LIMIT_MS);
  const opened: Upstream[] = [];
  const settings = once(async () => withFlags(loadSettings(home), options));
  const files = once(() => readSharedFiles(env));
  const identity = once(async () => findIdentity(await settings(), env));
  const plain = once(async () => {
    const apiKey = await secrets.read(BEDROCK_API_KEY);
    const upstream = openUpstream({
      identity: await identity(),
      env,
      silenceSeconds: SILENCE_S,
      keptApiKey: () => apiKey,
    });
    opened.push(upstream);
    return upstream;
  });
  const reached = once(async () => reachAll(await plain(), (await identity()).region, env, signal));
  const skew = once(async () => measureSkew(await reached()));
  const upstream = once(async () => {
    const found = await plain();
    const off = (await skew()) ?? 0;
    if (Math.abs(off) >= NOTABLE_MS) found.signer.clockOffset = off;
    return found;
  });
  const listing = once(async () => fetchListing(await upstream(), listScope(await identity())));
  return {
    ...options,
    signal,
    settings,
    files,
    identity,
    ssoSession: once(async () => {
      const { origin } = await identity();
      return origin && sessionOf(origin.profile, (await files()).sections);
    }),
    reached,
    skew,
    upstream,
    listing,
    resolution: once(async () => {
      const known = new KnownModels();
      await listing().then(
        (found) => known.take(found),
        () => undefined,
      );
      const { scope, aliases } = await settings();
      return { region: (await identity()).region, scope, aliases, known, isMissing: () => false, now: Date.now };
    }),
    close: () => {
      for (const { door } of opened) door.close();
    },
  };
}

function once<T>(find: () => Promise<T>): () => Promise<T> {
  let found: Promise<T> | undefined;
  return () => {
    found ??= find();
    return found;
  };
}
