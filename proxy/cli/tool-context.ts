import { type ToolContext, toolContext } from '../clients/context.ts';
import { oneKey } from '../clients/keys.ts';
import { loadSettings } from '../settings/settings.ts';
import { type CommonOptions, homeOf } from './options.ts';

/** Runs a command that sets up or starts tools; no Adit has to run for it. */
export async function withTools(options: CommonOptions, work: (context: ToolContext) => Promise<void>): Promise<void> {
  const home = homeOf(options);
  const { port } = loadSettings(home);
  await work(toolContext({ env: process.env, home, keys: oneKey(home), port }));
}
