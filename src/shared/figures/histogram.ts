import type { Range } from '../run.ts';

export interface Histogram {
  /** The ends of the bins in rising order: one more than there are bins. */
  readonly edges: Float64Array;
  /** Samples in each bin; a bin holds its lower edge, the last one holds its upper edge too. */
  readonly counts: Uint32Array;
  /** Samples below the first and above the last edge. */
  readonly below: number;
  readonly above: number;
}

/** Ends of `bins` bins of equal width over `range`; the first and the last are exactly its ends. */
export function binEdges(range: Range, bins: number): Float64Array {
  const width = range.high - range.low;
  return Float64Array.from({ length: bins + 1 }, (_, index) =>
    index === bins ? range.high : range.low + (width * index) / bins,
  );
}

/** Counts `samples`, in any order, in `bins` bins of equal width. A sample that is not a number is in no bin. */
export function histogram(samples: ArrayLike<number>, range: Range, bins: number): Histogram {
  const edges = binEdges(range, bins);
  const counts = new Uint32Array(bins);
  const scale = bins / (range.high - range.low);
  let below = 0;
  let above = 0;
  for (let index = 0; index < samples.length; index++) {
    const sample = samples[index];
    if (sample < range.low) below++;
    else if (sample > range.high) above++;
    else if (sample >= range.low) counts[binOf(sample, edges, Math.floor((sample - range.low) * scale))]++;
  }
  return { edges, counts, below, above };
}

/** The bin whose edges hold `sample`: the guess by division is one off where rounding crossed an edge. */
function binOf(sample: number, edges: Float64Array, guess: number): number {
  const last = edges.length - 2;
  let bin = Math.min(guess, last);
  if (sample < edges[bin]) bin--;
  else if (bin < last && sample >= edges[bin + 1]) bin++;
  return bin;
}

/**
 * Probability density of each bin: its share of `total` samples over its width. With `total` all samples,
 * those outside the bins included, the bars compare with a density: their area is the share inside.
 */
export function densities(counted: Histogram, total: number): Float64Array {
  const { edges, counts } = counted;
  return Float64Array.from(counts, (count, bin) => (total === 0 ? 0 : count / total / (edges[bin + 1] - edges[bin])));
}
