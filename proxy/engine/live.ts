import type { AwsIdentity } from '../aws/profiles.ts';
import type { IdentityChange } from '../control/admin.ts';
import { AditError, reason } from '../errors.ts';
import { changedPaths, type SettingsPatch } from '../settings/patch.ts';
import type { Settings } from '../settings/settings.ts';
import type { SettingsChange, SettingsStore } from '../settings/store.ts';
import type { Core } from './core.ts';
import type { Listeners } from './listeners.ts';

export interface LiveOptions {
  readonly store: SettingsStore;
  readonly listeners: Listeners;
  /** Builds a core for settings. Rejects with AditError where they cannot be used. */
  readonly build: (settings: Settings) => Promise<Core>;
  /** Told when settings count, or cannot: see `problem`. */
  readonly onChange: (change: SettingsChange) => void;
}

/** Settings that no part of a core was built with: whoever uses them reads them as they are. */
const READ_LIVE = ['port', 'keyless', 'budgets', 'history', 'prices', 'notifications', 'updates', 'secrets'];

/** Why settings that were edited do not count, and which. */
interface Problem {
  readonly why: string;
  readonly paths: readonly string[];
}

/** The core that answers now, and how it is replaced when settings change. One change is made after the other. */
export class Live {
  readonly #options: LiveOptions;
  readonly #silence: () => void;
  #core: Core;
  #last: Promise<unknown> = Promise.resolve();
  #isOwn = false;
  #problem: Problem | undefined;

  constructor(core: Core, options: LiveOptions) {
    this.#core = core;
    this.#options = options;
    // What was edited outside of this program.
    this.#silence = options.store.listen((change) => {
      if (!this.#isOwn) void this.#inTurn(() => this.#follow(change));
    });
  }

  get core(): Core {
    return this.#core;
  }

  /** Why settings do not count, where they do not: as they were edited outside of this program, or at the start. */
  get problem(): string | undefined {
    const { store, listeners } = this.#options;
    return store.problem ?? this.#problem?.why ?? listeners.problem;
  }

  /**
   * Changes settings: what they need is built first, then they are written and count. Rejects with AditError where they
   * cannot be used; nothing is changed then. What needs a restart counts from then on.
   */
  apply(patch: SettingsPatch): Promise<Settings> {
    const { store } = this.#options;
    return this.#inTurn(async () => {
      const before = store.current;
      const next = store.preview(patch);
      const changed = changedPaths(before, next);
      const ready = await this.#prepare(next, changed);
      const change = this.#write(patch, ready.undo);
      ready.commit();
      this.#problem = leftOf(this.#problem, changed);
      if (change) this.#options.onChange(change);
      return store.current;
    });
  }

  /** Goes on as somebody else, or elsewhere. A profile takes the place of another source, and the other way round. */
  async switchIdentity({ profile, credentials, region }: IdentityChange): Promise<AwsIdentity> {
    await this.apply({
      ...(profile === undefined ? {} : { profile, credentials: credentials ?? null }),
      ...(credentials === undefined ? {} : { credentials, profile: profile ?? null }),
      ...(region === undefined ? {} : { region }),
    });
    return this.#core.identity;
  }

  close(): void {
    this.#silence();
    this.#core.retire();
  }

  async #follow(change: SettingsChange): Promise<void> {
    if (change.changed.length > 0) await this.#takeUp(change);
    this.#options.onChange(change);
  }

  async #takeUp(change: SettingsChange): Promise<void> {
    try {
      // By its turn, more may have changed.
      const ready = await this.#prepare(this.#options.store.current, change.changed);
      ready.commit();
      this.#problem = leftOf(this.#problem, change.changed);
    } catch (error) {
      const why = error instanceof AditError ? error.message : reason(error);
      this.#problem = { why, paths: [...(this.#problem?.paths ?? []), ...change.changed] };
    }
  }

  async #prepare(settings: Settings, changed: readonly string[]): Promise<{ commit(): void; undo(): void }> {
    const ports = await this.#options.listeners.prepare(settings, changed);
    try {
      // Last, since from then on the desk asks for the new identity's credentials.
      const core = changed.some(isBuiltIn) ? await this.#options.build(settings) : undefined;
      return {
        commit: () => {
          ports.commit();
          if (core) this.#swap(core);
        },
        undo: () => {
          ports.undo();
          core?.retire();
        },
      };
    } catch (error) {
      ports.undo();
      throw error;
    }
  }

  /** Writes what was prepared, and gives back what that changed. */
  #write(patch: SettingsPatch, undo: () => void): SettingsChange | undefined {
    const { store } = this.#options;
    let change: SettingsChange | undefined;
    const silence = store.listen((told) => {
      change = told;
    });
    this.#isOwn = true;
    try {
      store.patch(patch);
      return change;
    } catch (error) {
      undo();
      throw error;
    } finally {
      this.#isOwn = false;
      silence();
    }
  }

  #swap(core: Core): void {
    const old = this.#core;
    this.#core = core;
    old.retire();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }
}

/** What is left of a problem once other settings count: a core is built of all that it depends on. */
function leftOf(problem: Problem | undefined, changed: readonly string[]): Problem | undefined {
  const isBuilt = changed.some(isBuiltIn);
  const paths = problem?.paths.filter((path) => !changed.includes(path) && !(isBuilt && isBuiltIn(path))) ?? [];
  return problem && paths.length > 0 ? { ...problem, paths } : undefined;
}

function isBuiltIn(path: string): boolean {
  return !READ_LIVE.includes(path.split('.', 1)[0] ?? '');
}
