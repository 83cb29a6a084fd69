import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type UserConfig } from 'electron-vite';
import type { IndexHtmlTransformContext } from 'vite';
import about from './package.json' with { type: 'json' };

// Hundreds of small modules, which every command and every thread would look for one by one before it begins.
const bundled = [
  ...Object.keys(about.dependencies).filter((name) => name.startsWith('@stdlib/')),
  '@msgpack/msgpack',
  'chartjs-plugin-annotation',
  'commander',
  'csv-parse',
  'fast-deep-equal',
  'fastest-levenshtein',
  'mathjs',
  'nanoid',
  'pako',
  'zod',
];

/** Part of the bundle in each: a Node that runs from the sources loads it with the first formula (`imports` in package.json). */
const alias = { '#formula-library': fileURLToPath(new URL('src/shared/formula/library.ts', import.meta.url)) };

const renderer = fileURLToPath(new URL('src/renderer', import.meta.url));

/** As `bin/built.cjs` names them: each is built without the other. */
const program = {
  main: {
    resolve: { alias },
    build: {
      externalizeDeps: { exclude: bundled },
      rolldownOptions: {
        input: {
          index: 'src/main/index.ts',
          server: 'src/main/server/index.ts',
          cli: 'src/main/cli/index.ts',
          worker: 'src/main/training/worker.ts',
          'training-process': 'src/main/training/process.ts',
          'module-relay': 'src/main/training/module-process/relay.ts',
          'module-process': 'src/main/training/module-process/module-process.ts',
          'preview-worker': 'src/main/runs/previews/preview-worker.ts',
          'upkeep-worker': 'src/main/store/care/upkeep/upkeep-worker.ts',
          'reading-worker': 'src/main/files/data/reading/reading-worker.ts',
          'animation-worker': 'src/main/files/exports/animation-worker.ts',
          'run-file-worker': 'src/main/files/run-files/run-file-worker.ts',
        },
        output: {
          // Code that finds files by import.meta.url (the worker, the kernels) has to lie in out/main, shared or not.
          chunkFileNames: '[name].js',
        },
      },
    },
  },
  preload: {
    build: {
      // A sandboxed preload is CommonJS and finds no packages.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: 'src/preload/index.ts' },
        output: { format: 'cjs' as const, entryFileNames: '[name].cjs' },
      },
    },
  },
} satisfies UserConfig;

type Bundle = NonNullable<IndexHtmlTransformContext['bundle']>;

/** The files of the code that draws the window, which `main.ts` imports once it runs. */
function windowCode(bundle: Bundle): readonly string[] {
  const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
  const drawing = chunks.find(({ facadeModuleId }) => facadeModuleId === `${renderer}/window.ts`);
  if (!drawing) throw new Error('window.ts is no file of its own');
  const files = new Set([drawing.fileName]);
  // A set goes on to what is added while it is walked.
  for (const file of files)
    for (const imported of chunks.find(({ fileName }) => fileName === file)?.imports ?? []) files.add(imported);
  return [...files].filter((file) => !chunks.some(({ fileName, isEntry }) => fileName === file && isEntry));
}

/** Lets the page fetch the code of its first screen and the fonts that it waits for at once, not each after the one before. */
const fetchedAtOnce = {
  name: 'fetched-at-once',
  transformIndexHtml: (html: string, { bundle = {} }: IndexHtmlTransformContext) => [
    ...windowCode(bundle)
      .filter((file) => !html.includes(file))
      .map((file) => ({
        tag: 'link',
        injectTo: 'head' as const,
        attrs: { rel: 'modulepreload', crossorigin: true, href: `./${file}` },
      })),
    ...Object.keys(bundle)
      .filter((file) => /\/inter-.*\.woff2$/.test(file))
      .map((file) => ({
        tag: 'link',
        injectTo: 'head' as const,
        attrs: { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: true, href: `./${file}` },
      })),
  ],
};

/** Functions and classes keep their names, for the stacks of errors in the log. */
const KEPT_NAMES = { function: true, class: true };
const MINIFY = {
  compress: { keepNames: KEPT_NAMES },
  mangle: { toplevel: true, keepNames: KEPT_NAMES },
  codegen: true,
};

const page = {
  renderer: {
    root: renderer,
    resolve: { alias },
    plugins: [svelte({ configFile: false }), fetchedAtOnce],
    build: {
      // Nothing is inlined as data: the policy of the page allows what comes from its own origin alone.
      assetsInlineLimit: 0,
      // The styles of what is drawn later come with the first: only code can be missing then.
      cssCodeSplit: false,
      rolldownOptions: {
        input: `${renderer}/index.html`,
        // The same hundred notices of licences before each function of @stdlib are a third of the code: they stand once, in `license`.
        output: { minify: MINIFY, comments: false },
      },
      license: { fileName: 'licences.md' },
    },
  },
} satisfies UserConfig;

export default defineConfig(({ mode }) => {
  if (mode === 'program') return program;
  return mode === 'page' ? page : { ...program, ...page };
});
