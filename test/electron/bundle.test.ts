import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { build, type Rolldown } from 'vite';
import { beforeAll, describe, expect, test } from 'vitest';
import { shellBuild } from '../../electron/bundle.ts';
import { temporaryFolder } from '../support/folder.ts';
import { demoAnswers } from './demo-answers.ts';

const ROOT = join(import.meta.dirname, '../..');

describe('the bundle', () => {
  let output: Rolldown.RolldownOutput['output'];
  const folder = join(temporaryFolder(), 'dist/electron');

  beforeAll(async () => {
    const config = { ...shellBuild, build: { ...shellBuild.build, outDir: folder } };
    const built = await build({ ...config, root: ROOT, configFile: false, logLevel: 'error' });
    output = (built as Rolldown.RolldownOutput).output;
  });

  test('has the app, the command line and the thread of the history, and the licences of what is in them', () => {
    const names = readdirSync(folder);
    for (const name of ['main.js', 'cli.js', 'history-worker.js', 'LICENSES.md']) expect(names).toContain(name);
    expect(readFileSync(join(folder, 'LICENSES.md'), 'utf8')).toMatch(/hono[\s\S]*valibot/);
  });

  test('needs nothing besides Node, Electron and keytar, which may be missing', () => {
    const own = new Set(output.map(({ fileName }) => fileName));
    const asked = output.flatMap((part) => (part.type === 'chunk' ? [...part.imports, ...part.dynamicImports] : []));
    expect([...new Set(asked)].filter((name) => !own.has(name) && !isBuiltin(name)).sort()).toEqual([
      'electron',
      'keytar',
    ]);
  });

  test('is loaded without Electron where the command line is asked for', () => {
    const main = readFileSync(join(folder, 'main.js'), 'utf8');
    expect(main).not.toMatch(/^import .*electron/m);
  });

  test('runs under Node alone: the command line serves a request, and the thread keeps it', async () => {
    await demoAnswers([process.execPath, join(folder, 'cli.js')], { history: true });
  });
});
