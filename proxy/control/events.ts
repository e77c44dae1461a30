import type { DeskEvent } from '../aws/sign-in-desk.ts';
import type { SignInRun } from './sign-ins.ts';

/** What the control API tells as it happens. */
export type ControlEvent =
  | DeskEvent
  | { readonly type: 'sign-in'; readonly run: SignInRun }
  | { readonly type: 'power'; readonly on: boolean };

/** Passes events on to whoever listens. */
export class ControlEvents {
  readonly #listeners = new Set<(event: ControlEvent) => void>();
  readonly #closed = new AbortController();

  /** Aborted when the program ends: who streams events ends then. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  tell(event: ControlEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** Tells of events, until the function that is given back is called. */
  listen(listener: (event: ControlEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  close(): void {
    this.#closed.abort();
  }
}
