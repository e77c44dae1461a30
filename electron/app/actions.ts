import { reason } from '../../proxy/errors.ts';
import { linkCommand } from '../desktop/command-link.ts';
import { LOGIN_ITEMS_PANE } from '../desktop/login-item.ts';
import type { Updates } from '../desktop/updates.ts';
import type { Electron } from '../electron.ts';
import { answerOf } from '../engine/console.ts';
import type { Action } from '../menu/entry.ts';
import { toExternal } from '../security/links.ts';
import type { Screen } from '../windows/options.ts';
import type { EngineLife, RunningEngine } from './engine-life.ts';

export interface ActionParts {
  readonly electron: Pick<Electron, 'app' | 'clipboard' | 'dialog' | 'shell'>;
  readonly life: EngineLife;
  readonly updates: Updates;
  readonly env: NodeJS.ProcessEnv;
  readonly show: (screen: Screen, at?: string) => Promise<void>;
  readonly startAtLogin: (on: boolean) => void;
  /** The next start of the engine takes any free port, for this run alone. */
  readonly useFreePort: () => void;
  readonly installUpdate: () => Promise<void>;
}

type Doing = { readonly [Name in Action['do']]: (action: Extract<Action, { do: Name }>) => unknown };

/** What each action of a menu or a notification does. A failure is told to the person, in the words of who failed. */
export function performer(parts: ActionParts): (action: Action) => Promise<void> {
  const { electron } = parts;
  const doing = createDoing(parts);
  return async (action) => {
    try {
      await (doing[action.do] as (action: Action) => unknown)(action);
    } catch (error) {
      electron.dialog.showErrorBox('Adit could not do that', reason(error));
    }
  };
}

function createDoing(parts: ActionParts): Doing {
  const { electron, life, updates, env, show, startAtLogin, useFreePort, installUpdate } = parts;
  const { app, clipboard, dialog, shell } = electron;
  const engine = () => running(life);
  return {
    turn: ({ on }) => answerOf(engine().client.power.$post({ json: { on } })),
    'start-again': ({ freePort }) => {
      if (freePort) useFreePort();
      return life.start();
    },
    copy: ({ what }) => clipboard.writeText(what === 'url' ? engine().engine.url : engine().engine.key),
    'use-profile': ({ profile }) => engine().engine.switchIdentity({ profile }),
    'use-region': ({ region }) => engine().engine.switchIdentity({ region }),
    'sign-in': () => signIn(engine(), shell),
    open: ({ screen, at }) => show(screen, at),
    'start-at-login': ({ on }) => startAtLogin(on),
    'allow-at-login': () => shell.openExternal(LOGIN_ITEMS_PANE),
    'check-for-updates': () => lookForUpdates(engine(), updates, dialog),
    'install-update': installUpdate,
    'link-command': () => {
      const program = env.APPIMAGE ?? app.getPath('exe');
      const { path, isFound } = linkCommand({ program, home: app.getPath('home'), env });
      const detail = isFound ? 'Try: adit doctor' : `Add its folder to your PATH, or call it as ${path}`;
      return dialog.showMessageBox({ type: 'info', message: `The command is ${path}`, detail });
    },
    quit: () => app.quit(),
  };
}

function running(life: EngineLife): RunningEngine {
  if (life.running) return life.running;
  throw new Error('Adit is not running yet.');
}

/** Begins a sign-in and shows its page. */
async function signIn({ client }: RunningEngine, shell: Electron['shell']): Promise<void> {
  const run = await answerOf(client['sign-in'].$post({ json: { method: 'browser' } }));
  const page = run.state === 'running' && run.url !== undefined ? toExternal(run.url) : undefined;
  if (page) await shell.openExternal(page);
}

const YES = 0;

/** Asks the person first, the first time. */
async function lookForUpdates({ engine }: RunningEngine, updates: Updates, dialog: Electron['dialog']): Promise<void> {
  if (!updates.isAllowed) {
    const { response } = await dialog.showMessageBox({
      type: 'question',
      message: 'Look for new releases on GitHub?',
      detail:
        'Adit speaks with AWS and with nobody else. If you allow it, it also asks github.com for new releases, now and ' +
        'every few hours, and fetches them. The settings end it.',
      buttons: ['Look for Updates', 'Not Now'],
      defaultId: YES,
      cancelId: 1,
    });
    if (response !== YES) return;
    await engine.apply({ updates: { check: true } });
  }
  await updates.check();
}
