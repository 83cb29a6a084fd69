import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runRequests } from '../../../../src/main/cli/input/train-request.ts';
import { importLaw } from '../../../../src/main/files/data/import-law.ts';
import { datasetKey } from '../../../../src/main/store/tables/dataset-keys.ts';
import type { ImportedLaw } from '../../../../src/shared/api/training.ts';
import type { CsvLawConfig } from '../../../../src/shared/config/laws.ts';
import { runConfigSchema } from '../../../../src/shared/config/schema.ts';
import type { CsvDataset, Dataset } from '../../../../src/main/store/tables/datasets.ts';
import { WorkbenchError } from '../../../../src/shared/errors.ts';
import { temporaryWorkbench } from '../../runs/temporary-store.ts';

const FOLDER = join(import.meta.dirname, '../../../data/tables');

/** A file as some program writes it, and what has to come of it. */
interface Entry {
  readonly file: string;
  /** Which program writes such a file, or when it comes about. */
  readonly by: string;
  /** The column that is taken unless one is chosen. */
  readonly column?: string | number;
  /** Its rows. */
  readonly values?: readonly number[];
  /** Lines that are skipped. */
  readonly skipped?: readonly number[];
  /** Words of what is said of the reading. */
  readonly notes?: readonly string[];
  /** Other columns and their rows. */
  readonly also?: Readonly<Record<string, readonly number[]>>;
  /** Columns that are to be chosen from. */
  readonly columns?: readonly string[];
  /** Words of the question, and the rows that each answer gives. */
  readonly asks?: string;
  readonly answers?: Readonly<Record<string, readonly number[]>>;
  /** Words of the refusal, where a column (`of`) is chosen or none. */
  readonly refused?: string;
  readonly of?: string;
}

const ENTRIES = JSON.parse(readFileSync(join(FOLDER, 'manifest.json'), 'utf8')) as readonly Entry[];

/** What a person did beside choosing the file. */
interface Choice {
  readonly columns?: readonly (string | number)[];
  readonly numbers?: 'decimal_point' | 'decimal_comma';
  readonly invalid_rows?: 'skip' | 'skip_any';
}

/** What came of a file: its rows with what was said, a question with its answers, or a refusal. */
type Outcome =
  | {
      readonly kind: 'read';
      readonly columns: unknown;
      readonly values: number[];
      readonly skipped: number[];
      readonly said: string;
    }
  | { readonly kind: 'asks'; readonly words: string; readonly answers: readonly string[] }
  | { readonly kind: 'refused'; readonly words: string };

function readOutcome(dataset: Dataset | undefined, columns: unknown, said: string): Outcome {
  const { values, skippedLines } = dataset as CsvDataset;
  return { kind: 'read', columns, values: [...values], skipped: skippedLines.map(({ line }) => line), said };
}

const unused = () => Promise.reject(new Error('a table is no module'));

async function inWindow(file: string, choice: Choice): Promise<Outcome> {
  const { store } = temporaryWorkbench();
  const bytes = new Uint8Array(readFileSync(join(FOLDER, file)));
  try {
    const outcome = await importLaw({ field: 'target', name: file, bytes, ...choice }, store, {
      list: unused,
      draw: unused,
    });
    if (outcome.kind === 'asks' && outcome.answers.length === 0) return { kind: 'refused', words: outcome.question };
    if (outcome.kind === 'asks') {
      return { kind: 'asks', words: outcome.question, answers: outcome.answers.map(({ value }) => value) };
    }
    const { law, summary } = outcome.imported;
    return readOutcome(storedTable(store, law), law.columns, summary);
  } catch (error) {
    if (error instanceof WorkbenchError) return { kind: 'refused', words: error.message };
    throw error;
  }
}

function storedTable(store: ReturnType<typeof temporaryWorkbench>['store'], law: ImportedLaw['law']) {
  return store.datasets.get(datasetKey(runConfigSchema.parse({ target: law }).target as CsvLawConfig));
}

/** As `train --set target.file=…` reads it. */
async function onCommandLine(file: string, { columns, numbers, invalid_rows = 'skip' }: Choice): Promise<Outcome> {
  const set = [
    'target=csv',
    `target.file=${join(FOLDER, file)}`,
    `target.invalid_rows=${invalid_rows}`,
    ...(numbers ? [`target.numbers=${numbers}`] : []),
    ...(columns ? [`target.columns=${JSON.stringify(columns)}`] : []),
  ];
  try {
    const [{ read }] = await runRequests({ set });
    const { target } = read.config;
    return readOutcome(read.datasets.at(0), 'columns' in target ? target.columns : [], read.remarks?.join(' ') ?? '');
  } catch (error) {
    if (!(error instanceof WorkbenchError)) throw error;
    const answers = [...error.message.matchAll(/--set target\.\w+=(\w+)/g)].map(([, value]) => value);
    if (answers.length > 0) return { kind: 'asks', words: error.message, answers };
    return { kind: 'refused', words: error.message };
  }
}

function answered(answer: string): Choice {
  return answer === 'skip_any' ? { invalid_rows: answer } : { numbers: answer as 'decimal_point' };
}

describe.each([
  ['in the window', inWindow],
  ['on the command line', onCommandLine],
] as const)('a file read %s', (_, read) => {
  it.each(ENTRIES.map((entry) => [entry.file, entry.by, entry] as const))('%s (%s)', async (file, _by, entry) => {
    const outcome = await read(file, entry.of === undefined ? {} : { columns: [entry.of] });
    if (entry.refused !== undefined) {
      expect(outcome).toMatchObject({ kind: 'refused', words: expect.stringContaining(entry.refused) as string });
      return;
    }
    if (entry.asks !== undefined) {
      const answers = Object.keys(entry.answers ?? {});
      expect(outcome).toMatchObject({ kind: 'asks', words: expect.stringContaining(entry.asks) as string });
      expect(outcome.kind === 'asks' && outcome.answers.toSorted()).toEqual(answers.toSorted());
      for (const answer of answers) {
        expect(await read(file, answered(answer))).toMatchObject({ kind: 'read', values: entry.answers?.[answer] });
      }
      return;
    }
    expect(outcome).toMatchObject({
      kind: 'read',
      columns: [entry.column],
      values: entry.values,
      skipped: entry.skipped ?? [],
    });
    for (const note of entry.notes ?? []) expect(outcome.kind === 'read' && outcome.said).toContain(note);
    for (const [column, values] of Object.entries(entry.also ?? {})) {
      expect(await read(file, { columns: [column] })).toMatchObject({ kind: 'read', values });
    }
  });
});

it('are at least forty files, each of them in the manifest', () => {
  expect(ENTRIES.length).toBeGreaterThanOrEqual(40);
});
