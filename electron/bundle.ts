import { builtinModules } from 'node:module';
import type { UserConfig } from 'vite';

/** What is not bundled: Electron, Node's own modules, and keytar, which is compiled. */
const OUTSIDE = ['electron', 'keytar', ...builtinModules, /^node:/];

/**
 * What Electron runs: the app, the command line beside it (`Adit --cli`), and the thread of the history, which the engine
 * looks for in its own folder. They share their parts, all in one folder.
 */
export const shellBuild: UserConfig = {
  publicDir: false,
  build: {
    outDir: 'dist/electron',
    emptyOutDir: true,
    ssr: true,
    target: 'node24',
    minify: false,
    reportCompressedSize: false,
    // The licences of all packages in the bundle, which travel with it.
    license: { fileName: 'LICENSES.md' },
    rolldownOptions: {
      input: { main: 'electron/main.ts', cli: 'proxy/main.ts', 'history-worker': 'proxy/history/worker.ts' },
      external: OUTSIDE,
      output: { format: 'esm', entryFileNames: '[name].js', chunkFileNames: 'part-[name]-[hash].js' },
    },
  },
  ssr: { noExternal: true, external: ['electron', 'keytar'] },
};
