import { createApp } from './api/app.ts';
import { HEADERS_MS, listen } from './api/listener.ts';
import { PING_AFTER_MS } from './api/relay.ts';
import type { Endpoint } from './aws/endpoint.ts';
import type { Authorizer } from './aws/identity.ts';
import type { AwsIdentity } from './aws/profiles.ts';
import type { LessonBook } from './bedrock/lessons/lessons.ts';
import { KeyGuard, localKey } from './guard/key.ts';
import type { Exchange } from './log/exchange.ts';
import type { Router } from './routing/journey.ts';
import { KnownModels } from './routing/known-models.ts';
import { openLessons } from './routing/lesson-file.ts';
import { MissingModels } from './routing/missing-models.ts';
import { listScope, openModelLists } from './routing/model-lists.ts';
import { Patience } from './routing/patience.ts';
import { openUpstream, type Upstream } from './routing/upstream.ts';
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
  const upstream = openUpstream({ ...options, silenceSeconds: settings.silenceSeconds });
  const known = new KnownModels();
  const lists = openModelLists(upstream, listScope(options.identity), home, known, options.listAfterMs);
  const router = createRouter(options, upstream, lessons.book, known);
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
    upstream.door.close();
  };
  const listener = await listen(app, { port: settings.port, headersMs, onEnd: onExchange }).catch((error: unknown) => {
    close();
    throw error;
  });
  warmUp(router);
  return {
    url: listener.url,
    key,
    endpoint: upstream.endpoint(options.identity.region),
    close: (graceMs) => listener.close(graceMs).then(close),
  };
}

function createRouter(options: EngineOptions, upstream: Upstream, lessons: LessonBook, known: KnownModels): Router {
  const { settings, identity } = options;
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
    allowedBetas: settings.betas,
    autoCache: settings.autoCache,
  };
}

/** Fetches credentials before the first request asks for them; what fails is told to that request. */
function warmUp({ upstream }: Router): void {
  setImmediate(() => void Promise.resolve(upstream.authorizer.authorize()).catch(() => {}));
}
