import { createApp } from './api/app.ts';
import { HEADERS_MS, listen } from './api/listener.ts';
import { PING_AFTER_MS } from './api/relay.ts';
import { createDoor } from './aws/door.ts';
import { type AwsService, awsDomains, type Endpoint, SERVICES, serviceEndpoint } from './aws/endpoint.ts';
import { type Authorizer, createAuthorizer } from './aws/identity.ts';
import type { AwsIdentity } from './aws/profiles.ts';
import { Signer } from './aws/signer.ts';
import type { LessonBook } from './bedrock/lessons/lessons.ts';
import { KeyGuard, localKey } from './guard/key.ts';
import type { Exchange } from './log/exchange.ts';
import type { Router } from './routing/journey.ts';
import { KnownModels } from './routing/known-models.ts';
import { openLessons } from './routing/lesson-file.ts';
import { MissingModels } from './routing/missing-models.ts';
import { type ListScope, openModelLists } from './routing/model-lists.ts';
import { Patience } from './routing/patience.ts';
import type { Home } from './settings/home.ts';
import type { Settings } from './settings/settings.ts';
import { VERSION } from './version.ts';

export interface EngineOptions {
  readonly home: Home;
  readonly settings: Settings;
  readonly identity: AwsIdentity;
  readonly env: NodeJS.ProcessEnv;
  /** A simulated Bedrock inside the program, in place of AWS. */
  readonly demo?: { readonly url: string; readonly authorizer: Authorizer };
  /** Told of every request when it has ended. */
  readonly onExchange: (exchange: Exchange) => void;
  /** Other times than the program's own: see PING_AFTER_MS and HEADERS_MS. */
  readonly pingAfterMs?: number;
  readonly headersMs?: number;
  /** See LIST_AFTER_MS; never where it is not finite. */
  readonly listAfterMs?: number;
}

/** The proxy, running. */
export interface Engine {
  readonly url: string;
  readonly key: string;
  /** Where prompts go: the bedrock-runtime endpoint. */
  readonly endpoint: Endpoint;
  /** Lets open streams end for up to `graceMs`, then stops. */
  close(graceMs: number): Promise<void>;
}

/** Puts the engine together and starts to listen. Rejects with the socket's error where the port cannot be had. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { home, settings, demo, pingAfterMs = PING_AFTER_MS, headersMs = HEADERS_MS, onExchange } = options;
  const key = localKey(home);
  const keyGuard = new KeyGuard(key, home);
  const lessons = openLessons(home);
  const endpoints = createEndpoints(options);
  const known = new KnownModels();
  const router = createRouter(options, lessons.book, known, endpoints);
  const lists = openModelLists(router.upstream, listScope(options.identity), home, known, options.listAfterMs);
  const app = createApp({
    router,
    mark: demo ? ' (demo)' : '',
    version: VERSION,
    checkKey: (headers) => keyGuard.check(headers),
    pingAfterMs,
  });
  const close = () => {
    lists.close();
    lessons.close();
    router.upstream.door.close();
  };
  const listener = await listen(app, { port: settings.port, headersMs, onEnd: onExchange }).catch((error: unknown) => {
    close();
    throw error;
  });
  warmUp(router);
  return {
    url: listener.url,
    key,
    endpoint: endpoints(options.identity.region),
    close: (graceMs) => listener.close(graceMs).then(close),
  };
}

function createRouter(options: EngineOptions, lessons: LessonBook, known: KnownModels, endpoints: Endpoints): Router {
  const { settings, identity, env, demo } = options;
  const named = SERVICES.map((service) => endpoints(identity.region, service)).filter(({ custom }) => demo || custom);
  const missing = new MissingModels();
  return {
    upstream: {
      endpoint: (region, service) => endpoints(region, service).url,
      door: createDoor(
        awsDomains(identity.region),
        named.map(({ url }) => url),
        env,
      ),
      signer: new Signer(),
      authorizer: demo?.authorizer ?? createAuthorizer(identity, env),
      silenceMs: settings.silenceSeconds * 1000,
      userAgent: `adit/${VERSION}`,
    },
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
    allowedBetas: settings.betas,
    autoCache: settings.autoCache,
  };
}

/** Whose models are listed. */
export function listScope({ kind, profile, region }: AwsIdentity): ListScope {
  return { region, identity: profile === undefined ? kind : `profile ${profile}` };
}

/** A service's endpoint in a region: almost always of the same one, so each is worked out once. */
type Endpoints = (region: string, service?: AwsService) => Endpoint;

function createEndpoints({ identity, env, demo }: EngineOptions): Endpoints {
  const known = new Map<string, Endpoint>();
  return (region, service = 'bedrock-runtime') => {
    const name = `${service}.${region}`;
    const found = known.get(name);
    if (found) return found;
    const endpoint = demo
      ? { url: new URL(demo.url), custom: false }
      : serviceEndpoint(service, region, env, identity.endpoint);
    known.set(name, endpoint);
    return endpoint;
  };
}

/** Fetches credentials before the first request asks for them; what fails is told to that request. */
function warmUp({ upstream }: Router): void {
  setImmediate(() => void Promise.resolve(upstream.authorizer.authorize()).catch(() => {}));
}
