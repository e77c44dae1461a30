import { reason } from '../../proxy/errors.ts';
import type { RequestRow } from '../../proxy/history/shapes.ts';
import { type ConsoleClient, carryTo, consoleClient } from '../engine/console.ts';
import { type ConsoleEvent, followEvents } from '../engine/events.ts';
import type { HostedEngine } from '../engine/host.ts';
import type { Carry } from '../security/carrier.ts';
import type { ShellState, ToolView } from '../state/state.ts';
import { Watch } from '../state/watch.ts';

export interface EngineLifeOptions {
  readonly open: () => Promise<HostedEngine>;
  readonly dailyUsd: () => number | null;
  readonly tools: () => Promise<readonly ToolView[]>;
  readonly onState: (state: Partial<ShellState>) => void;
  readonly onRows: (rows: readonly RequestRow[]) => void;
  readonly onEvent: (event: ConsoleEvent) => void;
  readonly note: (line: string) => void;
}

/** An engine that runs, and how the shell talks to it. */
export interface RunningEngine extends HostedEngine {
  readonly carry: Carry;
  readonly client: ConsoleClient;
}

/** The engine from start to end, with who watches it. */
export class EngineLife {
  readonly #options: EngineLifeOptions;
  #running: RunningEngine | undefined;
  #watch: Watch | undefined;
  #left = new AbortController();
  #starting: Promise<void> | undefined;

  constructor(options: EngineLifeOptions) {
    this.#options = options;
  }

  get running(): RunningEngine | undefined {
    return this.#running;
  }

  /** Starts it, unless it runs. A failure is part of the state, and no rejection. */
  start(): Promise<void> {
    this.#starting ??= this.#start().finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  /** The machine has slept. */
  wake(): void {
    this.#running?.engine.wake();
    this.#watch?.soon();
  }

  /** To be told when something has changed that the engine does not tell of. */
  changed(): void {
    this.#watch?.soon();
  }

  /** Lets streams end for up to `graceMs`. May be called again, with less patience. */
  async close(graceMs: number): Promise<void> {
    await this.#starting;
    this.#left.abort();
    this.#watch?.close();
    await this.#running?.close(graceMs);
  }

  async #start(): Promise<void> {
    if (this.#running) return;
    const { open, onState, note } = this.#options;
    onState({ engine: { state: 'starting' } });
    try {
      const hosted = await open();
      for (const problem of [hosted.engine.secrets.problem, hosted.engine.problem]) if (problem) note(problem);
      const carry = carryTo(hosted.engine.console);
      this.#running = { ...hosted, carry, client: consoleClient(carry) };
    } catch (error) {
      note(`The engine did not start: ${reason(error)}`);
      onState({ engine: { state: 'failed', why: reason(error) } });
      return;
    }
    await this.#follow(this.#running);
  }

  async #follow(running: RunningEngine): Promise<void> {
    const { dailyUsd, tools, onState, onRows, onEvent, note } = this.#options;
    const failed = (error: unknown) => note(`The state could not be read: ${reason(error)}`);
    const { client, carry, engine } = running;
    const watch = new Watch({
      client,
      history: engine.history,
      dailyUsd,
      tools,
      onState,
      onRows,
      onFailure: failed,
    });
    this.#watch = watch;
    followEvents(carry, this.#left.signal, (event) => {
      if (event.type !== 'ping') watch.soon();
      onEvent(event);
    }).catch(failed);
    await watch.now();
  }
}
