import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { hc } from 'hono/client';
import * as v from 'valibot';
import { findIdentity } from '../../proxy/aws/profiles.ts';
import type { DeskEvent } from '../../proxy/aws/sign-in-desk.ts';
import type { ControlApp } from '../../proxy/control/app.ts';
import { type Engine, startEngine } from '../../proxy/engine.ts';
import type { Exchange } from '../../proxy/log/exchange.ts';
import { type Home, openHome } from '../../proxy/settings/home.ts';
import { type Settings, SettingsSchema } from '../../proxy/settings/settings.ts';
import { makeHome } from '../aws/stand-in/home.ts';
import type { StandInOptions } from '../aws/stand-in/options.ts';
import { type IdentityCenter, startIdentityCenter } from '../aws/stand-in/start.ts';
import { type StrictBedrock, type StrictOptions, startStrictBedrock } from '../bedrock/strict.ts';
import { question } from './road.ts';

export interface SignedInOptions {
  /** Text of ~/.aws/config. */
  config?: string;
  profile?: string;
  /** Whether somebody has signed in to the session `corp` before. */
  isSignedIn?: boolean;
  settings?: Partial<Settings>;
  center?: StandInOptions;
  bedrock?: StrictOptions;
  pingAfterMs?: number;
  openPage?: (url: string) => void;
  /** Further variables of the environment. */
  env?: Record<string, string>;
}

/** A person's machine on real sockets: an engine, Identity Center and STS, and a Bedrock that takes what those issue. */
export interface SignedInRoad extends AsyncDisposable {
  readonly adit: Engine;
  readonly center: IdentityCenter;
  readonly bedrock: StrictBedrock;
  readonly home: Home;
  /** What requests told, as they ended. */
  readonly exchanges: Exchange[];
  /** What the engine told of sign-ins. */
  readonly events: DeskEvent[];
  /** The typed client of the control API. */
  readonly control: ReturnType<typeof hc<ControlApp>>;
  readonly consoleHeaders: Record<string, string>;
  post(body?: Record<string, unknown>, options?: { path?: string; signal?: AbortSignal }): Promise<Response>;
  /** A sign-in by another program: its token is in the shared cache from then on. */
  signInElsewhere(): void;
  /** Resolves when so many requests wait for a person; rejects after five seconds. */
  waiting(count: number): Promise<void>;
  /** As an administrator ends it: no token and no role credentials are good any more. */
  endSession(): void;
}

/** What `aws configure sso` writes. */
export const SSO_CONFIG = `
[profile work]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Developer
region = us-east-1

[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = us-east-1
sso_registration_scopes = sso:account:access
`;

export async function openSignedInRoad(options: SignedInOptions = {}): Promise<SignedInRoad> {
  const { config = SSO_CONFIG, profile = 'work', isSignedIn = true, settings, pingAfterMs, openPage } = options;
  const center = await startIdentityCenter(options.center);
  const person = makeHome(center, { config });
  const tokenFile = person.tokenPath('corp');
  let ended = 0;
  const own = options.bedrock?.credentials;
  const issued = () => [
    ...center
      .credentials()
      .map(({ keys, expiresAt }, at) => ({ keys, isGood: at >= ended && expiresAt > center.now() })),
    ...(own ? [{ keys: own, isGood: true }] : []),
  ];
  const bedrock = await startStrictBedrock({ ...options.bedrock, issued });
  const env: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    ...center.env,
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: bedrock.url,
    AWS_ENDPOINT_URL_BEDROCK_MANTLE: bedrock.url,
    AWS_ENDPOINT_URL_BEDROCK: bedrock.url,
    AWS_EC2_METADATA_DISABLED: 'true',
    HOME: person.path,
    ...options.env,
  };
  const home = openHome(join(person.path, '.adit'), {});
  const exchanges: Exchange[] = [];
  const events: DeskEvent[] = [];
  const signInElsewhere = () => {
    mkdirSync(dirname(tokenFile), { recursive: true });
    writeFileSync(tokenFile, JSON.stringify(center.signedIn()));
  };
  if (isSignedIn) signInElsewhere();
  const adit = await startEngine({
    home,
    settings: v.parse(SettingsSchema, { port: 0, history: { enabled: false }, ...settings }),
    identity: await findIdentity({ profile }, env),
    env,
    onExchange: (exchange) => exchanges.push({ ...exchange }),
    onSignIn: (event) => events.push(event),
    listAfterMs: Number.POSITIVE_INFINITY,
    ...(pingAfterMs === undefined ? {} : { pingAfterMs }),
    ...(openPage === undefined ? {} : { openPage }),
  });
  const consoleHeaders = { authorization: `Bearer ${home.read('console-token')?.trim()}` };
  const control = hc<ControlApp>(adit.url, { headers: consoleHeaders });
  return {
    adit,
    center,
    bedrock,
    home,
    exchanges,
    events,
    control,
    consoleHeaders,
    signInElsewhere,
    async waiting(count) {
      const deadline = Date.now() + 5000;
      for (;;) {
        const { matter } = await (await control.console.api.status.$get()).json();
        if ((matter?.waiting ?? 0) === count) return;
        if (Date.now() > deadline) throw new Error(`${matter?.waiting ?? 0} requests wait, and not ${count}`);
        await delay(10);
      }
    },
    endSession() {
      ended = center.credentials().length;
      center.endSessions();
    },
    post: (body = {}, { path = '/v1/messages', signal } = {}) =>
      fetch(`${adit.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': adit.key },
        body: JSON.stringify(question(body)),
        ...(signal ? { signal } : {}),
      }),
    async [Symbol.asyncDispose]() {
      await adit.close(0);
      await Promise.all([bedrock.close(), center.close()]);
    },
  };
}
