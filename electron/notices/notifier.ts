import type { RequestRow } from '../../proxy/history/shapes.ts';
import type { Electron, ShellNotification } from '../electron.ts';
import type { Action } from '../menu/entry.ts';
import type { ShellState } from '../state/state.ts';
import { type BudgetReached, budgetNotice } from './budget.ts';
import { type ErrorMemory, errorNotice, NO_ERRORS } from './errors.ts';
import type { Notice, Wanted } from './notice.ts';
import { signInNotice } from './sign-in.ts';

export interface NotifierOptions {
  /** What the person wants to be told of, as the settings are now. */
  readonly wanted: () => Wanted;
  readonly perform: (action: Action) => void;
}

/** Tells the person what they should know, as far as they want to. What is told is decided in the files beside this one. */
export class Notifier {
  readonly #electron: Pick<Electron, 'Notification'>;
  readonly #options: NotifierOptions;
  /** Kept, since one that nobody holds is forgotten together with its click. */
  readonly #shown = new Set<ShellNotification>();
  #errors: ErrorMemory = NO_ERRORS;

  constructor(electron: Pick<Electron, 'Notification'>, options: NotifierOptions) {
    this.#electron = electron;
    this.#options = options;
  }

  stateChanged(before: ShellState, after: ShellState): void {
    this.#tell(signInNotice(before, after));
  }

  requestsChanged(rows: readonly RequestRow[]): void {
    for (const row of rows) {
      const { memory, notice } = errorNotice(this.#errors, row);
      this.#errors = memory;
      this.#tell(notice);
    }
  }

  budgetReached(budget: BudgetReached): void {
    this.#tell(budgetNotice(budget));
  }

  #tell(notice: Notice | undefined): void {
    const { Notification } = this.#electron;
    if (!notice || !this.#options.wanted()[notice.topic] || !Notification.isSupported()) return;
    const shown = new Notification({ title: notice.title, body: notice.body });
    this.#shown.add(shown);
    shown.on('click', () => this.#options.perform(notice.action));
    shown.on('close', () => this.#shown.delete(shown));
    shown.show();
  }
}
