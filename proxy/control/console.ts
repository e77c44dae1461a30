import type { SignInDesk } from '../aws/sign-in-desk.ts';
import type { SsoClients } from '../aws/sso/clients.ts';
import type { Home } from '../settings/home.ts';
import { CONSOLE_PATH, type ControlApp, createControlApp } from './app.ts';
import { type ControlEvent, ControlEvents } from './events.ts';
import { SignIns } from './sign-ins.ts';
import { type Facts, statusOf } from './status.ts';
import { consoleToken, tokenGuard } from './token.ts';

export interface ConsoleOptions extends Facts {
  readonly home: Home;
  readonly desk: SignInDesk;
  readonly sso: SsoClients;
  /** Opens a sign-in's page by itself as soon as requests wait for one. */
  readonly openPage?: ((url: string) => void) | undefined;
  /** Told of all events. */
  readonly onEvent: (event: ControlEvent) => void;
  /** Where clients ask; asked for when the program listens. */
  readonly url: () => string;
}

/** The control API with what is behind it. */
export interface Console {
  readonly app: ControlApp;
  /** Ends the streams of events, and a sign-in that runs. */
  close(): void;
}

/** Puts the control API together: desk and sign-ins tell their events, and a sign-in lets requests go on. */
export function createConsole(options: ConsoleOptions): Console {
  const { home, desk, env, onEvent, url } = options;
  const events = new ControlEvents();
  events.listen(onEvent);
  const signIns = new SignIns({
    env,
    // Both change with the settings.
    get identity() {
      return options.identity;
    },
    get clients() {
      return options.sso;
    },
    onChange(run) {
      events.tell({ type: 'sign-in', run });
      if (run.state === 'done') void desk.tryNow();
    },
  });
  desk.listen((event) => {
    events.tell(event);
    const { openPage } = options;
    if (!openPage || event.type !== 'sign-in-needed' || event.matter.task !== 'sso') return;
    const open = async () => {
      const run = await signIns.start('browser');
      if (run.state === 'running' && run.url) openPage(run.url);
    };
    // Why a sign-in failed is an event of its own.
    open().catch(() => {});
  });
  const status = () => statusOf(options, { url: url(), matter: desk.matter, run: signIns.run });
  const checkToken = tokenGuard(consoleToken(home), home);
  return {
    app: createControlApp({ env, status, desk, signIns, events, checkToken }),
    close() {
      signIns.cancel();
      events.close();
    },
  };
}

/** Whether a path is the console's. */
export function isConsolePath(path: string): boolean {
  return path === CONSOLE_PATH || path.startsWith(`${CONSOLE_PATH}/`);
}
