import { existsSync } from 'node:fs';
import * as v from 'valibot';
import type { Home } from '../settings/home.ts';

const FILE = 'key-use.json';

const UseSchema = v.record(v.string(), v.string());

/** How often it is written when keys were used last, in milliseconds: off the road, and no more than people need. */
const SAVE_AFTER_MS = 10_000;

/** When keys were used last. In a file of its own, so that it never gets in the way of who adds or revokes keys. */
export class KeyUse {
  readonly #home: Home;
  readonly #last: Map<string, string>;
  readonly #used = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(home: Home) {
    this.#home = home;
    this.#last = new Map(Object.entries(readUse(home)));
  }

  /** Notes that a key is used now. */
  note(name: string): void {
    this.#used.set(name, Date.now());
    this.#timer ??= setTimeout(() => this.#save(), SAVE_AFTER_MS).unref();
  }

  /** When a key was used last, in ISO 8601; null for never. */
  last(name: string): string | null {
    const now = this.#used.get(name);
    return now === undefined ? (this.#last.get(name) ?? null) : new Date(now).toISOString();
  }

  close(): void {
    if (this.#timer && existsSync(this.#home.path)) this.#save();
  }

  #save(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const [name, at] of this.#used) this.#last.set(name, new Date(at).toISOString());
    try {
      this.#home.write(FILE, `${JSON.stringify(Object.fromEntries(this.#last), null, 2)}\n`);
    } catch {
      // A home that cannot be written costs this knowledge, and no request.
    }
  }
}

function readUse(home: Home): Record<string, string> {
  try {
    return v.parse(UseSchema, JSON.parse(home.read(FILE) ?? '{}'));
  } catch {
    return {};
  }
}
