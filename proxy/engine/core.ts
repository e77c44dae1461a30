import { createApp, createKeylessApp } from '../api/app.ts';
import type { App, Bindings, Guard } from '../api/handlers.ts';
import { PING_AFTER_MS } from '../api/relay.ts';
import { type Endpoint, refuseOwnAddress } from '../aws/endpoint.ts';
import type { Authorizer } from '../aws/identity.ts';
import { type AwsIdentity, findIdentity } from '../aws/profiles.ts';
import type { SignInDesk } from '../aws/sign-in-desk.ts';
import { keepSignedIn } from '../aws/sources/keep-alive.ts';
import type { LessonBook } from '../bedrock/lessons/lessons.ts';
import type { Budgets } from '../guard/budgets.ts';
import type { KeyRing } from '../guard/keys.ts';
import type { Router } from '../routing/journey.ts';
import { KnownModels } from '../routing/known-models.ts';
import { MissingModels } from '../routing/missing-models.ts';
import { listScope, openModelLists } from '../routing/model-lists.ts';
import { Patience } from '../routing/patience.ts';
import { openUpstream, type Upstream } from '../routing/upstream.ts';
import { readSecret } from '../secrets/kept.ts';
import { BEDROCK_API_KEY, type Secrets } from '../secrets/secrets.ts';
import { environmentOf } from '../settings/environment.ts';
import type { Home } from '../settings/home.ts';
import type { Settings } from '../settings/settings.ts';
import { VERSION } from '../version.ts';
import { keyedGuard, keylessGuard } from './guards.ts';
import type { EngineOptions } from './options.ts';

export interface CoreOptions {
  readonly home: Home;
  readonly settings: Settings;
  readonly identity: AwsIdentity;
  /** With what the settings say of it. */
  readonly env: NodeJS.ProcessEnv;
  /** A simulated Bedrock inside the program, in place of AWS. */
  readonly demo: { readonly url: string; readonly authorizer: Authorizer } | undefined;
  readonly desk: SignInDesk;
  readonly lessons: LessonBook;
  /** A Bedrock API key that is kept, for where the environment has none. */
  readonly keptApiKey: () => string | undefined;
  readonly guard: Guard;
  /** The same where no key is wanted. */
  readonly keylessGuard: Guard;
  readonly pingAfterMs: number;
  /** See LIST_AFTER_MS. */
  readonly listAfterMs?: number | undefined;
}

/**
 * Everything behind the listener that depends on settings and identity. It is built anew where they change; requests end
 * in the core that they began in.
 */
export interface Core {
  readonly identity: AwsIdentity;
  readonly isDemo: boolean;
  /** Where prompts go: the bedrock-runtime endpoint. */
  readonly endpoint: Endpoint;
  readonly upstream: Upstream;
  readonly router: Router;
  /** Answers a request, or one that needs no key. */
  fetch(request: Request, bindings: Bindings): Response | Promise<Response>;
  fetchKeyless(request: Request, bindings: Bindings): Response | Promise<Response>;
  /** The machine has slept: connections and credentials of before may be no good any more. */
  wake(): void;
  /** Ends what goes on in the background at once, and the connections when the last open request has ended. */
  retire(): void;
}

/** Builds a core. Throws AditError where endpoint, certificates or region cannot be used. */
export function openCore(options: CoreOptions): Core {
  const { home, identity, env, settings, desk } = options;
  const demo = identity.kind === 'none' ? options.demo : undefined;
  const upstream = openUpstream({ ...options, demo, silenceSeconds: settings.silenceSeconds, desk });
  refuseOwnAddress(upstream.endpoint(identity.region), settings.port);
  const known = new KnownModels();
  const lists = openModelLists(upstream, listScope(identity), home, known, options.listAfterMs);
  const router = createRouter(options, upstream, known);
  const { pingAfterMs, guard, keylessGuard } = options;
  const service = { router, pingAfterMs, mark: demo ? ' (demo)' : '' };
  const app = createApp({ ...service, guard, version: VERSION });
  const keylessApp = createKeylessApp({ ...service, guard: keylessGuard });
  const endKeeping = keepSignedIn(identity, env, upstream.sso);
  const open = new OpenRequests(() => upstream.door.close());
  warmUp(router);
  return {
    identity,
    isDemo: demo !== undefined,
    endpoint: upstream.endpoint(identity.region),
    upstream,
    router,
    fetch: (request, bindings) => open.fetch(app, request, bindings),
    fetchKeyless: (request, bindings) => open.fetch(keylessApp, request, bindings),
    wake() {
      upstream.door.dropIdle();
      warmUp(router);
    },
    retire() {
      lists.close();
      endKeeping();
      open.close();
    },
  };
}

/** What cores are built with besides settings and identity, which change. */
export interface CoreParts {
  readonly secrets: Secrets;
  readonly keys: KeyRing;
  readonly budgets: Budgets;
  readonly desk: SignInDesk;
  readonly lessons: LessonBook;
}

/** Gives what builds a core for settings: as the identity that is given, else as they lead to by now. */
export async function coreBuilder(
  options: Pick<EngineOptions, 'home' | 'env' | 'demo' | 'findIdentity' | 'pingAfterMs' | 'listAfterMs'>,
  { secrets, keys, budgets, desk, lessons }: CoreParts,
): Promise<(settings: Settings, identity?: AwsIdentity) => Promise<Core>> {
  const { home, demo, findIdentity: find = findIdentity, pingAfterMs = PING_AFTER_MS, listAfterMs } = options;
  const kept = await secrets.read(BEDROCK_API_KEY);
  return async (settings, given) => {
    const env = environmentOf(settings, options.env);
    const identity = given ?? (await find(settings, env));
    return openCore({
      home,
      settings,
      identity,
      env,
      demo,
      desk,
      lessons,
      // A file is newer than what was read at the start.
      keptApiKey: () => readSecret(home, BEDROCK_API_KEY) ?? kept,
      guard: keyedGuard(keys, budgets),
      keylessGuard: keylessGuard(budgets),
      pingAfterMs,
      listAfterMs,
    });
  };
}

/** Counts what is under way, to tell when the last of it has ended. */
class OpenRequests {
  readonly #onLast: () => void;
  #count = 0;
  #isClosed = false;

  constructor(onLast: () => void) {
    this.#onLast = onLast;
  }

  fetch(app: App, request: Request, bindings: Bindings): Response | Promise<Response> {
    this.#count++;
    bindings.outgoing.once('close', () => {
      this.#count--;
      this.#look();
    });
    return app.fetch(request, bindings);
  }

  close(): void {
    this.#isClosed = true;
    this.#look();
  }

  #look(): void {
    if (this.#isClosed && this.#count === 0) this.#onLast();
  }
}

function createRouter({ settings, identity, lessons }: CoreOptions, upstream: Upstream, known: KnownModels): Router {
  const missing = new MissingModels();
  return {
    upstream,
    lessons,
    missing,
    patience: new Patience(),
    resolution: {
      region: identity.region,
      scope: settings.scope,
      aliases: settings.aliases,
      known,
      isMissing: (modelId) => missing.has(modelId),
      now: Date.now,
    },
    failoverRegions: settings.failoverRegions,
    allowedBetas: settings.betas,
    autoCache: settings.autoCache,
  };
}

/** Fetches credentials before the first request asks for them; what fails is told to that request. */
function warmUp({ upstream }: Router): void {
  setImmediate(() => void Promise.resolve(upstream.authorizer.authorize()).catch(() => {}));
}
