import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** Before all tests: builds the screens, if they have changed since they were built. */
export default function buildScreens(): void {
  if (lastBuilt() > lastChanged()) return;
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  // In a process of its own: in this one React would be built for tests.
  const env = { ...process.env, NODE_ENV: 'production' };
  execFileSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: ROOT, env, stdio: 'inherit' });
}

function lastBuilt(): number {
  return statSync(join(ROOT, 'dist/renderer/index.html'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function lastChanged(): number {
  const sources = readdirSync(join(ROOT, 'renderer'), { recursive: true, encoding: 'utf8' });
  const files = [...sources.map((name) => join(ROOT, 'renderer', name)), join(ROOT, 'vite.config.ts')];
  return Math.max(...files.map((file) => statSync(file).mtimeMs));
}
