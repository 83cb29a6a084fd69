import { COMPARED_MEASURE_LABELS, type ComparedMeasure } from '../comparison/measured.ts';
import { describeMetric, type SummaryMetric } from '../comparison/summary-metric.ts';
import type { TextTable } from '../comparison/table-text.ts';
import { settingCell } from '../comparison/config-diff.ts';
import type { Cell } from '../csv.ts';
import type { ScoredArm } from '../sweep/outcome.ts';
import { distanceLabel } from '../target-moments.ts';

/** The arms of a sweep, and the metric that is shown. */
export interface SweptArms {
  /** The sweep's name. */
  readonly name: string;
  readonly arms: readonly ScoredArm[];
  readonly metric: SummaryMetric;
  readonly measure: ComparedMeasure;
  /** Whether it is the distance of a moment from the target's own value. */
  readonly isDistance?: boolean;
}

type SweptQuantity = Pick<SweptArms, 'metric' | 'isDistance'>;

/** `Wasserstein-1`, or `|mean − target’s|`. */
export function measuredLabel({ metric, isDistance }: SweptQuantity): string {
  const { label } = describeMetric(metric);
  return isDistance ? distanceLabel(label) : label;
}

/** Its name in tables: `wasserstein_1`, or `distance_mean`. */
export function measuredKey({ metric, isDistance }: SweptQuantity): string {
  return isDistance ? `distance_${metric}` : metric;
}

/** The title of an axis: `Wasserstein-1, tail mean`. */
export function measuredTitle(swept: SweptArms): string {
  const { metric, measure, arms } = swept;
  const { unit } = describeMetric(metric);
  const averaged = arms.some(({ cell }) => cell.isAveraged) ? ' of the averaged generator' : '';
  return `${measuredLabel(swept)}${averaged}${unit === '' ? '' : ` (${unit})`}, ${COMPARED_MEASURE_LABELS[measure]}`;
}

export function settingPaths(arms: readonly ScoredArm[]): string[] {
  return [...(arms.at(0)?.settings.keys() ?? [])];
}

/** The settings of an arm as cells of a table. */
export function settingCells({ settings }: ScoredArm): Cell[] {
  return [...settings.values()].map(settingCell);
}

/** One row per counting run: its arm, seed, settings and value in full precision. */
export function valuesTable(swept: SweptArms): TextTable {
  const { arms, measure } = swept;
  return {
    heads: ['arm', 'run', 'seed', ...settingPaths(arms), `${measuredKey(swept)} ${COMPARED_MEASURE_LABELS[measure]}`],
    rows: arms.flatMap((arm) =>
      arm.cell.values.map(({ run, seed, value }): Cell[] => [arm.name, run, seed, ...settingCells(arm), value]),
    ),
  };
}
