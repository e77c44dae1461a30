import { HEADERS_MS, type Listener, listen, type Served } from '../api/listener.ts';
import { AditError } from '../errors.ts';
import type { Exchange } from '../log/exchange.ts';
import type { Settings } from '../settings/settings.ts';

export interface ListenersOptions {
  readonly served: Served;
  /** What answers where no key is wanted. */
  readonly keyless: Served;
  readonly headersMs?: number | undefined;
  readonly onEnd: (exchange: Exchange) => void;
}

/** How long what is open at a port may go on when Adit listens at another one, in milliseconds. */
const MOVE_MS = 10 * 60 * 1000;

/** The ports that the settings name: that of all tools, and one where no key is wanted. */
export class Listeners {
  readonly #options: ListenersOptions;
  readonly #left = new Set<Listener>();
  #main: Listener | undefined;
  #keyless: Listener | undefined;
  #problem: string | undefined;

  constructor(options: ListenersOptions) {
    this.#options = options;
  }

  get url(): string {
    return this.#main?.url ?? '';
  }

  get keylessUrl(): string | undefined {
    return this.#keyless?.url;
  }

  /** Why there is no place without a key although the settings ask for one. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /**
   * Starts to listen. Rejects with the socket's error where the port for all tools cannot be had; a place without a key
   * that cannot be had keeps nobody else waiting.
   */
  async start(settings: Settings): Promise<void> {
    this.#main = await this.#listen(this.#options.served, settings.port);
    await this.prepare(settings, settings.keyless.enabled ? ['keyless.enabled'] : []).then(
      (ready) => ready.commit(),
      (error: AditError) => {
        this.#problem = `There is no place without a key: ${error.message}`;
      },
    );
  }

  /**
   * Listens where the settings say. Gives back what ends the ports that are no longer used, and what ends the new ones
   * again. Rejects with AditError where a port cannot be had; all is as it was then.
   */
  async prepare(settings: Settings, changed: readonly string[]): Promise<{ commit(): void; undo(): void }> {
    const { keyless } = settings;
    const isMoved = changed.includes('port') && !isAt(this.#main, settings.port);
    const isKeylessMoved =
      (changed.includes('keyless.enabled') || changed.includes('keyless.port')) &&
      !(keyless.enabled && isAt(this.#keyless, keyless.port));
    const main = isMoved ? await this.#take(this.#options.served, settings.port) : this.#main;
    let open = this.#keyless;
    try {
      if (isKeylessMoved) open = keyless.enabled ? await this.#take(this.#options.keyless, keyless.port) : undefined;
    } catch (error) {
      if (isMoved) this.#leave(main, 0);
      throw error;
    }
    return {
      commit: () => {
        if (isMoved) this.#leave(this.#main, MOVE_MS);
        if (isKeylessMoved) this.#leave(this.#keyless, MOVE_MS);
        this.#main = main;
        this.#keyless = open;
        if (isKeylessMoved) this.#problem = undefined;
      },
      undo: () => {
        if (isMoved) this.#leave(main, 0);
        if (isKeylessMoved) this.#leave(open, 0);
      },
    };
  }

  /** Lets open requests end for up to `graceMs`. */
  async close(graceMs: number): Promise<void> {
    const all = [this.#main, this.#keyless, ...this.#left];
    await Promise.all(all.map((listener) => listener?.close(graceMs)));
  }

  #listen(served: Served, port: number): Promise<Listener> {
    const { headersMs = HEADERS_MS, onEnd } = this.#options;
    return listen(served, { port, headersMs, onEnd });
  }

  #take(served: Served, port: number): Promise<Listener> {
    return this.#listen(served, port).catch((error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be had (${error.code})`;
      throw new AditError('invalid_request_error', `Port ${port} ${why}: choose another one.`, {
        shouldRetry: false,
        cause: error,
      });
    });
  }

  #leave(listener: Listener | undefined, graceMs: number): void {
    if (!listener) return;
    this.#left.add(listener);
    void listener.close(graceMs).finally(() => this.#left.delete(listener));
  }
}

/** Whether it listens at a port already, as after a move elsewhere that could not be. */
function isAt(listener: Listener | undefined, port: number): boolean {
  return listener !== undefined && new URL(listener.url).port === String(port);
}
