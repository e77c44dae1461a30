import { fileURLToPath } from 'node:url';

/** Bundles the app and its screens into dist/, as they are now. */
export async function buildApp(root: URL): Promise<void> {
  const { build } = await import('vite');
  for (const mode of ['production', 'electron']) {
    await build({ configFile: fileURLToPath(new URL('vite.config.ts', root)), mode, logLevel: 'warn' });
  }
}
