import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

// Without types a file that is not there can be linted, in a tenth of the time.
const eslint = new ESLint({
  cwd: root,
  overrideConfig: [
    { files: ['**/*.ts'], ...tseslint.configs.disableTypeChecked },
    { files: ['**/*.ts'], rules: { '@typescript-eslint/no-unused-vars': 'off' } },
  ],
});

/** The rules that a line breaks in a file of this path. */
async function broken(filePath: string, line: string): Promise<string[]> {
  const [result] = await eslint.lintText(`${line}\n`, { filePath: `${root}/${filePath}` });
  return result.messages.map(({ ruleId, message }) => ruleId ?? message);
}

const PATHS = 'import-x/no-restricted-paths';
const PACKAGES = 'no-restricted-imports';
const DYNAMIC = 'no-restricted-syntax';

const store = 'src/main/store/probe.ts';
const tensorflow = 'src/main/training/engines/tensorflow/probe.ts';
const shared = 'src/shared/probe.ts';

describe('the lint rules', () => {
  it.each([
    ['the window the main process', 'src/renderer/probe.ts', "import '../main/store/store.ts';", PATHS],
    ['shared code the main process', shared, "import '../main/store/store.ts';", PATHS],
    ['the store the training', store, "import '../training/trainer.ts';", PATHS],
    ['the training the store', 'src/main/training/probe.ts', "import '../store/store.ts';", PATHS],
    ['the native library the training', 'src/main/native-library/probe.ts', "import '../training/trainer.ts';", PATHS],
    ['the native library the runs', 'src/main/native-library/probe.ts', "import '../runs/pool.ts';", PATHS],
    ['the store the native library', store, "import '../native-library/location.ts';", PATHS],
    ['an engine the store', tensorflow, "import type { Store } from '../../../store/store.ts';", PATHS],
    ['the application the terminal', 'src/main/app/probe.ts', "import '../cli/program.ts';", PATHS],
    ['the experiments the application', 'src/main/experiments/probe.ts', "import '../app/application.ts';", PATHS],
    ['the runs the experiments', 'src/main/runs/probe.ts', "import '../experiments/sweep-plan.ts';", PATHS],
    ['the files the runs', 'src/main/files/probe.ts', "import '../runs/pool.ts';", PATHS],
    ['the store the files', store, "import '../files/samples.ts';", PATHS],
    ['the program a test', 'src/main/cli/probe.ts', "import '../../../test/reference/vanilla-1d.json';", PATHS],
    ['the terminal SQLite', 'src/main/cli/probe.ts', "import Database from 'better-sqlite3';", PACKAGES],
    ['the training SQLite, late', 'src/main/training/probe.ts', "await import('better-sqlite3');", DYNAMIC],
    ['the window SQLite', 'src/renderer/probe.ts', "import Database from 'better-sqlite3';", PACKAGES],
    [
      'what answers windows a file by its path',
      'src/main/app/api/probe.ts',
      "import { readFiles } from '../../files/data/files.ts';",
      PACKAGES,
    ],
    ['the store Electron', store, "import { app } from 'electron';", PACKAGES],
    ['the window Electron', 'src/renderer/probe.ts', "import { ipcRenderer } from 'electron/renderer';", PACKAGES],
    ['an engine TensorFlow of another', 'src/main/training/probe.ts', "import '@tensorflow/tfjs-node';", PACKAGES],
    ['the store TensorFlow, late', store, "await import('@tensorflow/tfjs-node');", DYNAMIC],
    ['the entry Electron, before it knows its Node', 'src/main/index.ts', "import { app } from 'electron';", PACKAGES],
    ['the frames zlib', 'src/shared/frames/probe.ts', "import 'node:zlib';", PACKAGES],
    ['shared code Node', shared, "import { readFileSync } from 'node:fs';", PACKAGES],
    ['shared code Node by an old name', shared, "import { join } from 'path';", PACKAGES],
    ['shared code Node, late', shared, "await import('node:fs/promises');", DYNAMIC],
    ['shared code the process', shared, 'export const isHere = process.argv;', 'no-restricted-globals'],
    ['the preload Node', 'src/preload/probe.ts', "import 'node:fs';", PACKAGES],
  ])('do not let %s', async (_who, file, line, rule) => {
    expect(await broken(file, line)).toEqual([rule]);
  });

  it.each([
    ['the store SQLite', store, "import Database from 'better-sqlite3';"],
    ['the desktop Electron', 'src/main/desktop/probe.ts', "import { app } from 'electron';"],
    ['the preload Electron', 'src/preload/probe.ts', "import { ipcRenderer } from 'electron';"],
    ['its engine TensorFlow', tensorflow, "await import('@tensorflow/tfjs-node');"],
    ['the runs the store', 'src/main/runs/probe.ts', "import '../store/store.ts';"],
    ['the window the frames', 'src/renderer/probe.ts', "import '../shared/frames/frame-codec.ts';"],
    ['the window shared code', 'src/renderer/probe.ts', "import '../shared/metrics.ts';"],
  ])('let %s in', async (_who, file, line) => {
    expect(await broken(file, line)).toEqual([]);
  });

  it.each([
    ['Math.tanh', 'export const y = Math.tanh(0.5);', 'no-restricted-properties'],
    ['powers', 'export const y = (x: number) => x ** 0.5;', DYNAMIC],
    [
      'an assertion that something is there',
      'export const y = (x?: string) => x!.length;',
      '@typescript-eslint/no-non-null-assertion',
    ],
    ['any', 'export const y = (x: any) => typeof x;', '@typescript-eslint/no-explicit-any'],
  ])('refuse %s where numbers are made', async (_what, line, rule) => {
    expect(await broken('src/main/training/probe.ts', line)).toEqual([rule]);
  });
});
