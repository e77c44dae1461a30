import { defineConfig } from 'vitest/config';

/** Slower proofs that drive real programs; each has a script of its own in package.json. */
const apart = ['test/clients/**', 'test/keyring/**'];

export default defineConfig({
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
          // No test may look for credentials outside what it sets up itself.
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
});
