import type { DeskEvent } from '../aws/sign-in-desk.ts';
import type { BudgetRow } from '../guard/budgets.ts';
import type { SignInRun } from './sign-ins.ts';
import type { Status } from './status.ts';

/** What the control API tells as it happens. */
export type ControlEvent =
  | DeskEvent
  | { readonly type: 'sign-in'; readonly run: SignInRun }
  | { readonly type: 'power'; readonly on: boolean }
  /** Settings count that did not before. `problem`: why what was edited cannot be used; null where it can. */
  | { readonly type: 'settings'; readonly changed: readonly string[]; readonly problem: string | null }
  /** A budget has got to 80 % or to 100 %. */
  | ({ readonly type: 'budget' } & BudgetRow)
  | ({ readonly type: 'status' } & Status);

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
