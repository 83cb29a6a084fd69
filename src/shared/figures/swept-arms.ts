import { COMPARED_MEASURE_LABELS, type ComparedMeasure } from '../comparison/measured.ts';
import { describeMetric, type SummaryMetric } from '../comparison/summary-metric.ts';
import type { TextTable } from '../comparison/table-text.ts';
import { settingCell } from '../comparison/config-diff.ts';
import type { Cell } from '../csv.ts';
import type { ScoredArm } from '../sweep/outcome.ts';

/** The arms of a sweep, and by what they are shown. */
export interface SweptArms {
  /** The sweep's name. */
  readonly name: string;
  readonly arms: readonly ScoredArm[];
  readonly metric: SummaryMetric;
  readonly measure: ComparedMeasure;
}

/** `Wasserstein-1, tail mean`: what an axis of the values says. */
export function measuredTitle({ metric, measure, arms }: SweptArms): string {
  const { label, unit } = describeMetric(metric);
  const averaged = arms.some(({ cell }) => cell.isAveraged) ? ' of the averaged generator' : '';
  return `${label}${averaged}${unit === '' ? '' : ` (${unit})`}, ${COMPARED_MEASURE_LABELS[measure]}`;
}

export function settingPaths(arms: readonly ScoredArm[]): string[] {
  return [...(arms.at(0)?.settings.keys() ?? [])];
}

/** The settings of an arm as cells of a table. */
export function settingCells({ settings }: ScoredArm): Cell[] {
  return [...settings.values()].map(settingCell);
}

/** A row a run that counts: its arm, seed, settings and value in full precision. */
export function valuesTable({ arms, metric, measure }: SweptArms): TextTable {
  return {
    heads: ['arm', 'run', 'seed', ...settingPaths(arms), `${metric} ${COMPARED_MEASURE_LABELS[measure]}`],
    rows: arms.flatMap((arm) =>
      arm.cell.values.map(({ run, seed, value }): Cell[] => [arm.name, run, seed, ...settingCells(arm), value]),
    ),
  };
}
