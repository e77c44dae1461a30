import { timingSafeEqual } from 'node:crypto';
import { AditError } from '../errors.ts';
import { digest } from '../secrets/kept.ts';
import { KEY_PREFIX, LOCAL_KEY, type Secrets } from '../secrets/secrets.ts';
import type { Home } from '../settings/home.ts';
import { watchFile } from '../settings/watch.ts';
import { KeyUse } from './key-use.ts';
import { KEYS_FILE, type KeptKey, readKeys, writeKeys } from './keys-file.ts';

/** One key as lists show it. */
export interface KeyRow {
  readonly name: string;
  /** ISO 8601; null where it is not known. */
  readonly created: string | null;
  readonly lastUsed: string | null;
  readonly lastFour: string;
  /** Whether it is the local key, which every home has. */
  readonly isMain: boolean;
}

/** The name of the local key. */
export const MAIN = 'main';

/** Names that stand for something else: the local key, and requests that bring none. */
export const KEYLESS = 'xcode-local';
const RESERVED = new Set([MAIN, KEYLESS]);

const NAME = /^[a-z\d][\w.-]{0,39}$/i;

/**
 * The keys that clients send: the local key, and one for each tool that has its own. Keys are secrets of the home, since
 * tools may have to be set up with them again; what requests are checked by is their digests, in a file that is read
 * anew when another program writes it.
 */
export class KeyRing {
  readonly #home: Home;
  readonly #secrets: Secrets;
  readonly #use: KeyUse;
  readonly #endWatch: () => void;
  #main: string;
  #keys: readonly KeptKey[];
  #checks: readonly { readonly name: string; readonly digest: Buffer }[] = [];

  private constructor(home: Home, secrets: Secrets, main: string) {
    this.#home = home;
    this.#secrets = secrets;
    this.#main = main;
    this.#keys = readKeys(home);
    this.#use = new KeyUse(home);
    this.#setChecks();
    this.#endWatch = watchFile(home, KEYS_FILE, () => this.#read());
  }

  /** Opens the ring of a home; the local key is made if there is none yet. */
  static async open(home: Home, secrets: Secrets): Promise<KeyRing> {
    return new KeyRing(home, secrets, await secrets.keep(LOCAL_KEY, KEY_PREFIX));
  }

  /** The local key. */
  get main(): string {
    return this.#main;
  }

  /** Where the local key is, in words. */
  get where(): string {
    return this.#secrets.where(LOCAL_KEY);
  }

  /** The local key first, then the others in the order in which they were made. */
  list(): KeyRow[] {
    const main = { name: MAIN, created: null, lastFour: this.#main.slice(-4), isMain: true };
    const others = this.#keys.map(({ name, created, lastFour }) => ({ name, created, lastFour, isMain: false }));
    return [main, ...others].map((row) => ({ ...row, lastUsed: this.#use.last(row.name) }));
  }

  /** Makes a key with a name, or gives the one that has it. Rejects with AditError (400) for a name that cannot be. */
  async add(name: string): Promise<string> {
    checkName(name);
    const keys = readKeys(this.#home);
    const kept = keys.find((key) => key.name === name);
    const key = await this.#secrets.keep(secretOf(name), KEY_PREFIX);
    const hex = digest(key).toString('hex');
    if (kept?.digest === hex) return key;
    // A key that is not to be had any more, as with a keychain that was emptied, is none.
    const others = keys.filter((other) => other.name !== name);
    const created = new Date().toISOString();
    this.#write([...others, { name, created, digest: hex, lastFour: key.slice(-4) }]);
    return key;
  }

  /** The key with a name. Rejects with AditError (404) where there is none, or (500) where it cannot be read. */
  async keyOf(name: string): Promise<string> {
    if (name === MAIN) return this.#main;
    if (!readKeys(this.#home).some((key) => key.name === name)) throw noSuchKey(name);
    const key = await this.#secrets.read(secretOf(name));
    if (key !== undefined) return key;
    throw new AditError('api_error', `The key "${name}" cannot be read. ${this.#secrets.problem ?? ''}`.trim());
  }

  /**
   * Ends a key: requests that bring it are refused from now on. The local key is replaced by a new one. Resolves to whether
   * there was such a key.
   */
  async revoke(name: string): Promise<boolean> {
    if (name === MAIN) {
      await this.#secrets.remove(LOCAL_KEY);
      this.#main = await this.#secrets.keep(LOCAL_KEY, KEY_PREFIX);
      this.#setChecks();
      return true;
    }
    const keys = readKeys(this.#home);
    const others = keys.filter((key) => key.name !== name);
    if (others.length === keys.length) return false;
    this.#write(others);
    await this.#secrets.remove(secretOf(name));
    return true;
  }

  /** The name of the first key that is one of this ring, found in the same time whatever is presented. */
  find(presented: readonly string[]): string | undefined {
    let found: string | undefined;
    for (const key of presented) {
      const given = digest(key);
      for (const check of this.#checks) if (timingSafeEqual(check.digest, given)) found ??= check.name;
    }
    if (found !== undefined) this.#use.note(found);
    return found;
  }

  close(): void {
    this.#endWatch();
    this.#use.close();
  }

  #read(): void {
    try {
      this.#take(readKeys(this.#home));
    } catch {
      // Half of an edit, or a mistake: the keys that there were go on until the file can be read.
    }
  }

  #write(keys: readonly KeptKey[]): void {
    writeKeys(this.#home, keys);
    this.#take(keys);
  }

  #take(keys: readonly KeptKey[]): void {
    this.#keys = keys;
    this.#setChecks();
  }

  #setChecks(): void {
    const locked = this.#secrets
      .otherDigests(LOCAL_KEY)
      .map((hex) => ({ name: MAIN, digest: Buffer.from(hex, 'hex') }));
    const others = this.#keys.map((key) => ({ name: key.name, digest: Buffer.from(key.digest, 'hex') }));
    this.#checks = [{ name: MAIN, digest: digest(this.#main) }, ...locked, ...others];
  }
}

/** The secret that a client's key is kept as. */
function secretOf(name: string): string {
  return `client-key-${name}`;
}

function checkName(name: string): void {
  if (!NAME.test(name)) {
    const message = `"${name.slice(0, 80)}" is no name for a key: letters, digits, ".", "_" and "-", at most 40 of them.`;
    throw new AditError('invalid_request_error', message, { shouldRetry: false });
  }
  if (!RESERVED.has(name)) return;
  throw new AditError('invalid_request_error', `"${name}" stands for something else: choose another name.`, {
    shouldRetry: false,
  });
}

function noSuchKey(name: string): AditError {
  const message = `No key is named "${name.slice(0, 80)}". "adit keys" lists those that there are.`;
  return new AditError('not_found_error', message, { shouldRetry: false });
}
