import { join } from 'node:path';
import type { SignInDesk } from '../aws/sign-in-desk.ts';
import { type Console, createConsole } from '../control/console.ts';
import type { Budgets } from '../guard/budgets.ts';
import type { KeyRing } from '../guard/keys.ts';
import type { History } from '../history/history.ts';
import { CONSOLE_TOKEN, type Secrets, TOKEN_PREFIX } from '../secrets/secrets.ts';
import type { SettingsStore } from '../settings/store.ts';
import type { Listeners } from './listeners.ts';
import type { Live } from './live.ts';
import type { EngineOptions } from './options.ts';

/** What the console shows, and works on. */
export interface ConsoleParts {
  readonly live: Live;
  readonly listeners: Listeners;
  readonly settings: SettingsStore;
  readonly secrets: Secrets;
  readonly keys: KeyRing;
  readonly budgets: Budgets;
  readonly desk: SignInDesk;
  readonly history: History;
}

/** Where "npm run build" puts the screens. */
const SCREENS = join(import.meta.dirname, '../../dist/renderer');

/** Opens the console over the core of the moment. */
export async function openConsole(
  { home, env, onSignIn, openPage, screens = SCREENS }: EngineOptions,
  { live, listeners, settings, secrets, keys, budgets, desk, history }: ConsoleParts,
): Promise<Console> {
  return createConsole({
    home,
    env,
    desk,
    history,
    get identity() {
      return live.core.identity;
    },
    get endpoint() {
      return live.core.endpoint;
    },
    get demo() {
      return live.core.isDemo;
    },
    get sso() {
      return live.core.upstream.sso;
    },
    get openPage() {
      return settings.current.openBrowser ? openPage : undefined;
    },
    onEvent(event) {
      if ('matter' in event && event.type !== 'status') onSignIn?.(event);
    },
    url: () => listeners.url,
    key: () => keys.main,
    token: await secrets.keep(CONSOLE_TOKEN, TOKEN_PREFIX),
    tokenPlace: secrets.where(CONSOLE_TOKEN),
    screens,
    pricing: () => ({ resolution: live.core.router.resolution, prices: settings.current.prices }),
    admin: {
      home,
      env,
      settings,
      secrets,
      keys,
      budgets,
      resolution: () => live.core.router.resolution,
      apply: (patch) => live.apply(patch),
      switchIdentity: (change) => live.switchIdentity(change),
      keylessUrl: () => listeners.keylessUrl,
      problem: () => live.problem,
    },
  });
}
