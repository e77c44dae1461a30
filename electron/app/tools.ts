import { listTools, type State, type ToolRow, undo } from '../../proxy/clients/clients.ts';
import { type ToolContext, toolContext } from '../../proxy/clients/context.ts';
import { ringKeys } from '../../proxy/clients/keys.ts';
import type { Engine } from '../../proxy/engine.ts';
import type { Home } from '../../proxy/settings/home.ts';
import { loadSettings } from '../../proxy/settings/settings.ts';
import type { ToolView } from '../state/state.ts';

export interface ToolsOptions {
  readonly home: Home;
  readonly env: NodeJS.ProcessEnv;
  readonly engine: () => Engine | undefined;
}

/** For how long what was found is good, in milliseconds: to look starts the tools themselves, to ask for their version. */
const GOOD_FOR_MS = 30_000;

const STATES: Readonly<Record<State, ToolView['state']>> = {
  'not set up': 'not-set-up',
  'set up': 'set-up',
  'set up elsewhere': 'elsewhere',
  drifted: 'drifted',
};

/** The tools of this machine, as the menu shows them. Nothing is changed but by `undo`. */
export class Tools {
  readonly #options: ToolsOptions;
  #found: Promise<readonly ToolView[]> = Promise.resolve([]);
  #at = Number.NEGATIVE_INFINITY;

  constructor(options: ToolsOptions) {
    this.#options = options;
  }

  /** How they stand; looked for anew where that is long ago. A failure is no reason for having no menu. */
  list(): Promise<readonly ToolView[]> {
    if (performance.now() - this.#at > GOOD_FOR_MS) {
      this.#at = performance.now();
      this.#found = this.#look().catch(() => []);
    }
    return this.#found;
  }

  /** Puts back what a tool was set up with before Adit. */
  async undo({ id }: ToolView): Promise<void> {
    const context = this.#context();
    if (context) await undo(context, id);
  }

  async #look(): Promise<readonly ToolView[]> {
    const context = this.#context();
    return context ? (await listTools(context)).map(toView) : [];
  }

  #context(): ToolContext | undefined {
    const { home, env, engine } = this.#options;
    const running = engine();
    // Tools are pointed at the port of the settings, whatever this run was started with.
    const { port } = loadSettings(home);
    if (!running) return undefined;
    return toolContext({ env, home, keys: ringKeys(running.keys), port });
  }
}

function toView({ id, title, installed, state }: ToolRow): ToolView {
  return { id, name: title, state: installed === null ? 'not-found' : state === null ? 'elsewhere' : STATES[state] };
}
