import { defineConfig } from 'electron-vite';

// The window's parts (src/main/index.ts, preload and renderer) get their sections when they are there.
export default defineConfig({
  main: {
    build: {
      rolldownOptions: {
        input: {
          cli: 'src/main/cli/index.ts',
          worker: 'src/main/training/worker.ts',
        },
        output: {
          // Code that finds files by import.meta.url (the worker, the kernels) has to lie in out/main, shared or not.
          chunkFileNames: '[name].js',
        },
      },
    },
  },
});
