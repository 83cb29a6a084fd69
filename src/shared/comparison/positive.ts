import type { Summary } from '../run.ts';

/** What may lie below zero. A loss does so in the minimax game and with a critic. */
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

/** A stretch of values, and whether it was cut where the values cannot be. */
export interface CutInterval {
  readonly low: number;
  readonly high: number;
  readonly isCut: boolean;
}

/** An interval of a metric or loss as it is shown: of what is never below zero, distances from the target among it, it ends there. */
export function cutInterval(
  metric: Summary['metric'],
  { low, high }: { readonly low: number; readonly high: number },
  isDistance = false,
): CutInterval {
  const isCut = low < 0 && (isDistance || isPositive(metric));
  return { low: isCut ? 0 : low, high, isCut };
}

/** Said beside an interval that was cut. */
export const CUT = 'cut at 0';
