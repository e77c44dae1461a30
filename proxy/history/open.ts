import { codeAndPlace } from '../errors.ts';
import type { Exchange } from '../log/exchange.ts';
import type { HistoryChange } from './changes.ts';
import type { History } from './history.ts';
import type { Questions } from './questions.ts';
import { Recorder } from './recorder.ts';
import type { StoreHealth } from './shapes.ts';
import { WorkerHandle } from './worker-handle.ts';
import type { HistorySettings } from './worker-messages.ts';

/** The history's file in the home. */
export const HISTORY_FILE = 'history.db';

/** Changes that are kept for who reads them late, and rows in them. */
const KEPT_CHANGES = 1000;
const KEPT_ROWS = 2000;

/** When the worker starts if nothing needs it before: after the program's own start, in milliseconds. */
const START_AFTER_MS = 1000;

/** Opens the history in `file`. Its worker starts when it is needed, or soon. */
export function openHistory(file: string, settings: HistorySettings): OpenHistory {
  return new OpenHistory(file, settings);
}

export class OpenHistory implements History {
  readonly #worker: WorkerHandle;
  readonly #recorder: Recorder;
  readonly #listeners = new Set<(change: HistoryChange) => void>();
  readonly #timer: NodeJS.Timeout;
  #settings: HistorySettings;
  #changes: HistoryChange[] = [];
  #rows = 0;
  #version = 0;

  constructor(file: string, settings: HistorySettings) {
    this.#settings = settings;
    this.#worker = new WorkerHandle(() => ({ file, settings: this.#settings }), {
      onMessage: (message) => {
        if (message.kind === 'stored') this.#recorder.stored(message.bytes);
        else this.#tell(message.change);
      },
      onCrash: (error, isFinal) => {
        this.#recorder.forgotten();
        if (isFinal) this.#tell({ version: 0, rows: [], removed: [], health: failing(error) });
      },
    });
    this.#recorder = new Recorder((message, transfer) => this.#worker.post(message, transfer));
    this.#timer = setTimeout(() => this.#wake(), START_AFTER_MS).unref();
  }

  get version(): number {
    return this.#version;
  }

  begin(exchange: Exchange): void {
    if (this.#settings.enabled) this.#recorder.begin(exchange);
  }

  end(exchange: Exchange): void {
    this.#recorder.end(exchange);
  }

  async ask<Name extends keyof Questions>(
    name: Name,
    ...args: Parameters<Questions[Name]>
  ): Promise<ReturnType<Questions[Name]>> {
    // What has just happened is part of the answer.
    this.#recorder.flush();
    return (await this.#worker.ask(name, args)) as ReturnType<Questions[Name]>;
  }

  since(version: number): readonly HistoryChange[] | undefined {
    if (version > this.#version || version < this.#version - this.#changes.length) return undefined;
    return this.#changes.slice(this.#changes.length - (this.#version - version));
  }

  listen(listener: (change: HistoryChange) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Goes on with other settings. */
  apply(settings: HistorySettings): void {
    this.#settings = settings;
    this.#worker.tell({ kind: 'settings', settings });
    this.#wake();
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#recorder.flush();
    await this.#worker.close();
  }

  /** A store that is opened early has told what an earlier run left unfinished before anybody asks. */
  #wake(): void {
    if (this.#settings.enabled) void this.ask('health').catch(() => {});
  }

  /** Numbers are given here: the worker may have been started more than once. */
  #tell(change: HistoryChange): void {
    const numbered = { ...change, version: ++this.#version };
    this.#changes.push(numbered);
    this.#rows += change.rows.length;
    while (this.#changes.length > KEPT_CHANGES || (this.#rows > KEPT_ROWS && this.#changes.length > 1)) {
      this.#rows -= this.#changes.shift()?.rows.length ?? 0;
    }
    for (const listener of this.#listeners) listener(numbered);
  }
}

function failing(error: Error): StoreHealth {
  const problem = `The history has stopped (${codeAndPlace(error)}): new requests are not kept until Adit is started again.`;
  return { state: 'failing', problem, lostBodies: 0, lostRequests: 0, size: 0, requests: 0, setAside: null };
}
