import type { HistoryChange } from '../../proxy/history/changes.ts';
import type { History } from '../../proxy/history/history.ts';
import type { RequestRow } from '../../proxy/history/shapes.ts';
import { answerOf, type ConsoleClient } from '../engine/console.ts';
import { type EngineFacts, toEngineState } from './engine-state.ts';
import type { ShellState, ToolView } from './state.ts';

export interface WatchOptions {
  readonly client: ConsoleClient;
  readonly history: History;
  readonly dailyUsd: () => number | null;
  readonly tools: () => Promise<readonly ToolView[]>;
  /** The engine's part of the state, whenever it may have changed. */
  readonly onState: (state: Omit<ShellState, 'login' | 'update'>) => void;
  readonly onRows: (rows: readonly RequestRow[]) => void;
  readonly onFailure: (error: unknown) => void;
}

/** How long changes are collected before the state is read anew, and when it is read without any, in milliseconds. */
const COLLECT_MS = 200;
const EVERY_MS = 60_000;

/** How many requests are read for the menu: some of them are counts of tokens, which it does not show. */
const ROWS = 20;

/** Keeps the engine's part of the state: reads it when something has happened, one reading at a time. */
export class Watch {
  readonly #options: WatchOptions;
  readonly #open = new Set<string>();
  readonly #silence: () => void;
  readonly #minute: NodeJS.Timeout;
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<void> | undefined;
  #isClosed = false;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#silence = options.history.listen((change) => this.#changed(change));
    // Sign-ins end, days begin, and tools are set up elsewhere without anybody telling.
    this.#minute = setInterval(() => this.soon(), EVERY_MS).unref();
  }

  /** To be told when something has happened: the state is read in a moment. */
  soon(): void {
    if (this.#isClosed) return;
    this.#timer ??= setTimeout(() => void this.now(), COLLECT_MS);
  }

  /** Reads the state, after a reading that runs. */
  now(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const before = this.#reading ?? Promise.resolve();
    this.#reading = before.then(() => this.#read());
    return this.#reading;
  }

  close(): void {
    this.#isClosed = true;
    this.#silence();
    clearInterval(this.#minute);
    clearTimeout(this.#timer);
  }

  #changed({ rows, removed }: HistoryChange): void {
    for (const { id, state } of rows) {
      if (state === 'open') this.#open.add(id);
      else this.#open.delete(id);
    }
    for (const id of removed === 'all' ? [...this.#open] : removed) this.#open.delete(id);
    this.#options.onRows(rows);
    this.soon();
  }

  async #read(): Promise<void> {
    const { onState, onFailure } = this.#options;
    try {
      const state = toEngineState(await this.#facts());
      if (!this.#isClosed) onState(state);
    } catch (error) {
      if (!this.#isClosed) onFailure(error);
    }
  }

  async #facts(): Promise<EngineFacts> {
    const { client, history, dailyUsd, tools } = this.#options;
    const [status, { profiles }, rows, found] = await Promise.all([
      answerOf(client.status.$get()),
      answerOf(client.profiles.$get()),
      // A history that cannot be read says so in the status; the menu goes without its rows.
      history.ask('page', '', null, ROWS).then(
        (page) => page.rows,
        () => [],
      ),
      tools(),
    ]);
    return { status, profiles, rows, open: this.#open, dailyUsd: dailyUsd(), tools: found };
  }
}
