import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Home } from '../settings/home.ts';

export interface DoorwayOptions {
  readonly home: Home;
  readonly env: NodeJS.ProcessEnv;
  /** The address of the screens. */
  readonly url: () => string;
  readonly token: string;
}

/** How long a browser may take to start and read the file, in milliseconds. */
const KEPT_MS = 60_000;

/**
 * How a browser gets the console's token. What stands on a command line can be read by every user of the machine, so it is
 * neither the token nor a code that can be had for it: whoever read that could use it first. It is the path of a file that
 * the person alone can read, and that sends the browser on to the address with the token in its fragment.
 */
export class Doorway {
  readonly #options: DoorwayOptions;
  readonly #folder: string;
  readonly #made = new Map<string, NodeJS.Timeout>();

  constructor(options: DoorwayOptions) {
    this.#options = options;
    const { home, env } = options;
    // Browsers out of a snap, as Ubuntu has them, can read no hidden folder.
    this.#folder = process.platform === 'linux' && env.HOME ? env.HOME : home.path;
  }

  /** The address for the person: with the token, so for their own eyes alone. */
  get address(): string {
    const { url, token } = this.#options;
    return `${url()}#token=${token}`;
  }

  /** Makes the file to give to a browser, and resolves to its path. It is deleted a minute later, or when Adit ends. */
  open(): string {
    const { port } = new URL(this.#options.url());
    const file = join(this.#folder, `adit-console-${port}.html`);
    this.#remove(file);
    const script = `location.replace(${JSON.stringify(this.address)})`;
    const page = `<!doctype html>\n<meta charset="utf-8">\n<title>Adit</title>\n<script>${script}</script>\n`;
    writeFileSync(file, page, { mode: 0o600, flag: 'wx' });
    this.#made.set(file, setTimeout(() => this.#remove(file), KEPT_MS).unref());
    return file;
  }

  close(): void {
    for (const file of this.#made.keys()) this.#remove(file);
  }

  #remove(file: string): void {
    clearTimeout(this.#made.get(file));
    this.#made.delete(file);
    rmSync(file, { force: true });
  }
}
