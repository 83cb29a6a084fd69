import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/compile-kernels.ts'],
    // Native modules and worker threads of our own run inside the tests: processes keep them apart, threads would not.
    pool: 'forks',
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
