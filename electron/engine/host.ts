import { fixedAuthorizer } from '../../proxy/aws/identity.ts';
import { findIdentity, nobody } from '../../proxy/aws/profiles.ts';
import { startError } from '../../proxy/cli/start-error.ts';
import { DEMO_CREDENTIALS, startDemo } from '../../proxy/demo/demo.ts';
import { type Engine, startEngine } from '../../proxy/engine.ts';
import type { Exchange } from '../../proxy/log/exchange.ts';
import { openSecrets } from '../../proxy/secrets/secrets.ts';
import { environmentOf } from '../../proxy/settings/environment.ts';
import { withFlags } from '../../proxy/settings/flags.ts';
import type { Home } from '../../proxy/settings/home.ts';
import { loadSettings } from '../../proxy/settings/settings.ts';
import type { Flags } from './flags.ts';

export interface HostOptions {
  readonly home: Home;
  readonly env: NodeJS.ProcessEnv;
  readonly flags: Flags;
  /** The folder of the built screens. */
  readonly screens: string;
  readonly onExchange: (exchange: Exchange) => void;
  readonly openPage: (url: string) => void;
}

/** The engine in this process. */
export interface HostedEngine {
  readonly engine: Engine;
  /** Lets open streams end for up to `graceMs`, then stops all that was started for it. */
  close(graceMs: number): Promise<void>;
}

/** How long the keychain may take, in milliseconds. */
const KEYCHAIN_MS = 120_000;

/** Starts the engine as `adit serve` does. Rejects with AditError that says what to do, where the port is taken. */
export async function openEngine(options: HostOptions): Promise<HostedEngine> {
  const { home, env, flags } = options;
  const settings = withFlags(loadSettings(home), flags);
  const find = flags.demo ? nobody : findIdentity;
  const identity = await find(settings, environmentOf(settings, env));
  const demo = identity.kind === 'none' ? await startDemo() : undefined;
  const authorizer = fixedAuthorizer(DEMO_CREDENTIALS);
  try {
    // The first time, macOS asks the person whether Adit may: there is time for that.
    const secrets = await openSecrets(home, { env, waitMs: KEYCHAIN_MS });
    const engine = await startEngine({
      ...options,
      settings,
      identity,
      secrets,
      findIdentity: find,
      ...(demo ? { demo: { url: demo.url, authorizer } } : {}),
    });
    return {
      engine,
      async close(graceMs) {
        await engine.close(graceMs);
        await demo?.close();
      },
    };
  } catch (error) {
    await demo?.close();
    throw await startError(error, settings.port);
  }
}
