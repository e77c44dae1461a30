import type { Event, MessageBoxOptions } from 'electron';
import type { Electron } from '../electron.ts';
import type { ToolView } from '../state/state.ts';

/** How long open streams may go on after the person has quit, in milliseconds. */
const GRACE_MS = 10_000;

export interface QuitOptions {
  readonly tools: () => readonly ToolView[];
  /** Whether it has been said what quitting means for tools; `toldOfTools` remembers it. */
  readonly hasTold: () => boolean;
  readonly toldOfTools: () => void;
  readonly undo: (tool: ToolView) => Promise<void>;
  /** Ends the engine; open streams may go on for so long. */
  readonly close: (graceMs: number) => Promise<void>;
  readonly note: (line: string) => void;
}

const QUIT = 0;
const UNDO_AND_QUIT = 1;

/** Quitting: what it means for tools is said once, open streams end first, and a second quit does not wait. */
export class Quit {
  readonly #electron: Pick<Electron, 'app' | 'dialog'>;
  readonly #options: QuitOptions;
  #state: 'no' | 'asking' | 'closing' | 'done' = 'no';
  #isShutdown = false;

  constructor(electron: Pick<Electron, 'app' | 'dialog'>, options: QuitOptions) {
    this.#electron = electron;
    this.#options = options;
  }

  /** The machine ends: nobody is asked, and nothing is waited for. */
  shutdown(): void {
    this.#isShutdown = true;
  }

  /** `before-quit` of the app: held until all has ended. */
  requested(event: Pick<Event, 'preventDefault'>): void {
    if (this.#state === 'done') return;
    event.preventDefault();
    if (this.#state === 'closing') this.#electron.app.exit(0);
    if (this.#state === 'no') void this.#run().then((ended) => ended && this.#electron.app.quit());
  }

  /** Ends everything but the app itself; resolves to false where the person would rather not. */
  async #run(): Promise<boolean> {
    this.#state = 'asking';
    if (!(await this.#agreed())) {
      this.#state = 'no';
      return false;
    }
    await this.end();
    return true;
  }

  /** Ends the engine without a question: for who installs an update. */
  async end(): Promise<void> {
    this.#state = 'closing';
    await this.#options
      .close(this.#isShutdown ? 0 : GRACE_MS)
      .catch(() => this.#options.note('The engine did not end well'));
    this.#state = 'done';
  }

  async #agreed(): Promise<boolean> {
    const { tools, hasTold, toldOfTools, undo, note } = this.#options;
    const setUp = tools().filter(({ state }) => state === 'set-up' || state === 'drifted');
    if (setUp.length === 0 || hasTold() || this.#isShutdown) return true;
    const { response } = await this.#electron.dialog.showMessageBox(quitQuestion(setUp));
    if (response !== QUIT && response !== UNDO_AND_QUIT) return false;
    toldOfTools();
    if (response === QUIT) return true;
    for (const tool of setUp) await undo(tool).catch(() => note(`The set-up of ${tool.id} could not be undone`));
    return true;
  }
}

/** What is said, once, to who quits while tools are set up. */
export function quitQuestion(setUp: readonly ToolView[]): MessageBoxOptions {
  const names = new Intl.ListFormat('en').format(setUp.map(({ name }) => name));
  const isOne = setUp.length === 1;
  const [reach, send] = isOne ? ['it reaches', 'it sends'] : ['they reach', 'they send'];
  return {
    type: 'question',
    message: `${names} ${isOne ? 'is' : 'are'} set up to use Adit`,
    detail:
      `Without Adit ${reach} no model, and what ${send} goes to whichever program listens on Adit's port. ` +
      'Turning Adit off instead keeps the port. This is said once.',
    buttons: ['Quit', 'Undo the Set-Up and Quit', 'Cancel'],
    defaultId: QUIT,
    cancelId: 2,
    noLink: true,
  };
}
