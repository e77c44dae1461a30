import type { Endpoint } from './aws/endpoint.ts';
import { configFileOf, credentialsFileOf } from './aws/files/places.ts';
import type { AwsIdentity } from './aws/profiles.ts';
import { SignInDesk } from './aws/sign-in-desk.ts';
import type { IdentityChange } from './control/admin.ts';
import type { Console } from './control/console.ts';
import { openConsole } from './engine/console.ts';
import { coreBuilder } from './engine/core.ts';
import { Listeners } from './engine/listeners.ts';
import { Live } from './engine/live.ts';
import type { EngineOptions } from './engine/options.ts';
import { createRoads } from './engine/roads.ts';
import { Budgets } from './guard/budgets.ts';
import { KeyRing } from './guard/keys.ts';
import { Spending } from './guard/spending.ts';
import type { History } from './history/history.ts';
import { HISTORY_FILE, openHistory } from './history/open.ts';
import type { HistorySettings } from './history/worker-messages.ts';
import { openLessons } from './routing/lesson-file.ts';
import { FileSecrets } from './secrets/file-secrets.ts';
import type { Secrets } from './secrets/secrets.ts';
import type { SettingsPatch } from './settings/patch.ts';
import type { Settings } from './settings/settings.ts';
import { SettingsStore } from './settings/store.ts';

export type { EngineOptions };

/** The proxy, running. What settings decide is as it is now. */
export interface Engine {
  readonly url: string;
  /** Where no key is wanted, if the settings ask for such a place. */
  readonly keylessUrl: string | undefined;
  /** The local key. */
  readonly key: string;
  readonly identity: AwsIdentity;
  /** Where prompts go: the bedrock-runtime endpoint. */
  readonly endpoint: Endpoint;
  readonly settings: SettingsStore;
  /** Why some of the settings do not count, where they do not. */
  readonly problem: string | undefined;
  readonly secrets: Secrets;
  readonly keys: KeyRing;
  readonly budgets: Budgets;
  readonly history: History;
  /** Screens and control API, for who carries them by other means than the listener. */
  readonly console: Console;
  /** Whether requests are passed on. */
  readonly isOn: boolean;
  /** Switches it on or off; off, it keeps the port and tells clients so. */
  setOn(on: boolean): void;
  /** See Live. */
  apply(patch: SettingsPatch): Promise<Settings>;
  switchIdentity(change: IdentityChange): Promise<AwsIdentity>;
  /** To be told when the machine has slept. */
  wake(): void;
  /** Lets open streams end for up to `graceMs`, then stops. */
  close(graceMs: number): Promise<void>;
}

/** Puts the engine together and starts to listen. Rejects with the socket's error where the port cannot be had. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { home, settings: started, env } = options;
  const secrets = options.secrets ?? new FileSecrets(home);
  const settings = new SettingsStore(home, started);
  const keys = await KeyRing.open(home, secrets);
  const spending = new Spending(home);
  const budgets = new Budgets(
    spending,
    () => settings.current,
    (row) => control.tell({ type: 'budget', ...row }),
  );
  const lessons = openLessons(home);
  const desk = new SignInDesk(started.signInWaitSeconds * 1000, [configFileOf(env), credentialsFileOf(env)]);
  const history = openHistory(home.file(HISTORY_FILE), historySettings(started));
  const buildCore = await coreBuilder(options, { secrets, keys, budgets, desk, lessons: lessons.book });
  const roads = createRoads({
    core: () => live.core,
    control: () => control,
    history,
    budgets,
    settings,
    onExchange: options.onExchange,
  });
  let problem: string | undefined;
  const listeners = new Listeners({ ...roads, headersMs: options.headersMs });
  const live = new Live(await buildCore(started, options.identity), {
    store: settings,
    listeners,
    build: buildCore,
    onChange({ settings: now, changed }) {
      desk.waitMs = now.signInWaitSeconds * 1000;
      // Who waits for a sign-in of another profile may need none any more.
      void desk.tryNow();
      if (changed.some((path) => /^(?:history|prices)\b/.test(path))) history.apply(historySettings(now));
      control.tell({ type: 'settings', changed, problem: live.problem ?? null });
      control.tellStatus();
      if (live.problem !== problem) options.onProblem?.(live.problem);
      problem = live.problem;
    },
  });
  const control = await openConsole(options, { live, listeners, settings, secrets, keys, budgets, desk, history });
  const close = async (graceMs: number) => {
    control.close();
    await listeners.close(graceMs);
    live.close();
    settings.close();
    keys.close();
    spending.close();
    lessons.close();
    await history.close();
  };
  try {
    await listeners.start(started);
    problem = live.problem;
  } catch (error) {
    await close(0);
    throw error;
  }
  return {
    get url() {
      return listeners.url;
    },
    get keylessUrl() {
      return listeners.keylessUrl;
    },
    get key() {
      return keys.main;
    },
    get identity() {
      return live.core.identity;
    },
    get endpoint() {
      return live.core.endpoint;
    },
    get problem() {
      return live.problem;
    },
    get isOn() {
      return control.power.isOn;
    },
    setOn: (on) => control.power.set(on),
    settings,
    secrets,
    keys,
    budgets,
    history,
    console: control,
    apply: (patch) => live.apply(patch),
    switchIdentity: (change) => live.switchIdentity(change),
    wake() {
      live.core.wake();
      // Somebody may have signed in meanwhile, elsewhere.
      void desk.tryNow();
    },
    close,
  };
}

function historySettings({ history, prices }: Settings): HistorySettings {
  return { ...history, prices };
}
