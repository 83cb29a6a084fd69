import type { Numbers } from '../numbers.ts';
import type { Range, Snapshot } from '../run.ts';
import { densities, histogram } from './histogram.ts';
import { threeDigits } from './title.ts';
import { DISTANCES, DISTANCE_NAMES, distanceOf } from '../metrics.ts';

/** The combined histogram of what several seeds have generated. */
export interface PooledDensity {
  /** One more than there are bars. */
  readonly edges: Float64Array;
  /** The density of the samples of all seeds. */
  readonly density: Float64Array;
  /** The lowest and the highest seed at each bar. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** The density of the samples of all seeds, and the range of the single seeds. There must be at least one seed. */
export function pooledDensity(seeds: readonly Numbers[], range: Range, bins: number): PooledDensity {
  const counted = seeds.map((samples) => histogram(samples, range, bins));
  const each = counted.map((one, index) => densities(one, seeds[index].length));
  const [first] = counted;
  const counts = first.counts.map((_, bin) => counted.reduce((sum, one) => sum + one.counts[bin], 0));
  const total = seeds.reduce((sum, { length }) => sum + length, 0);
  const over = (choose: (...values: number[]) => number) =>
    Float64Array.from(counts, (_, bin) => choose(...each.map((one) => one[bin])));
  return {
    edges: first.edges,
    density: densities({ ...first, counts }, total),
    low: over(Math.min),
    high: over(Math.max),
  };
}

/**
 * The same number of points from each seed, in total as many as one seed has, or `most`. More would make a group look larger than
 * a run.
 */
export function pooledPoints(seeds: readonly Numbers[], most = Infinity): Numbers {
  const each = Math.min(...seeds.map(({ length }) => length / 2));
  if (seeds.length === 1 && each <= most) return seeds[0];
  const count = Math.min(each, most);
  const pooled = new Float64Array(2 * count);
  for (let point = 0; point < count; point++) {
    const from = Math.floor((point * each) / count);
    pooled.set(seeds[point % seeds.length].subarray(2 * from, 2 * from + 2), 2 * point);
  }
  return pooled;
}

/**
 * The generated samples of a snapshot: numbers, or x and y of points alternating. Those of the averaged generator if
 * requested and present.
 */
export function samplesOf({ frame }: Snapshot, averaged: boolean): Numbers {
  const trained = frame.dimension === 1 ? frame.samples : frame.points;
  return (averaged ? frame.averaged : undefined) ?? trained;
}

/** The range of several distances, in words, without distances that do not exist. */
export function rangeText(values: readonly (number | undefined)[]): string {
  const known = values.filter((value) => value !== undefined);
  const [low, high] = [Math.min(...known), Math.max(...known)].map(threeDigits);
  if (known.length === 0) return threeDigits(undefined);
  return low === high ? low : `${low}–${high}`;
}

/** The distances of these simultaneous snapshots to the target: `W1 0.101–0.152`. */
export function distanceText(snapshots: readonly Snapshot[], averaged: boolean): string {
  const metrics = snapshots.map((one) => (averaged ? one.averageMetrics : undefined) ?? one.metrics);
  const distances = metrics.map(distanceOf);
  const name = distances.find((one) => one !== undefined)?.name ?? DISTANCE_NAMES[DISTANCES[0]];
  return `${name} ${rangeText(distances.map((one) => one?.value))}`;
}
