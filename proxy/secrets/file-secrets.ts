import { rmSync } from 'node:fs';
import type { Home } from '../settings/home.ts';
import { keptSecret, readSecret } from './kept.ts';
import type { Secrets } from './secrets.ts';

/** Secrets in files of the home, each in one of its own that the person alone can read. */
export class FileSecrets implements Secrets {
  readonly place = 'file';
  readonly problem = undefined;
  readonly isStuck = false;
  readonly #home: Home;

  constructor(home: Home) {
    this.#home = home;
  }

  async read(name: string): Promise<string | undefined> {
    return readSecret(this.#home, name);
  }

  async keep(name: string, prefix: string): Promise<string> {
    return keptSecret(this.#home, name, prefix);
  }

  async write(name: string, value: string): Promise<void> {
    this.#home.write(name, `${value}\n`);
  }

  async remove(name: string): Promise<void> {
    rmSync(this.#home.file(name), { force: true });
  }

  otherDigests(): readonly string[] {
    return [];
  }

  where(name: string): string {
    return this.#home.file(name);
  }
}
