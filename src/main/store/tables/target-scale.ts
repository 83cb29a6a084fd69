import type { RunConfig } from '../../../shared/config/schema.ts';
import { lawIfAny } from '../../../shared/distributions/target-law.ts';
import type { CoordinateScale, TrainingFacts } from '../../../shared/run.ts';
import type { Row } from './metric-columns.ts';
import { storedConfig } from './stored-config.ts';

export const TARGET_SCALE_COLUMNS = ['target_x_mean', 'target_x_std', 'target_y_mean', 'target_y_std'] as const;

export type TargetScale = TrainingFacts['targetScale'];

/** The values of `TARGET_SCALE_COLUMNS`. */
export function targetScaleValues(scales: TargetScale): (number | null)[] {
  return [scales?.at(0), scales?.at(1)].flatMap((scale) => [scale?.mean ?? null, scale?.standardDeviation ?? null]);
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
const scales = new WeakMap<RunConfig, TargetScale>();

function formulaScale(config: RunConfig): TargetScale {
  if (!scales.has(config)) scales.set(config, scaleOfFormula(config));
  return scales.get(config);
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
