import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { v8Flags } from './bin/find-node.cjs';
import { svelteState } from './test/svelte-state.ts';

export default defineConfig({
  plugins: [svelteState()],
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/keep-wrappers.ts'],
    globalSetup: ['test/build-if-stale.ts', 'test/bring-native-library.ts', 'test/unpack-browser.ts'],
    reporters: ['default', './test/plain-summary.ts'],
    // Native modules and worker threads of our own run inside the tests: processes keep them apart, threads would not.
    pool: 'forks',
    maxWorkers: availableParallelism(),
    // As the launcher starts the workbench.
    execArgv: v8Flags(process.execPath),
    // Generous, since machines are shared and noisy: a test that hangs is what they are for.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
  },
});
