import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createSsoClients, namedEndpoints, type SsoClients, ssoDoor } from '../../../proxy/aws/sso/clients.ts';
import type { Clock } from '../../../proxy/aws/sso/clock.ts';
import type { SignInMethod } from '../../../proxy/aws/sso/registration.ts';
import type { SsoSession } from '../../../proxy/aws/sso/session.ts';
import { signIn } from '../../../proxy/aws/sso/sign-in.ts';
import type { SsoToken } from '../../../proxy/aws/sso/token-cache.ts';
import type { SignInStep } from '../../../proxy/aws/sso/work.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { start } from '../stand-in/drive.ts';
import type { StandInOptions } from '../stand-in/options.ts';
import type { IdentityCenter } from '../stand-in/start.ts';

export interface Setting {
  readonly center: IdentityCenter;
  /** A home of its own, and the stand-in in place of AWS. */
  readonly env: NodeJS.ProcessEnv;
  readonly session: SsoSession;
  readonly clients: SsoClients;
  /** Names of the files in the cache. */
  cached(): string[];
  /** Signs in, and does at the step `open` what a person would. */
  signIn(
    method: SignInMethod,
    act: (step: SignInStep & { kind: 'open' }) => unknown,
    more?: { clock?: Clock; signal?: AbortSignal; session?: SsoSession },
  ): Promise<SsoToken>;
}

/** A machine on which nobody has signed in, and an Identity Center that it asks. */
export async function setUp(options: StandInOptions = {}, changes: Partial<SsoSession> = {}): Promise<Setting> {
  const center = await start(options);
  const { startUrl, region } = center;
  const session = { name: 'mine', startUrl, region, scopes: ['sso:account:access'], ...changes };
  const env = { ...center.env, HOME: temporaryFolder() };
  const clients = clientsFor(env);
  return {
    center,
    env,
    session,
    clients,
    cached: () => readdirSync(join(env.HOME, '.aws', 'sso', 'cache')),
    signIn: (method, act, { signal = new AbortController().signal, session: other = session, ...more } = {}) =>
      signIn(other, {
        ...more,
        method,
        env,
        clients,
        signal,
        onStep: (step) => {
          if (step.kind === 'open') act(step);
        },
      }),
  };
}

/** Clients that ask who the environment names; their connections are ended with the test. */
export function clientsFor(env: NodeJS.ProcessEnv): SsoClients {
  const endpoints = namedEndpoints(env, {}, 'default');
  const door = ssoDoor(['us-east-1'], endpoints, env);
  onTestFinished(() => door.close());
  return createSsoClients(door, endpoints);
}

/** A person who allows what the page asks, in a browser that goes where it is sent. */
export function allowing(center: IdentityCenter, seen: (page: Response) => unknown = () => {}) {
  return async ({ url }: { url: string }) => seen(await fetch(await center.approve(url)));
}

/** A clock that the stand-in's goes with: what is waited for is over at once. */
export function turning(center: IdentityCenter): Clock {
  return {
    now: () => center.now(),
    wait: async (ms, signal) => {
      signal.throwIfAborted();
      center.advance(ms);
    },
  };
}
