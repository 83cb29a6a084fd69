import { builtinModules } from 'node:module';
import eslint from '@eslint/js';
import { importX } from 'eslint-plugin-import-x';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import tseslint from 'typescript-eslint';

// Their last bits differ between JavaScript engines (CONTRIBUTING.md: numbers that are the same twice).
const UNSTABLE_MATH =
  'acos acosh asin asinh atan atan2 atanh cbrt cos cosh exp expm1 hypot log log10 log1p log2 pow sin sinh tan tanh';

/** The shells: terminal, Electron's window, and the server of a browser. None imports another. */
const SHELLS = ['src/main/cli', 'src/main/desktop', 'src/main/server'];
/** What starts shells from the files that they were built into, or prepares the machine for them. */
const STARTERS = ['src/main/launch', 'src/main/setup'];
/** The folders of the application, the highest first: each imports from those after it alone. */
const APPLICATION = ['src/main/app', 'src/main/experiments', 'src/main/runs', 'src/main/files'];
const above = (folder) => [...APPLICATION.slice(0, APPLICATION.indexOf(folder)), ...SHELLS, ...STARTERS];
/** All that stands above the store, the training and the native library. */
const TOP = [...APPLICATION, ...SHELLS];

/** A room may not import from those beside it: the arrows of the architecture, one line each. */
const BOUNDARIES = [
  ['src', ['test']],
  ['src/shared', ['src/main', 'src/renderer', 'src/preload']],
  ['src/renderer', ['src/main', 'src/preload']],
  ['src/preload', ['src/main', 'src/renderer']],
  ['src/main', ['src/renderer', 'src/preload']],
  ['src/main/store', ['src/main/native-library', 'src/main/training', ...TOP]],
  ['src/main/training', ['src/main/store', ...TOP]],
  ['src/main/native-library', ['src/main/store', 'src/main/training', ...TOP, ...STARTERS]],
  ...APPLICATION.map((folder) => [folder, above(folder)]),
  ['src/main/cli', ['src/main/desktop', 'src/main/server']],
  ['src/main/desktop', ['src/main/cli', 'src/main/server', 'src/main/launch']],
  ['src/main/server', ['src/main/cli', 'src/main/desktop', 'src/main/launch']],
  // It starts the shells from the files that they were built into, and imports none of their sources.
  ['src/main/launch', ['src/main/store', 'src/main/training', ...TOP]],
];

/** What Node takes in the place of a file of the same name in src/shared: `imports` in package.json. */
const EXCEPT = { 'src/shared src/main': ['./formula-library.ts'] };

// Packages that have one home, as patterns of their import paths.
const SQLITE = { packages: '^better-sqlite3(/|$)', message: 'Only src/main/store may import better-sqlite3.' };
const ELECTRON = { packages: '^electron(/|$)', message: 'Only src/main/desktop and src/preload may import electron.' };
const TENSORFLOW = { packages: '^@tensorflow/', message: 'Only src/main/training/engines/tensorflow may import it.' };
const NODE = {
  packages: `^(node:|(${builtinModules.join('|')})$)`,
  message: 'Only src/main runs in Node: what is shared with the window may not need it.',
};

// A window may have its config from somebody else: no path in it is opened.
const BY_PATH = {
  packages: '/data/files(\\.ts)?$',
  names: ['readFiles', 'readOrStoredFiles'],
  message: 'What a window asks for is read from the store alone: storedFiles in files/data/files.ts.',
};

/** What each room may not import; the last one that holds a file counts. */
const FOREIGN = [
  ['src/**/*.{ts,svelte}', [SQLITE, ELECTRON, TENSORFLOW, NODE]],
  ['src/preload/**/*.ts', [SQLITE, TENSORFLOW, NODE]],
  ['src/main/**/*.ts', [SQLITE, ELECTRON, TENSORFLOW]],
  ['src/main/app/api/**/*.ts', [SQLITE, ELECTRON, TENSORFLOW, BY_PATH]],
  ['src/main/store/**/*.ts', [ELECTRON, TENSORFLOW]],
  ['src/main/training/engines/tensorflow/**/*.ts', [SQLITE, ELECTRON]],
  ['src/main/desktop/**/*.ts', [SQLITE, TENSORFLOW]],
];

// A later entry replaces a rule whole, so both kinds of import and what else a rule forbids stand together.
const foreignImports = ([files, foreign]) => ({
  files: [files],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: foreign.map(({ packages, names, message }) => ({
          regex: packages,
          message,
          ...(names && { importNames: names }),
        })),
      },
    ],
    'no-restricted-syntax': [
      'error',
      {
        selector: ":matches(BinaryExpression[operator='**'], AssignmentExpression[operator='**='])",
        message: 'It is Math.pow; use @stdlib/math-base-special-pow, or write a constant out.',
      },
      ...foreign.map(({ packages, message }) => ({
        // A slash would end the pattern.
        selector: `ImportExpression[source.value=/${packages.replaceAll('/', '\\u002F')}/]`,
        message,
      })),
    ],
  },
});

export default tseslint.config(
  { ignores: ['out/', 'node_modules/', 'src/main/training/engines/fused/kernels/assembly/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, extraFileExtensions: ['.svelte'], tsconfigRootDir: import.meta.dirname },
    },
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-invalid-void-type': [
        'error',
        { allowAsThisParameter: true, allowInGenericTypeArguments: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'import-x/no-restricted-paths': [
        'error',
        {
          basePath: import.meta.dirname,
          zones: BOUNDARIES.flatMap(([target, from]) =>
            from.map((path) => ({
              target: `./${target}`,
              from: `./${path}`,
              except: EXCEPT[`${target} ${path}`] ?? [],
            })),
          ),
        },
      ],
      'import-x/no-cycle': 'error',
    },
  },
  // Before the Svelte configs, which put their own parser in the place of this one's.
  { files: ['**/*.svelte', '**/*.svelte.ts'], extends: [tseslint.configs.strictTypeChecked] },
  ...svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      globals: globals.browser,
      parserOptions: {
        parser: tseslint.parser,
        projectService: true,
        extraFileExtensions: ['.svelte'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // As the plain rule, but for properties, of which a binding to one alone has all of them written with `let`.
      'prefer-const': 'off',
      'svelte/prefer-const': 'error',
      // The addresses of this window are hashes of its own, not routes of a framework.
      'svelte/no-navigation-without-resolve': 'off',
    },
  },
  ...FOREIGN.map(foreignImports),
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        ...UNSTABLE_MATH.split(' ').map((property) => ({
          object: 'Math',
          property,
          message: 'Its last bits differ between JavaScript engines; use @stdlib/math-base-special-*.',
        })),
      ],
    },
  },
  {
    files: ['test/e2e/electron/**/*.ts'],
    ignores: ['test/e2e/electron/main-process.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'application', property: 'evaluate', message: 'It sometimes loses the answer; use inMainProcess.' },
      ],
    },
  },
  {
    files: ['test/e2e/browser/**/*.ts'],
    // What these reload is not the window, or not yet.
    ignores: [
      'opened.ts',
      'deferred-code.test.ts',
      'entrance.test.ts',
      'printed-address.test.ts',
      'ssh-forwarding.test.ts',
    ].map((file) => `test/e2e/browser/${file}`),
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'page',
          property: 'reload',
          message: 'A key pressed before the window is drawn is lost; use reloadWindow.',
        },
      ],
    },
  },
  {
    // Pure TypeScript: it runs in the window, in workers and in the terminal.
    files: ['src/shared/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        'process',
        'Buffer',
        'global',
        'require',
        'setImmediate',
        'window',
        'document',
      ],
    },
  },
  {
    files: ['bin/*.cjs'],
    languageOptions: { globals: globals.node, sourceType: 'commonjs' },
    rules: { 'no-unused-vars': ['error', { caughtErrors: 'none' }] },
  },
  { files: ['**/*.mjs', '*.config.js'], languageOptions: { globals: globals.node } },
);
