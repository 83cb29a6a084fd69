import type { TrainedSoFar } from '../../../shared/builds.ts';
import type { Change } from '../../../shared/config/changes.ts';
import { upgradeConfig } from '../../../shared/config/parse.ts';
import { runConfigSchema, type EngineName, type RunConfig } from '../../../shared/config/schema.ts';
import { lawIfAny } from '../../../shared/distributions/target-law.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import type { MetricRules } from '../../../shared/metric-rules.ts';
import type {
  Axes,
  CoordinateScale,
  EarlierBuild,
  EndFacts,
  EngineBuild,
  FinalEvaluation,
  Lineage,
  Range,
  Run,
  RunError,
  RunFacts,
  RunStatus,
  StateBefore,
  TrainingFacts,
} from '../../../shared/run.ts';
import type { TableRows } from '../../../shared/table-rows.ts';
import { shareUnitOf } from '../../../shared/wasserstein-share.ts';
import { compareText } from '../../../shared/text-order.ts';
import { readMetrics, type Row } from './metric-columns.ts';

/** A row of `runs`, with its tags as a JSON array. */
export type RunTableRow = Row & {
  readonly run_key: number;
  readonly id: string;
  readonly name: string;
  readonly status: RunStatus;
  readonly config: string;
  readonly group_hash: string;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly ended_at: string | null;
  readonly engine: EngineName | null;
  readonly kernels: string | null;
  readonly rounding: string | null;
  readonly threads: number | null;
  readonly device: 'cpu' | 'gpu' | null;
  readonly engine_reason: string | null;
  readonly epochs_done: number;
  readonly training_seconds: number;
  readonly data_x_low: number | null;
  readonly data_x_high: number | null;
  readonly data_y_low: number | null;
  readonly data_y_high: number | null;
  readonly latent_low: number | null;
  readonly latent_high: number | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly notes: string;
  readonly starred: 0 | 1;
  readonly trashed_at: string | null;
  readonly colour: number;
  readonly final_samples: number | null;
  readonly tag_list: string;
  readonly sweep_id: string | null;
  readonly last_outside: number | null;
  readonly stop_reason: string | null;
  readonly earlier_builds: string | null;
  readonly parent: string | null;
  readonly parent_epoch: number | null;
  readonly parent_changes: string | null;
  readonly parent_build: string | null;
  readonly trunk_hash: string | null;
  readonly metric_rules: string | null;
  readonly status_before: StateBefore['status'] | null;
  readonly epochs_before: number | null;
  readonly table_rows: number | null;
  readonly table_skipped_rows: number | null;
};

export const AXIS_COLUMNS = [
  'data_x_low',
  'data_x_high',
  'data_y_low',
  'data_y_high',
  'latent_low',
  'latent_high',
] as const;

/** The values of `AXIS_COLUMNS`. */
export function axisValues({ data, latent }: Axes): (number | null)[] {
  const [x, y] = [data.at(0), data.at(1)];
  return [x, y, latent].flatMap((range) => [range?.low ?? null, range?.high ?? null]);
}

export const TARGET_SCALE_COLUMNS = ['target_x_mean', 'target_x_std', 'target_y_mean', 'target_y_std'] as const;

export type TargetScale = TrainingFacts['targetScale'];

/** The values of `TARGET_SCALE_COLUMNS`. */
export function targetScaleValues(scales: TargetScale): (number | null)[] {
  return [scales?.at(0), scales?.at(1)].flatMap((scale) => [scale?.mean ?? null, scale?.standardDeviation ?? null]);
}

export function runOf(row: RunTableRow): Run {
  switch (row.status) {
    case 'queued': {
      const { status, status_before: before } = row;
      if (before === null) return { ...runFacts(row), status };
      const facts = row.started_at === null ? runFacts(row) : trainingFacts(row);
      return { ...facts, status, before: stateBefore(row, before) };
    }
    case 'running':
    case 'paused':
      return { ...trainingFacts(row), status: row.status };
    case 'interrupted':
      return { ...trainingFacts(row), status: row.status, error: errorOf(row) };
    case 'finished':
      return { ...endFacts(row), status: row.status, final: finalEvaluation(row) };
    case 'stopped':
      return { ...endFacts(row), status: row.status, stopReason: row.stop_reason ?? undefined };
    case 'failed': {
      const facts = row.started_at === null ? { ...runFacts(row), ...endedAt(row) } : endFacts(row);
      return { ...facts, status: row.status, error: failure(row) };
    }
  }
}

function stateBefore(row: RunTableRow, status: StateBefore['status']): StateBefore {
  const epochs = row.epochs_before ?? storedConfig(row.id, row.config).epochs;
  switch (status) {
    case 'interrupted':
      return { epochs, status, error: errorOf(row) };
    case 'finished':
      return { epochs, status, ...endedAt(row), final: finalEvaluation(row) };
    case 'stopped':
      return { epochs, status, ...endedAt(row), stopReason: row.stop_reason ?? undefined };
    case 'failed':
      return { epochs, status, ...endedAt(row), error: failure(row) };
  }
}

function failure(row: RunTableRow): RunError {
  return errorOf(row) ?? { code: '', message: '' };
}

function errorOf({ error_code: code, error_message: message }: RunTableRow): RunError | undefined {
  return code === null ? undefined : { code, message: message ?? '' };
}

function runFacts(row: RunTableRow): RunFacts {
  return {
    id: row.id,
    name: row.name,
    config: storedConfig(row.id, row.config),
    group: row.group_hash,
    createdAt: row.created_at,
    tags: (JSON.parse(row.tag_list) as string[]).sort(compareText),
    notes: row.notes,
    starred: row.starred === 1,
    trashedAt: row.trashed_at ?? undefined,
    colour: row.colour,
    sweep: row.sweep_id ?? undefined,
    tableRows: tableRowsOf(row),
    lineage: lineageOf(row),
    metricRules: row.started_at === null ? undefined : metricRulesOf(row),
  };
}

function metricRulesOf({ metric_rules: text }: RunTableRow): MetricRules {
  return text === null ? {} : (JSON.parse(text) as MetricRules);
}

/** The value of the column `metric_rules`. */
export function metricRulesText(rules: MetricRules): string | null {
  return Object.keys(rules).length === 0 ? null : JSON.stringify(rules);
}

function tableRowsOf({ table_rows: read, table_skipped_rows: skipped }: RunTableRow): TableRows | undefined {
  return read === null ? undefined : { read, skipped: skipped ?? 0 };
}

/** The parent of a forked run; undefined for a run that began with initial weights. */
export function lineageOf(row: RunTableRow): Lineage | undefined {
  if (row.parent === null) return undefined;
  return {
    parent: row.parent,
    epoch: present(row, row.parent_epoch, 'parent_epoch'),
    changes: JSON.parse(present(row, row.parent_changes, 'parent_changes')) as Change[],
    build: JSON.parse(present(row, row.parent_build, 'parent_build')) as EngineBuild,
    trunk: present(row, row.trunk_hash, 'trunk_hash'),
  };
}

/** The builds that trained a run so far. */
export function trainedSoFar(row: RunTableRow): TrainedSoFar {
  return {
    first: row.parent_epoch ?? 0,
    earlier: earlierBuildsOf(row),
    last: row.engine === null ? undefined : buildOf(row),
  };
}

function earlierBuildsOf({ earlier_builds: text }: RunTableRow): readonly EarlierBuild[] {
  if (text === null) return [];
  const spans = JSON.parse(text) as (EngineBuild & { readonly until_epoch: number })[];
  return spans.map(({ until_epoch, ...build }) => ({ untilEpoch: until_epoch, build }));
}

/** The value of the column `earlier_builds`. */
export function earlierBuildsText(earlier: readonly EarlierBuild[]): string | null {
  if (earlier.length === 0) return null;
  return JSON.stringify(earlier.map(({ untilEpoch, build }) => ({ until_epoch: untilEpoch, ...build })));
}

function buildOf(row: RunTableRow): EngineBuild {
  return {
    engine: present(row, row.engine, 'engine'),
    kernels: present(row, row.kernels, 'kernels'),
    rounding: present(row, row.rounding, 'rounding'),
    threads: present(row, row.threads, 'threads'),
    device: present(row, row.device, 'device'),
  };
}

function trainingFacts(row: RunTableRow): TrainingFacts {
  return {
    ...runFacts(row),
    build: buildOf(row),
    earlierBuilds: earlierBuildsOf(row),
    engineReason: row.engine_reason ?? undefined,
    axes: axesOf(row),
    targetScale: targetScaleOf(row),
    startedAt: present(row, row.started_at, 'started_at'),
    epochsDone: row.epochs_done,
    seconds: row.training_seconds,
    lastOutside: row.last_outside ?? undefined,
  };
}

function endFacts(row: RunTableRow): EndFacts {
  return { ...trainingFacts(row), ...endedAt(row) };
}

function endedAt(row: RunTableRow): { endedAt: string } {
  return { endedAt: present(row, row.ended_at, 'ended_at') };
}

function finalEvaluation(row: RunTableRow): FinalEvaluation {
  return {
    samples: present(row, row.final_samples, 'final_samples'),
    ...readMetrics(row, shareUnitOf(targetScaleOf(row)), 'final_'),
  };
}

/** The axes of a run that has started. */
function axesOf(row: RunTableRow): Axes {
  const x = range(row.data_x_low, row.data_x_high);
  const y = range(row.data_y_low, row.data_y_high);
  return { data: [x, y].filter((axis) => axis !== undefined), latent: range(row.latent_low, row.latent_high) };
}

function range(low: number | null, high: number | null): Range | undefined {
  return low === null || high === null ? undefined : { low, high };
}

/** A run with this status always has this column. */
function present<Value>(row: RunTableRow, value: Value | null, column: string): Value {
  if (value === null) {
    throw new WorkbenchError(
      'store-damaged',
      `Run ${row.id} is ${row.status} but has no ${column}; the store was changed by hand.`,
    );
  }
  return value;
}

/** Mean and standard deviation of a run's target: as recorded, or, for older runs, from its formula. */
export function targetScaleOf(row: Row & { readonly id: string; readonly config: string }): TargetScale {
  const x = scaleOf(row['target_x_mean'], row['target_x_std']);
  const y = scaleOf(row['target_y_mean'], row['target_y_std']);
  if (y !== undefined) return [x, y];
  return x === undefined ? formulaScale(storedConfig(row.id, row.config)) : [x];
}

/**
 * Cached results of formulas, by config object, because configs are parsed once (`storedConfig`) and read with every
 * run.
 */
const formulaScales = new WeakMap<RunConfig, TargetScale>();

function formulaScale(config: RunConfig): TargetScale {
  if (!formulaScales.has(config)) formulaScales.set(config, scaleOfFormula(config));
  return formulaScales.get(config);
}

function scaleOf(mean: Row[string], standardDeviation: Row[string]): CoordinateScale | undefined {
  return typeof mean === 'number' && typeof standardDeviation === 'number' ? { mean, standardDeviation } : undefined;
}

/** The scale of a one-dimensional target that the config alone determines. */
function scaleOfFormula({ target }: RunConfig): TargetScale {
  if (target.law === 'csv' || target.law === 'module') return undefined;
  const law = lawIfAny(target);
  if (law === undefined || law.dimension === 2) return undefined;
  const { mean, standardDeviation } = law.moments;
  return [mean === undefined || standardDeviation === undefined ? undefined : { mean, standardDeviation }];
}

/** The most characters of config text whose parsed configs are cached, for about 7,000 runs. */
const MOST_CHARACTERS = 8_000_000;

/** Parsed configs by their text, the oldest first. They are frozen, because all readers of a run share one object. */
const parsedConfigs = new Map<string, RunConfig>();
let cachedCharacters = 0;

/**
 * The config of a stored run, parsed once and cached by its text. A config of an earlier version is upgraded, and a
 * field that it did not have gets its default, which means what that version did. Throws `config-unreadable`.
 */
export function storedConfig(id: string, text: string): RunConfig {
  const known = parsedConfigs.get(text);
  if (known !== undefined) return known;
  const config = frozen(parsedConfig(id, text));
  parsedConfigs.set(text, config);
  cachedCharacters += text.length;
  for (const [oldest] of parsedConfigs) {
    if (cachedCharacters <= MOST_CHARACTERS) break;
    parsedConfigs.delete(oldest);
    cachedCharacters -= oldest.length;
  }
  return config;
}

function parsedConfig(id: string, text: string): RunConfig {
  const upgraded = upgradeConfig(parsedJson(id, text));
  if (!upgraded.ok) throw new WorkbenchError('config-unreadable', `Run ${id}: ${upgraded.refusal.message}`);
  const found = runConfigSchema.safeParse(upgraded.input);
  if (found.success) return found.data;
  const [{ path, message }] = found.error.issues;
  throw new WorkbenchError(
    'config-unreadable',
    `Run ${id}: its stored config cannot be used: ${path.join('.')} ${message}`,
  );
}

function parsedJson(id: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new WorkbenchError('config-unreadable', `Run ${id}: its stored config is not JSON.`);
  }
}

/** Freezes a JSON value deeply. */
function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}
