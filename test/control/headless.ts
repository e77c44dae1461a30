import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hc } from 'hono/client';
import { type Listener, listen, type Served } from '../../proxy/api/listener.ts';
import { createDoor } from '../../proxy/aws/door.ts';
import { nobody } from '../../proxy/aws/profiles.ts';
import { SignInDesk } from '../../proxy/aws/sign-in-desk.ts';
import { createSsoClients } from '../../proxy/aws/sso/clients.ts';
import type { Pricing } from '../../proxy/control/actions/estimate.ts';
import type { ControlApp } from '../../proxy/control/app.ts';
import { type Console, createConsole } from '../../proxy/control/console.ts';
import { Budgets } from '../../proxy/guard/budgets.ts';
import { KeyRing } from '../../proxy/guard/keys.ts';
import { Spending } from '../../proxy/guard/spending.ts';
import type { History } from '../../proxy/history/history.ts';
import { KnownModels } from '../../proxy/routing/known-models.ts';
import type { Resolution } from '../../proxy/routing/resolve.ts';
import { FileSecrets } from '../../proxy/secrets/file-secrets.ts';
import { CONSOLE_TOKEN, TOKEN_PREFIX } from '../../proxy/secrets/secrets.ts';
import { openHome } from '../../proxy/settings/home.ts';
import { SettingsStore } from '../../proxy/settings/store.ts';
import { temporaryFolder } from '../support/folder.ts';
import { ScriptedHistory } from './scripted-history.ts';

export interface HeadlessOptions {
  readonly history?: History;
  readonly prices?: Pricing['prices'];
  /** Files of the built screens, by path; none are built without. */
  readonly screens?: Readonly<Record<string, string>>;
}

/** The console without an engine: asked by `request`, or on a socket. */
export interface Headless extends AsyncDisposable {
  readonly console: Console;
  readonly headers: Record<string, string>;
  readonly api: ReturnType<typeof hc<ControlApp>>['console']['api'];
  /** Asks the app itself, with the token. */
  request(path: string, init?: RequestInit): Promise<Response>;
  /** Puts it on a socket, and resolves to its address. */
  listen(): Promise<string>;
  /** Ends the sockets, once open answers have ended or the time is over. */
  stopListening(graceMs: number): Promise<void>;
}

export async function openHeadless(options: HeadlessOptions = {}): Promise<Headless> {
  const folder = temporaryFolder();
  const screens = join(folder, 'renderer');
  for (const [path, text] of Object.entries(options.screens ?? {})) {
    mkdirSync(dirname(join(screens, path)), { recursive: true });
    writeFileSync(join(screens, path), text);
  }
  const identity = await nobody({ region: 'us-east-1' }, {});
  const door = createDoor([], [], {});
  const resolution: Resolution = {
    region: 'us-east-1',
    scope: 'geo',
    aliases: {},
    known: new KnownModels(),
    isMissing: () => false,
    now: Date.now,
  };
  const listeners: Listener[] = [];
  const home = openHome(join(folder, 'home'), {});
  const secrets = new FileSecrets(home);
  const settings = new SettingsStore(home);
  const keys = await KeyRing.open(home, secrets);
  const budgets = new Budgets(
    new Spending(home),
    () => settings.current,
    () => {},
  );
  const console = createConsole({
    home,
    identity,
    env: {},
    endpoint: { url: new URL('https://bedrock-runtime.us-east-1.amazonaws.com'), custom: false },
    demo: false,
    desk: new SignInDesk(0, []),
    sso: createSsoClients(door),
    onEvent() {},
    url: () => 'http://127.0.0.1:2348',
    key: () => 'adit-key-of-clients',
    token: await secrets.keep(CONSOLE_TOKEN, TOKEN_PREFIX),
    tokenPlace: secrets.where(CONSOLE_TOKEN),
    admin: {
      home,
      env: {},
      settings,
      secrets,
      keys,
      budgets,
      resolution: () => resolution,
      apply: async (patch) => settings.patch(patch),
      switchIdentity: async () => identity,
      keylessUrl: () => undefined,
      problem: () => undefined,
    },
    pricing: () => ({ resolution, prices: options.prices ?? {} }),
    screens,
    history: options.history ?? new ScriptedHistory(),
  });
  const headers = { authorization: `Bearer ${console.token}` };
  const fetchApp: typeof fetch = async (input, init) => console.app.request(input as string, init);
  const stopListening = async (graceMs: number) => {
    await Promise.all(listeners.splice(0).map((listener) => listener.close(graceMs)));
  };
  return {
    console,
    headers,
    stopListening,
    api: hc<ControlApp>('http://127.0.0.1:2348', { headers, fetch: fetchApp }).console.api,
    request: async (path, init) => console.app.request(path, { ...init, headers: { ...headers, ...init?.headers } }),
    async listen() {
      const served: Served = { fetch: (request, bindings) => console.app.fetch(request, bindings) };
      const listener = await listen(served, { port: 0, headersMs: 10_000, onEnd() {} });
      listeners.push(listener);
      return listener.url;
    },
    async [Symbol.asyncDispose]() {
      console.close();
      door.close();
      settings.close();
      keys.close();
      await stopListening(0);
    },
  };
}

/** One server-sent event. */
export interface ToldEvent {
  readonly event: string;
  readonly data: unknown;
  readonly id: string | undefined;
}

/** Server-sent events of an answer, one by one as they come, without the pings. */
export function eventsOf(answer: Response) {
  const reader = (answer.body as ReadableStream<Uint8Array<ArrayBuffer>>)
    .pipeThrough(new TextDecoderStream())
    .getReader();
  let rest = '';
  const next = async (): Promise<ToldEvent | undefined> => {
    while (!rest.includes('\n\n')) {
      const { done, value } = await reader.read();
      if (done) return undefined;
      rest += value;
    }
    const [block = '', ...others] = rest.split('\n\n');
    rest = others.join('\n\n');
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
    const event = field('event') ?? '';
    return event === 'ping' ? next() : { event, data: JSON.parse(field('data') ?? 'null'), id: field('id') };
  };
  return { next, [Symbol.asyncDispose]: () => reader.cancel() };
}
