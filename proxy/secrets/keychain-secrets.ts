import { rmSync } from 'node:fs';
import * as v from 'valibot';
import { reason } from '../errors.ts';
import type { Home } from '../settings/home.ts';
import { FileSecrets } from './file-secrets.ts';
import { digest, keptSecret, readSecret } from './kept.ts';
import type { Keychain } from './keychain.ts';
import type { Secrets } from './secrets.ts';

/** Digests of what the keychain has, so that a key that tools send is known also where the keychain is locked. */
const DIGESTS_FILE = 'keychain.json';

const DigestsSchema = v.record(v.string(), v.string());

/**
 * Secrets in the system's keychain. A file of a secret is newer than the keychain's item, since it is written only where
 * there is no keychain: it moves in. Where the keychain fails, files do in its place from then on; a secret that the
 * keychain has and does not give gets a substitute, which ends when the keychain answers again.
 */
export class KeychainSecrets implements Secrets {
  readonly #home: Home;
  readonly #files: FileSecrets;
  readonly #known = new Map<string, Promise<string | undefined>>();
  #keychain: Keychain | undefined;
  #wasStuck = false;
  #why: string | undefined;

  /** Without a keychain: `why` says what is in its way. */
  constructor(home: Home, keychain: Keychain | undefined, why?: string) {
    this.#home = home;
    this.#files = new FileSecrets(home);
    this.#keychain = keychain;
    this.#why = why;
  }

  get place(): 'keychain' | 'file' {
    return this.#keychain ? 'keychain' : 'file';
  }

  get problem(): string | undefined {
    if (this.#why === undefined) return undefined;
    return `The keychain cannot be used (${this.#why}): keys are in files of ${this.#home.path} that you alone can read.`;
  }

  get isStuck(): boolean {
    return this.#keychain?.isStuck ?? this.#wasStuck;
  }

  read(name: string): Promise<string | undefined> {
    const known = this.#known.get(name);
    if (known) return known;
    const value = this.#read(name);
    this.#known.set(name, value);
    // What failed may be mended, such as a file that cannot be read.
    value.catch(() => this.#known.delete(name));
    return value;
  }

  async keep(name: string, prefix: string): Promise<string> {
    const kept = await this.read(name);
    if (kept) return kept;
    // A file is made by one of several programs alone, and moves in as any other.
    const made = keptSecret(this.#home, this.#fileOf(name), prefix);
    const settled = this.#keychain ? this.#settle(name, made) : Promise.resolve(made);
    this.#known.set(name, settled);
    return (await settled) ?? made;
  }

  async write(name: string, value: string): Promise<void> {
    await this.#files.write(name, value);
    this.#known.set(name, Promise.resolve(value));
    await this.#moveIn(name, value);
  }

  async remove(name: string): Promise<void> {
    this.#known.set(name, Promise.resolve(undefined));
    await this.#files.remove(name);
    await this.#files.remove(substituteOf(name));
    await this.#ask(async (keychain) => {
      await keychain.delete(name);
      this.#noteDigest(name, undefined);
    });
  }

  otherDigests(name: string): readonly string[] {
    const noted = this.#keychain ? undefined : this.#digests()[name];
    return noted === undefined ? [] : [noted];
  }

  where(name: string): string {
    return this.#keychain ? 'the keychain, under "Adit"' : this.#home.file(this.#fileOf(name));
  }

  async #read(name: string): Promise<string | undefined> {
    const inFile = readSecret(this.#home, name);
    if (inFile !== undefined) {
      await this.#moveIn(name, inFile);
      return inFile;
    }
    const value = await this.#ask((keychain) => keychain.get(name));
    if (!this.#keychain) return readSecret(this.#home, this.#fileOf(name));
    this.#noteDigest(name, value);
    if (value !== undefined) rmSync(this.#home.file(substituteOf(name)), { force: true });
    return value;
  }

  /** Another program may have made the secret, and moved it in, between our look and our own making of it. */
  async #settle(name: string, made: string): Promise<string | undefined> {
    const theirs = await this.#ask((keychain) => keychain.get(name));
    if (theirs === undefined) {
      await this.#moveIn(name, made);
      return made;
    }
    await this.#files.remove(name);
    return theirs;
  }

  /** The file goes when the keychain has the value, and says so. */
  async #moveIn(name: string, value: string): Promise<void> {
    await this.#ask(async (keychain) => {
      await keychain.set(name, value);
      if ((await keychain.get(name)) !== value) throw new Error('it does not keep what it is given');
      this.#noteDigest(name, value);
      await this.#files.remove(name);
      await this.#files.remove(substituteOf(name));
    });
  }

  /** Asks the keychain; once it has failed it is not asked again in this run, and undefined is given back. */
  async #ask<T>(question: (keychain: Keychain) => Promise<T>): Promise<T | undefined> {
    if (!this.#keychain) return undefined;
    try {
      return await question(this.#keychain);
    } catch (error) {
      this.#wasStuck = this.#keychain?.isStuck ?? this.#wasStuck;
      this.#keychain = undefined;
      this.#why ??= reason(error);
      return undefined;
    }
  }

  #fileOf(name: string): string {
    return !this.#keychain && this.#digests()[name] !== undefined ? substituteOf(name) : name;
  }

  #digests(): Readonly<Record<string, string>> {
    try {
      return v.parse(DigestsSchema, JSON.parse(this.#home.read(DIGESTS_FILE) ?? '{}'));
    } catch {
      return {};
    }
  }

  #noteDigest(name: string, value: string | undefined): void {
    const { [name]: noted, ...others } = this.#digests();
    const next = value === undefined ? undefined : digest(value).toString('hex');
    if (noted === next) return;
    const digests = next === undefined ? others : { ...others, [name]: next };
    this.#home.write(DIGESTS_FILE, `${JSON.stringify(digests, null, 2)}\n`);
  }
}

function substituteOf(name: string): string {
  return `${name}.substitute`;
}
