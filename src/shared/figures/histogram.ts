import type { Range } from '../run.ts';

export interface Histogram {
  /** The edges of the bins in increasing order, one more than bins. */
  readonly edges: Float64Array;
  /** Samples in each bin. A bin includes its lower edge; the last one also its upper edge. */
  readonly counts: Uint32Array;
  /** Samples below the first and above the last edge. */
  readonly below: number;
  readonly above: number;
}

/** The edges of `bins` bins of equal width over `range`; the first and the last are exactly its ends. */
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

/** The bin of `sample`. Rounding may put the result of the division one bin off, which is corrected. */
function binOf(sample: number, edges: Float64Array, guess: number): number {
  const last = edges.length - 2;
  let bin = Math.min(guess, last);
  if (sample < edges[bin]) bin--;
  else if (bin < last && sample >= edges[bin + 1]) bin++;
  return bin;
}

/**
 * Probability density of each bin: its share of `total` samples over its width. If `total` includes samples outside the
 * bins, the bars are comparable with a density: their area is the share inside.
 */
export function densities(counted: Histogram, total: number): Float64Array {
  const { edges, counts } = counted;
  return Float64Array.from(counts, (count, bin) => (total === 0 ? 0 : count / total / (edges[bin + 1] - edges[bin])));
}
