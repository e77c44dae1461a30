import { personHome } from '../aws/files/places.ts';
import type { Home } from '../settings/home.ts';
import { type Defaults, defaultsProgram } from './defaults.ts';
import { toolError } from './errors.ts';
import type { ToolKeys } from './keys.ts';
import type { Facts } from './tool.ts';

/** What setting up tools needs to know. No Adit has to run for it. */
export interface ToolContext {
  readonly env: NodeJS.ProcessEnv;
  readonly home: Home;
  readonly keys: ToolKeys;
  /** Adit's address as it is configured, running or not. */
  readonly url: string;
  readonly defaults: Defaults;
}

export interface ContextOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly home: Home;
  readonly keys: ToolKeys;
  /** The port of the settings. */
  readonly port: number;
}

export function toolContext({ env, home, keys, port }: ContextOptions): ToolContext {
  return { env, home, keys, url: `http://127.0.0.1:${port}`, defaults: defaultsProgram(env) };
}

/** Throws AditError (`not-possible`) where the port is a new one at each start, so that no tool could find Adit. */
export function expectAddress({ url }: ToolContext): void {
  if (new URL(url).port !== '0') return;
  const mend = 'Choose a fixed one, such as: adit settings set port 2348.';
  throw toolError(
    'not-possible',
    `"port" is 0: Adit listens on another port at each start, and tools would not find it. ${mend}`,
  );
}

/** What a tool's description is told; without a key, where none is to be made. */
export function factsOf({ env, url }: ToolContext, key: string, project?: string | undefined): Facts {
  return { env, person: personHome(env), url, key, project };
}
