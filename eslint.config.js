import eslint from '@eslint/js';
import { importX } from 'eslint-plugin-import-x';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import globals from 'globals';
import tseslint from 'typescript-eslint';

// Their last bits differ between JavaScript engines (DESIGN: numbers that are the same twice).
const UNSTABLE_MATH = 'acos acosh asin asinh atan atan2 atanh cbrt cos cosh exp expm1 hypot log log10 log1p log2 pow sin sinh tan tanh';

/** `from` may not import what lies in `target`: the arrows of the architecture, one line each. */
const boundaries = [
  ['src/shared', ['src/main', 'src/renderer', 'src/preload']],
  ['src/renderer', ['src/main', 'src/preload']],
  ['src/preload', ['src/main', 'src/renderer']],
  ['src/main/store', ['src/main/training', 'src/main/workbench', 'src/main/cli', 'src/main/desktop', 'src/main/server']],
  ['src/main/training', ['src/main/store', 'src/main/workbench', 'src/main/cli', 'src/main/desktop', 'src/main/server']],
  ['src/main/workbench', ['src/main/cli', 'src/main/desktop', 'src/main/server']],
  ['src/main/cli', ['src/main/desktop', 'src/main/server']],
];

const only = (name, rooms) => ({
  files: ['src/**/*.ts'],
  ignores: rooms,
  rules: { 'no-restricted-imports': ['error', { paths: [{ name, message: `only ${rooms.join(', ')} may import it` }] }] },
});

export default tseslint.config(
  { ignores: ['out/', 'node_modules/', 'src/main/training/engines/fused/kernels/assembly/'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-invalid-void-type': ['error', { allowAsThisParameter: true, allowInGenericTypeArguments: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'import-x/no-restricted-paths': [
        'error',
        { zones: boundaries.map(([target, from]) => ({ target: `./${target}`, from: from.map((path) => `./${path}`) })) },
      ],
      'import-x/no-cycle': 'error',
    },
  },
  only('better-sqlite3', ['src/main/store/**']),
  only('electron', ['src/main/index.ts', 'src/main/desktop/**', 'src/preload/**']),
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        ...UNSTABLE_MATH.split(' ').map((property) => ({
          object: 'Math',
          property,
          message: 'its last bits differ between JavaScript engines; use @stdlib/math-base-special-*',
        })),
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "BinaryExpression[operator='**']", message: 'it is Math.pow; use @stdlib/math-base-special-pow, or write a constant out' },
      ],
    },
  },
  { files: ['bin/*.cjs'], languageOptions: { globals: globals.node, sourceType: 'commonjs' }, rules: { 'no-unused-vars': ['error', { caughtErrors: 'none' }], '@typescript-eslint/no-require-imports': 'off' } },
  { files: ['**/*.mjs'], languageOptions: { globals: globals.node } },
);
