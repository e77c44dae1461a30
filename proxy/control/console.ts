import type { SignInDesk } from '../aws/sign-in-desk.ts';
import type { SsoClients } from '../aws/sso/clients.ts';
import type { History } from '../history/history.ts';
import type { Exchange } from '../log/exchange.ts';
import type { Home } from '../settings/home.ts';
import type { Pricing } from './actions/estimate.ts';
import { Replays } from './actions/replays.ts';
import type { Admin } from './admin.ts';
import { CONSOLE_PATH, type ControlApp, createControlApp } from './app.ts';
import { ChangeFeed } from './change-feed.ts';
import { Doorway } from './doorway.ts';
import { type ControlEvent, ControlEvents } from './events.ts';
import { Glance } from './glance.ts';
import { Power } from './power.ts';
import { areBuilt } from './screens.ts';
import { SignIns } from './sign-ins.ts';
import { type Facts, statusOf } from './status.ts';
import { tokenGuard } from './token.ts';

/** Identity, endpoint, demo, sso and openPage may change with the settings: they are read when they are needed. */
export interface ConsoleOptions extends Facts {
  readonly home: Home;
  readonly history: History;
  readonly desk: SignInDesk;
  readonly sso: SsoClients;
  /** Opens a sign-in's page by itself as soon as requests wait for one. */
  readonly openPage?: ((url: string) => void) | undefined;
  /** Told of all events. */
  readonly onEvent: (event: ControlEvent) => void;
  /** Where clients ask; asked for when the program listens. */
  readonly url: () => string;
  /** The key that tools on this machine send. */
  readonly key: () => string;
  /** What the API wants as `Authorization: Bearer`, and where a person finds it, in words. */
  readonly token: string;
  readonly tokenPlace: string;
  readonly admin: Admin;
  readonly pricing: () => Pricing;
  /** The folder of the built screens. */
  readonly screens: string;
}

/** The control API with what is behind it. */
export interface Console {
  readonly app: ControlApp;
  /** What the API wants as `Authorization: Bearer`. */
  readonly token: string;
  /** Where a person finds the screens; the token is not in it. */
  readonly url: string;
  readonly doorway: Doorway;
  readonly power: Power;
  /** Tells screens and listeners of an event. */
  tell(event: ControlEvent): void;
  /** Tells screens how things are now. */
  tellStatus(): void;
  /** To be told of every request that comes in. */
  arrived(exchange: Exchange): void;
  /** Ends the streams of events, the replays, and a sign-in that runs. */
  close(): void;
}

/** Puts the control API together: desk and sign-ins tell their events, and a sign-in lets requests go on. */
export function createConsole(options: ConsoleOptions): Console {
  const { home, desk, env, history, onEvent, url, screens, token } = options;
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
  const power = new Power((on) => events.tell({ type: 'power', on }));
  const replays = new Replays(options);
  const changes = new ChangeFeed(history);
  const checkToken = tokenGuard(token, options.tokenPlace);
  const consoleUrl = () => `${url()}${CONSOLE_PATH}/`;
  const doorway = new Doorway({ home, env, url: consoleUrl, token });
  const glance = new Glance(history);
  const status = async () =>
    statusOf(options, {
      ...(await glance.look()),
      url: url(),
      on: power.isOn,
      matter: desk.matter,
      run: signIns.run,
      screens: areBuilt(screens),
      secrets: { place: options.admin.secrets.place, problem: options.admin.secrets.problem ?? null },
    });
  return {
    app: createControlApp({ ...options, status, signIns, events, power, changes, replays, doorway, checkToken }),
    token,
    get url() {
      return consoleUrl();
    },
    doorway,
    power,
    tell: (event) => events.tell(event),
    tellStatus: () => void status().then((now) => events.tell({ type: 'status', ...now })),
    arrived: (exchange) => replays.arrived(exchange),
    close() {
      signIns.cancel();
      replays.close();
      doorway.close();
      events.close();
    },
  };
}

/** Whether a path is the console's. */
export function isConsolePath(path: string): boolean {
  return path === CONSOLE_PATH || path.startsWith(`${CONSOLE_PATH}/`);
}
