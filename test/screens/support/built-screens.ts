import { join } from 'node:path';
import { build } from 'vite';
import { temporaryFolder } from '../../support/folder.ts';

/** Builds the screens as they are now; resolves to their folder, which is gone when the tests of the file are over. */
export async function buildScreens(): Promise<string> {
  const outDir = join(temporaryFolder(), 'screens');
  const configFile = join(import.meta.dirname, '../../../vite.config.ts');
  await build({ configFile, mode: 'production', logLevel: 'error', build: { outDir } });
  return outDir;
}
