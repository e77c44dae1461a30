import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';

let built: Promise<string> | undefined;

/** The folder of the screens as they are now, built once for all tests of this process. */
export function builtScreens(): Promise<string> {
  built ??= buildInto(mkdtempSync(join(tmpdir(), 'adit-screens-')));
  return built;
}

async function buildInto(outDir: string): Promise<string> {
  process.once('exit', () => rmSync(outDir, { recursive: true, force: true }));
  const configFile = join(import.meta.dirname, '../../../vite.config.ts');
  await build({ configFile, mode: 'production', logLevel: 'error', build: { outDir } });
  return outDir;
}
