import { join } from 'node:path';
import { createApp } from './api/app.ts';
import { HEADERS_MS, listen, type Served } from './api/listener.ts';
import { PING_AFTER_MS } from './api/relay.ts';
import { answersWhileOff, replyOff } from './api/switched-off.ts';
import type { Endpoint } from './aws/endpoint.ts';
import { configFileOf, credentialsFileOf } from './aws/files/places.ts';
import type { Authorizer } from './aws/identity.ts';
import type { AwsIdentity } from './aws/profiles.ts';
import { type DeskEvent, SignInDesk } from './aws/sign-in-desk.ts';
import { keepSignedIn } from './aws/sources/keep-alive.ts';
import type { LessonBook } from './bedrock/lessons/lessons.ts';
import { type Console, createConsole, isConsolePath } from './control/console.ts';
import { KeyGuard, localKey, readSecret } from './guard/key.ts';
import type { History } from './history/history.ts';
import { HISTORY_FILE, openHistory } from './history/open.ts';
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
  /** Told when requests begin to wait for a person who has to sign in, and when they wait no longer. */
  readonly onSignIn?: (event: DeskEvent) => void;
  /** Opens a page in the person's browser; used where the settings say so. */
  readonly openPage?: (url: string) => void;
  /** The folder of the built screens, where it is not the program's own. */
  readonly screens?: string;
  /** Other times than the program's own: see PING_AFTER_MS and HEADERS_MS. */
  readonly pingAfterMs?: number;
  readonly headersMs?: number;
  /** See LIST_AFTER_MS; never where it is not finite. */
  readonly listAfterMs?: number;
}

/** Where a Bedrock API key is kept in the home, for who has none in the environment. */
const API_KEY_FILE = 'bedrock-api-key';

/** Where "npm run build" puts the screens. */
const SCREENS = join(import.meta.dirname, '../dist/renderer');

/** The proxy, running. */
export interface Engine {
  readonly url: string;
  readonly key: string;
  /** Where prompts go: the bedrock-runtime endpoint. */
  readonly endpoint: Endpoint;
  /** Screens and control API, for who carries them by other means than the listener. */
  readonly console: Console;
  /** Whether requests are passed on. */
  readonly isOn: boolean;
  /** Switches it on or off; off, it keeps the port and tells clients so. */
  setOn(on: boolean): void;
  readonly history: History;
  /** Lets open streams end for up to `graceMs`, then stops. */
  close(graceMs: number): Promise<void>;
}

/** Puts the engine together and starts to listen. Rejects with the socket's error where the port cannot be had. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { home, settings, identity, env, demo, headersMs = HEADERS_MS, onExchange } = options;
  const key = localKey(home);
  const lessons = openLessons(home);
  const desk = new SignInDesk(settings.signInWaitSeconds * 1000, [configFileOf(env), credentialsFileOf(env)]);
  const keptApiKey = () => readSecret(home, API_KEY_FILE);
  const upstream = openUpstream({ ...options, silenceSeconds: settings.silenceSeconds, desk, keptApiKey });
  const known = new KnownModels();
  const lists = openModelLists(upstream, listScope(identity), home, known, options.listAfterMs);
  const router = createRouter(options, upstream, lessons.book, known);
  const keyGuard = new KeyGuard(key, home);
  const app = createApp({
    router,
    mark: demo ? ' (demo)' : '',
    version: VERSION,
    checkKey: (headers) => keyGuard.check(headers),
    pingAfterMs: options.pingAfterMs ?? PING_AFTER_MS,
  });
  const endpoint = upstream.endpoint(identity.region);
  const history = openHistory(home.file(HISTORY_FILE), { ...settings.history, prices: settings.prices });
  const control = openConsole(options, upstream, desk, history, router, () => ({ url: listener.url, key }));
  const endKeeping = keepSignedIn(identity, env, upstream.sso);
  const close = () => {
    lists.close();
    lessons.close();
    endKeeping();
    upstream.door.close();
  };
  const served: Served = {
    fetch(request, bindings) {
      const { exchange } = bindings;
      if (isConsolePath(exchange.path)) return control.app.fetch(request, bindings);
      control.arrived(exchange);
      if (!control.power.isOn && !answersWhileOff(exchange.path)) return replyOff(bindings);
      // Only what is asked of a model is posted.
      if (exchange.method === 'POST') history.begin(exchange);
      return app.fetch(request, bindings);
    },
  };
  const onEnd = (exchange: Exchange) => {
    if (isConsolePath(exchange.path)) return;
    history.end(exchange);
    onExchange(exchange);
  };
  const listener = await listen(served, { port: settings.port, headersMs, onEnd }).catch(async (error: unknown) => {
    close();
    await history.close();
    throw error;
  });
  warmUp(router);
  return {
    url: listener.url,
    key,
    endpoint,
    console: control,
    get isOn() {
      return control.power.isOn;
    },
    setOn: (on) => control.power.set(on),
    history,
    async close(graceMs) {
      control.close();
      await listener.close(graceMs);
      close();
      await history.close();
    },
  };
}

function openConsole(
  options: EngineOptions,
  upstream: Upstream,
  desk: SignInDesk,
  history: History,
  { resolution }: Router,
  address: () => { url: string; key: string },
): Console {
  const { home, settings, identity, env, demo, onSignIn, openPage } = options;
  return createConsole({
    home,
    identity,
    env,
    endpoint: upstream.endpoint(identity.region),
    demo: demo !== undefined,
    desk,
    sso: upstream.sso,
    openPage: settings.openBrowser ? openPage : undefined,
    onEvent(event) {
      if ('matter' in event) onSignIn?.(event);
    },
    url: () => address().url,
    key: () => address().key,
    screens: options.screens ?? SCREENS,
    history,
    pricing: () => ({ resolution, prices: settings.prices }),
  });
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
