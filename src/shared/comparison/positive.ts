import type { Summary } from '../run.ts';

/** Metrics and losses that can be below zero. A loss can in the minimax game and with a critic. */
const SIGNED: ReadonlySet<string> = new Set([
  'mean',
  'mean_x',
  'mean_y',
  'skewness',
  'excess_kurtosis',
  'loss_generator',
  'loss_real',
  'loss_fake',
]);

/** Whether a metric or loss is never below zero. */
export function isPositive(metric: Summary['metric']): boolean {
  return !SIGNED.has(metric.replace(/^ema_/, ''));
}

/** An interval, and whether it was cut because values cannot be below zero. */
export interface CutInterval {
  readonly low: number;
  readonly high: number;
  readonly isCut: boolean;
}

/**
 * An interval of a metric or loss as it is shown: it ends at zero for values that are never below zero, such as
 * distances.
 */
export function cutInterval(
  metric: Summary['metric'],
  { low, high }: { readonly low: number; readonly high: number },
  isDistance = false,
): CutInterval {
  const isCut = low < 0 && (isDistance || isPositive(metric));
  return { low: isCut ? 0 : low, high, isCut };
}

/** The note on an interval that was cut. */
export const CUT = 'cut at 0';
