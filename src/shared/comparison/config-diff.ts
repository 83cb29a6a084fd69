import equal from 'fast-deep-equal';
import { configFields, contentChange } from '../config/changes.ts';
import { describeConfig } from '../config/describe.ts';
import type { RunConfig } from '../config/schema.ts';
import type { Cell } from '../csv.ts';
import { isObject } from '../objects.ts';
import { buildOf, type Run } from '../run.ts';
import { rowsText, type TableRows } from '../table-rows.ts';
import { isGroupKey, type SubjectKey } from '../subject.ts';
import type { TextTable } from './table-text.ts';

/** A column of the table of settings: a run, or a group with the config of any of its runs. */
export interface ConfiguredSubject {
  readonly key: SubjectKey;
  readonly name: string;
  readonly config: RunConfig;
  /** The rows that were read, for a run on a table. */
  readonly tableRows?: TableRows | undefined;
}

/** One setting of every subject, in their order. */
export interface ConfigDiffRow {
  readonly path: string;
  readonly unit: string;
  /**
   * The values of the subjects; undefined if a subject does not have the setting, such as a parameter of another law.
   */
  readonly values: readonly unknown[];
  /** Whether it differs from the base's. */
  readonly isChanged: readonly boolean[];
}

const UNITS: ReadonlyMap<string, string> = new Map(
  describeConfig().flatMap(({ path, unit }) => (unit === undefined ? [] : [[path, unit] as const])),
);

/** The config with which a run trained, with the engine that `auto` chose. */
export function configAsTrained(run: Run): RunConfig {
  const engine = buildOf(run)?.engine;
  return engine === undefined ? run.config : { ...run.config, engine };
}

/** The column of a run. */
export function configuredAs(run: Run): Pick<ConfiguredSubject, 'config' | 'tableRows'> {
  return { config: configAsTrained(run), tableRows: run.tableRows };
}

/** The key of the row count among the settings, though it is not a setting. */
export const TABLE_ROWS = 'target.rows';

/**
 * The settings in which subjects differ, or all settings, in the order of the config. The seed is included if every
 * subject is a single run.
 */
export function configDiff(subjects: readonly ConfiguredSubject[], base: SubjectKey, all: boolean): ConfigDiffRow[] {
  const fields = subjects.map(({ config }) => configFields(config));
  if (!subjects.some(({ key }) => isGroupKey(key))) {
    for (const [index, { config }] of subjects.entries()) fields[index].set('seed', config.seed);
  }
  for (const { path, value, index } of contents(subjects)) fields[index].set(path, value);
  for (const [index, { tableRows }] of subjects.entries())
    if (tableRows) fields[index].set(TABLE_ROWS, rowsText(tableRows));
  const baseIndex = Math.max(
    0,
    subjects.findIndex(({ key }) => key === base),
  );
  return [...new Set(fields.flatMap((one) => [...one.keys()]))].flatMap((path) => {
    const values = fields.map((one) => one.get(path));
    const isChanged = values.map((value) => !equal(value, values[baseIndex]));
    if (!all && !isChanged.includes(true)) return [];
    return [{ path, unit: UNITS.get(path) ?? '', values, isChanged }];
  });
}

/** The changed content of files: for subjects that name the same file as the first subject, but with other content. */
function contents(subjects: readonly ConfiguredSubject[]) {
  return (['target', 'noise'] as const).flatMap((field) =>
    subjects.flatMap(({ config }, index) => {
      const others = subjects.flatMap((other) => contentChange(other.config[field], config[field], field) ?? []);
      return others.map(({ path, to }) => ({ path, value: to, index }));
    }),
  );
}

/** A setting in a cell: a list as `64,32`, a list of layers as JSON, a setting that does not exist as an empty cell. */
export function settingCell(value: unknown): Cell {
  if (value === undefined || typeof value === 'number' || typeof value === 'string') return value;
  return Array.isArray(value) && !value.some(isObject) ? value.join(',') : JSON.stringify(value);
}

/** Settings side by side: one row per setting, one column per subject. */
export function configDiffTable(diff: readonly ConfigDiffRow[], names: readonly string[]): TextTable {
  return {
    heads: ['setting', 'unit', ...names],
    rows: diff.map(({ path, unit, values }) => [path, unit, ...values.map(settingCell)]),
  };
}
