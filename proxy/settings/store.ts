import { AditError, reason } from '../errors.ts';
import { readSettings, SETTINGS_FILE } from './file.ts';
import type { Home } from './home.ts';
import { changedPaths, isRecord, type SettingsPatch, valueAt, withPatch, withValue } from './patch.ts';
import { parseSettings, type Settings } from './settings.ts';
import { watchFile } from './watch.ts';

/** What listeners are told of a change. */
export interface SettingsChange {
  readonly settings: Settings;
  /** Paths of what is new: `history.days`; none where the file got a mistake, or lost it. */
  readonly changed: readonly string[];
}

const NOTHING_SET = 'Nothing was set.';

/**
 * The settings of a home as they are now: with its file, which other programs may edit, and over it what was said at the
 * start alone, such as by flags, until the setting itself is set anew.
 */
export class SettingsStore {
  readonly #home: Home;
  readonly #listeners = new Set<(change: SettingsChange) => void>();
  readonly #endWatch: () => void;
  #file: Settings;
  #overrides: ReadonlyMap<string, unknown>;
  #current: Settings;
  #problem: string | undefined;

  /** `started`: the settings that count at the start. Throws AditError where the file has wrong settings. */
  constructor(home: Home, started?: Settings) {
    this.#home = home;
    this.#file = this.#parse(readSettings(home));
    this.#current = started ?? this.#file;
    const overridden = changedPaths(this.#file, this.#current);
    this.#overrides = new Map(overridden.map((path) => [path, valueAt(this.#current, path)]));
    this.#endWatch = watchFile(home, SETTINGS_FILE, () => this.read());
  }

  get current(): Settings {
    return this.#current;
  }

  /** What is wrong with the file since it was edited; its last good settings go on meanwhile. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Paths of settings that are not as the file says, but as was said at the start. */
  get overridden(): readonly string[] {
    return [...this.#overrides.keys()];
  }

  /**
   * Sets what is given, in the file and from now on. Throws AditError (400) that names the field where a value is wrong;
   * nothing is changed then.
   */
  patch(patch: SettingsPatch): Settings {
    this.#take(patchFile(this.#home, patch), (path) => isNamed(patch, path));
    return this.#current;
  }

  /** What the settings would be with a patch. Throws as `patch` does. */
  preview(patch: SettingsPatch): Settings {
    const parsed = parseSettings(patchedFile(this.#home, patch), NOTHING_SET);
    return this.#over(
      parsed,
      this.#keptOver(parsed, (path) => isNamed(patch, path)),
    );
  }

  /** Tells of changes, and of mistakes in the file as they come and go, until the function that is given back is called. */
  listen(listener: (change: SettingsChange) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  close(): void {
    this.#endWatch();
  }

  /** Reads the file anew: for who knows that it was edited. */
  read(): void {
    try {
      this.#take(this.#parse(readSettings(this.#home)), () => false);
    } catch (error) {
      const problem = error instanceof AditError ? error.message : reason(error);
      if (problem === this.#problem) return;
      this.#problem = problem;
      this.#tell([]);
    }
  }

  #take(file: Settings, isNamedAnew: (path: string) => boolean): void {
    this.#overrides = this.#keptOver(file, isNamedAnew);
    this.#file = file;
    const isMended = this.#problem !== undefined;
    this.#problem = undefined;
    const before = this.#current;
    this.#current = this.#over(file, this.#overrides);
    const changed = changedPaths(before, this.#current);
    if (changed.length > 0 || isMended) this.#tell(changed);
  }

  #tell(changed: readonly string[]): void {
    for (const listener of this.#listeners) listener({ settings: this.#current, changed });
  }

  /** Whatever is new in the file, or was named by a patch, goes before what was said at the start. */
  #keptOver(file: Settings, isNamedAnew: (path: string) => boolean): ReadonlyMap<string, unknown> {
    const anew = new Set(changedPaths(this.#file, file));
    return new Map([...this.#overrides].filter(([path]) => !anew.has(path) && !isNamedAnew(path)));
  }

  #over(file: Settings, overrides: ReadonlyMap<string, unknown>): Settings {
    return [...overrides].reduce((settings, [path, value]) => withValue(settings, path, value), file);
  }

  #parse(json: unknown): Settings {
    return parseSettings(json, `${this.#home.file(SETTINGS_FILE)} has wrong settings.`);
  }
}

/**
 * Sets what is given in the file of a home, also where that is wrong until then. Throws AditError (400) that names the
 * field where a value is wrong afterwards; nothing is changed then.
 */
export function patchFile(home: Home, patch: SettingsPatch): Settings {
  const next = patchedFile(home, patch);
  const parsed = parseSettings(next, NOTHING_SET);
  home.write(SETTINGS_FILE, `${JSON.stringify(next, null, 2)}\n`);
  return parsed;
}

/** Another program may have written since it was read last. */
function patchedFile(home: Home, patch: SettingsPatch): Record<string, unknown> {
  const json = readSettings(home);
  return withPatch(isRecord(json) ? json : {}, patch as Record<string, unknown>);
}

function isNamed(patch: SettingsPatch, path: string): boolean {
  return (
    valueAt(patch, path) !== undefined ||
    path.split('.').some((_, at, names) => valueAt(patch, names.slice(0, at).join('.')) === null)
  );
}
