import { PING_AFTER_MS } from './api/anthropic/relay.ts';
import { createApp } from './api/app.ts';
import { HEADERS_MS, type Listener, listen } from './api/listener.ts';
import { createDoor } from './aws/door.ts';
import { awsDomains, runtimeEndpoint } from './aws/endpoint.ts';
import { type Authorizer, createAuthorizer } from './aws/identity.ts';
import type { AwsIdentity } from './aws/profiles.ts';
import { Signer } from './aws/signer.ts';
import { KeyGuard, localKey } from './guard/key.ts';
import type { Exchange } from './log/exchange.ts';
import type { Router } from './routing/journey.ts';
import { openLessons } from './routing/lesson-file.ts';
import { MissingModels } from './routing/missing-models.ts';
import { Patience } from './routing/patience.ts';
import type { Resolution } from './routing/resolve.ts';
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
}

/** The proxy, running. */
export interface Engine {
  readonly url: string;
  readonly key: string;
  /** Where prompts go: the bedrock-runtime endpoint. */
  readonly endpoint: { readonly url: URL; readonly custom: boolean };
  /** Lets open streams end for up to `graceMs`, then stops. */
  close(graceMs: number): Promise<void>;
}

/** Puts the engine together and starts to listen. Rejects with the socket's error where the port cannot be had. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { home, settings, identity, env, demo, pingAfterMs = PING_AFTER_MS, headersMs = HEADERS_MS } = options;
  const key = localKey(home);
  const lessons = openLessons(home);
  const missing = new MissingModels();
  const resolution: Resolution = {
    region: identity.region,
    scope: settings.scope,
    aliases: settings.aliases,
    isMissing: (modelId) => missing.has(modelId),
  };
  const endpointOf = (region: string) =>
    demo ? { url: new URL(demo.url), custom: false } : runtimeEndpoint(region, env, identity.endpoint);
  const endpoint = endpointOf(identity.region);
  const door = createDoor(awsDomains(identity.region), demo || endpoint.custom ? [endpoint.url] : [], env);
  const router: Router = {
    upstream: {
      endpoint: (region) => endpointOf(region).url,
      door,
      signer: new Signer(),
      authorizer: demo?.authorizer ?? createAuthorizer(identity, env),
      silenceMs: settings.silenceSeconds * 1000,
      userAgent: `adit/${VERSION}`,
    },
    lessons: lessons.book,
    missing,
    patience: new Patience(),
    resolution,
    allowedBetas: settings.betas,
  };
  const keyGuard = new KeyGuard(key, home);
  const mark = demo ? ' (demo)' : '';
  const app = createApp({
    router,
    resolution,
    mark,
    version: VERSION,
    checkKey: (headers) => keyGuard.check(headers),
    pingAfterMs,
  });
  const listener: Listener = await listen(app, { port: settings.port, headersMs, onEnd: options.onExchange });
  warmUp(router);
  return {
    url: listener.url,
    key,
    endpoint,
    async close(graceMs) {
      await listener.close(graceMs);
      lessons.close();
      door.close();
    },
  };
}

/** Fetches credentials before the first request asks for them; what fails is told to that request. */
function warmUp({ upstream }: Router): void {
  setImmediate(() => void Promise.resolve(upstream.authorizer.authorize()).catch(() => {}));
}
