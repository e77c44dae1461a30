import { type ToolContext, toolContext } from '../clients/context.ts';
import { ringKeys } from '../clients/keys.ts';
import { KeyRing } from '../guard/keys.ts';
import { loadSettings } from '../settings/settings.ts';
import { type CommonOptions, homeOf, withSecrets } from './options.ts';

/** Runs a command that sets up or starts tools; no Adit has to run for it. */
export async function withTools(options: CommonOptions, work: (context: ToolContext) => Promise<void>): Promise<void> {
  const home = homeOf(options);
  const { port } = loadSettings(home);
  await withSecrets(home, async (secrets) => {
    const ring = await KeyRing.open(home, secrets);
    try {
      await work(toolContext({ env: process.env, home, keys: ringKeys(ring), port }));
    } finally {
      ring.close();
    }
  });
}
