import { type ToolContext, toolContext } from '../clients/context.ts';
import { ringKeys } from '../clients/keys.ts';
import { KeyRing } from '../guard/keys.ts';
import type { Home } from '../settings/home.ts';
import { loadSettings, parseSettings } from '../settings/settings.ts';
import { type CommonOptions, homeOf, withSecrets } from './options.ts';

/** Runs a command that sets up or starts tools; no Adit has to run for it. */
export async function withTools(
  options: CommonOptions,
  work: (context: ToolContext) => Promise<void>,
  portOf: (home: Home) => number = (home) => loadSettings(home).port,
): Promise<void> {
  const home = homeOf(options);
  const port = portOf(home);
  await withSecrets(home, async (secrets) => {
    const ring = await KeyRing.open(home, secrets);
    try {
      await work(toolContext({ env: process.env, home, keys: ringKeys(ring), port }));
    } finally {
      ring.close();
    }
  });
}

/** The port of the settings, or the usual one where they are damaged: undoing goes by what is remembered. */
export function portAtLeast(home: Home): number {
  try {
    return loadSettings(home).port;
  } catch {
    return parseSettings({}, '').port;
  }
}
