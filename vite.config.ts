import react from '@vitejs/plugin-react';
import type { UserConfig } from 'vite';
import { defineConfig } from 'vitest/config';
import { shellBuild } from './electron/bundle.ts';

/** Slower proofs that drive real programs; each has a script of its own in package.json. */
const apart = ['test/clients/**', 'test/keyring/**', 'test/screens/**'];

/** The screens, for whoever carries them: the loopback listener and the desktop app's own protocol, both at /console/. */
const screens: UserConfig = {
  root: 'renderer',
  base: '/console/',
  plugins: [react()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'chrome140',
    // What the policy of the page forbids: inline scripts, and files inside of addresses.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
  },
};

/** What `vite build --mode …` makes: the screens, or the app around them. */
const builds: Record<string, UserConfig> = { production: screens, electron: shellBuild };

export default defineConfig(({ mode }) => ({
  ...builds[mode],
  test: {
    projects: [
      {
        test: {
          name: 'adit',
          include: ['test/**/*.test.ts'],
          exclude: apart,
          // Files that share a worker share what they import, which is a third of the time of all tests.
          isolate: false,
          // Tests wait more than they compute: for programs to start, and for what is slow on purpose.
          maxWorkers: 3,
          // Of tests that start programs, on a machine that is busy with other tests.
          testTimeout: 20_000,
          expect: { poll: { timeout: 10_000 } },
          // No test may look for credentials outside what it sets up itself.
          env: { AWS_EC2_METADATA_DISABLED: 'true' },
        },
      },
      {
        test: {
          name: 'screens',
          include: ['test/screens/**/*.test.ts'],
          globalSetup: 'test/support/build-screens.ts',
          isolate: false,
          maxWorkers: 2,
          testTimeout: 30_000,
          expect: { poll: { timeout: 10_000 } },
          env: { AWS_EC2_METADATA_DISABLED: 'true' },
        },
      },
      {
        test: {
          name: 'keyring',
          include: ['test/keyring/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'clients',
          include: ['test/clients/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
}));
