import { builtinModules } from 'node:module';
import { basename } from 'node:path';
import type { Plugin, UserConfig } from 'vite';

/** `new Worker(new URL('./worker.ts', import.meta.url), …)`, as the engine's sources start their threads. */
const WORKER = /new URL\('(\.\/[^']+\.ts)', import\.meta\.url\)/g;

/**
 * What is bundled for Electron: the shell, and the command line beside it (`Adit --cli`), which share the engine. Electron,
 * Node's own modules and keytar, which is compiled, stay outside.
 */
export const shellBuild: UserConfig = {
  publicDir: false,
  plugins: [workersOfNode()],
  build: {
    outDir: 'dist/electron',
    emptyOutDir: true,
    ssr: true,
    target: 'node24',
    minify: false,
    sourcemap: false,
    rolldownOptions: {
      input: { main: 'electron/main.ts', cli: 'proxy/main.ts' },
      external: ['electron', 'keytar', ...builtinModules, /^node:/],
      output: { format: 'esm', entryFileNames: '[name].js', chunkFileNames: 'parts/[name]-[hash].js' },
    },
  },
  ssr: { noExternal: true, external: ['electron', 'keytar'] },
};

/** Threads of Node's: each becomes an entry of the bundle, which its starter is pointed at. Vite does so for pages alone. */
function workersOfNode(): Plugin {
  return {
    name: 'workers-of-node',
    async transform(code, id) {
      if (!code.includes('new Worker(') || id.includes('/node_modules/')) return;
      const pieces: string[] = [];
      let from = 0;
      for (const match of code.matchAll(WORKER)) {
        const path = match[1] ?? '';
        const found = await this.resolve(path, id);
        if (!found) this.error(`${id} starts ${path}, which is not there`);
        const name = basename(path, '.ts');
        const ref = this.emitFile({ type: 'chunk', id: found.id, name });
        pieces.push(code.slice(from, match.index), `new URL(import.meta.ROLLUP_FILE_URL_${ref})`);
        from = match.index + match[0].length;
      }
      return from === 0 ? undefined : { code: [...pieces, code.slice(from)].join(''), map: null };
    },
  };
}
