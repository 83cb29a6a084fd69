import { inOwnUnits } from '../../../shared/distributions/standardize.ts';
import type { MetricKey, Metrics, NoiseFloor } from '../../../shared/metrics.ts';
import type { Axes, CoordinateScale, Range } from '../../../shared/run.ts';
import type { MeasuredMetrics } from './evaluator.ts';

/*
 * Converts metrics of standardized values to the data's own units. A sliced distance mixes both columns in every
 * direction, so it stays in standard deviations; in own units the column with larger numbers would dominate. Shares and
 * shapes have no unit.
 */

type Scales = readonly CoordinateScale[] | undefined;

/** The coordinate whose unit a metric has, and whether it is a position rather than a length. */
const IN_UNITS_OF: Partial<Record<MetricKey, { readonly coordinate: 0 | 1; readonly isPlace?: true }>> = {
  wasserstein_1: { coordinate: 0 },
  mean: { coordinate: 0, isPlace: true },
  std: { coordinate: 0 },
  mean_x: { coordinate: 0, isPlace: true },
  std_x: { coordinate: 0 },
  mean_y: { coordinate: 1, isPlace: true },
  std_y: { coordinate: 1 },
};

export function metricsInOwnUnits(metrics: Metrics, scales: Scales): Metrics {
  if (scales === undefined) return metrics;
  const own: MeasuredMetrics = { ...metrics };
  for (const key of Object.keys(IN_UNITS_OF) as (keyof typeof IN_UNITS_OF)[]) {
    const [unit, value] = [IN_UNITS_OF[key], metrics[key]];
    if (unit === undefined || value === undefined) continue;
    const scale = scales[unit.coordinate];
    own[key] = unit.isPlace ? inOwnUnits(value, scale) : value * scale.standardDeviation;
  }
  return own;
}

/** Noise floors in the data's own units. That of a mean is a distance from the target's mean, and is scaled like one. */
export function floorsInOwnUnits(floors: readonly NoiseFloor[], scales: Scales): readonly NoiseFloor[] {
  if (scales === undefined) return floors;
  return floors.map((floor) => {
    const unit = IN_UNITS_OF[floor.metric];
    if (unit === undefined) return floor;
    const { standardDeviation } = scales[unit.coordinate];
    return { ...floor, mean: floor.mean * standardDeviation, bound95: floor.bound95 * standardDeviation };
  });
}

export function axesInOwnUnits({ data, latent }: Axes, scales: Scales): Axes {
  if (scales === undefined) return { data, latent };
  const own = ({ low, high }: Range, coordinate: number): Range => {
    const scale = scales[coordinate];
    return { low: inOwnUnits(low, scale), high: inOwnUnits(high, scale) };
  };
  return { data: data.map(own), latent };
}
