import type { MetricKey } from './metrics.ts';
import type { Run } from './run.ts';

/** Moments of a coordinate that the target's are recorded of. */
const MOMENTS: Partial<Record<MetricKey, { readonly coordinate: 0 | 1; readonly of: 'mean' | 'standardDeviation' }>> = {
  mean: { coordinate: 0, of: 'mean' },
  std: { coordinate: 0, of: 'standardDeviation' },
  mean_x: { coordinate: 0, of: 'mean' },
  mean_y: { coordinate: 1, of: 'mean' },
  std_x: { coordinate: 0, of: 'standardDeviation' },
  std_y: { coordinate: 1, of: 'standardDeviation' },
};

/** What is known of a run's target. */
export type TargetedRun = Pick<Run, 'config'> & {
  readonly targetScale?: Extract<Run, { readonly status: 'finished' }>['targetScale'];
};

/**
 * The target's own value of a mean or standard deviation, from which noise floors measure how far off one is; undefined of other metrics,
 * where the target has none, and of a table: its floors are of the rows held out, the recorded moments of those trained on.
 */
export function targetMoment(run: TargetedRun, metric: string): number | undefined {
  const key = metric.replace(/^ema_/, '');
  const moment = Object.hasOwn(MOMENTS, key) ? MOMENTS[key as MetricKey] : undefined;
  if (moment === undefined || run.config.target.law === 'csv') return undefined;
  return run.targetScale?.at(moment.coordinate)?.[moment.of];
}

/** How far a mean or standard deviation is from the target's own; undefined where that is not known. */
export function distanceFromTarget(run: TargetedRun, metric: string, value: number): number | undefined {
  const target = targetMoment(run, metric);
  return target === undefined ? undefined : Math.abs(value - target);
}

/** `|mean − target’s|`, `|s.d. of x − target’s|`: along a small chart there is little room. */
export function distanceLabel(label: string): string {
  return `|${label.replace('standard deviation', 's.d.')} − target’s|`;
}
