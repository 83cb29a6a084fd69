import type { Law1D, Marginal, RandomSource } from '../../../shared/distributions/law.ts';
import { RadixSorter, SortableFloats } from './radix-sort.ts';

/** Sorted draws of one size from a 1-D law, as a perfect generator would give them. */
export interface PerfectDraws {
  /** The last draw, sorted. */
  readonly samples: Float32Array;
  /** The 32-bit uniforms k that were drawn, for a law known by its quantiles: samples are its quantiles at (k + ½)/2³². */
  readonly uniforms: Uint32Array | undefined;
  next(): void;
}

/** A source that also gives 32 random bits at a time. */
export interface BitSource extends RandomSource {
  bits(): number;
}

/** Draws with the law's own sampler; for data, each draw is a resampling. */
export function drawsOfSampler(law: Law1D, count: number, source: RandomSource): PerfectDraws {
  const sortable = new SortableFloats(count);
  return {
    samples: sortable.values,
    uniforms: undefined,
    next() {
      law.sample(sortable.values, count, source);
      sortable.sort();
    },
  };
}

/**
 * Draws by the quantile function of sorted uniforms. It is fast for any law, because the slow quantile function is
 * tabulated.
 */
export function drawsOfQuantiles(law: Marginal, count: number, source: BitSource): PerfectDraws {
  const table = quantileTable(law);
  const sorter = new RadixSorter(count);
  const unsorted = new Uint32Array(count);
  const uniforms = new Uint32Array(count);
  const samples = new Float32Array(count);
  return {
    samples,
    uniforms,
    next() {
      for (let i = 0; i < count; i++) unsorted[i] = source.bits();
      sorter.sort(unsorted, uniforms);
      for (let i = 0; i < count; i++) samples[i] = interpolate(table, uniforms[i]);
    },
  };
}

const CELL_BITS = 5;
const CELLS = 1 << CELL_BITS;
const OCTAVES = 28;
const REST_BITS = 32 - CELL_BITS;

/**
 * A law's quantiles at probabilities 2⁻ᵒ⁻¹(1 + c/32) and at one minus these, octave after octave towards each tail, so
 * that the steps shrink with the tail. Linear interpolation in between has an error below 10⁻⁴ standard deviations for
 * N(0, 1), a hundredth of the uncertainty of 400 draws.
 */
interface QuantileTable {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

function quantileTable(law: Marginal): QuantileTable {
  const lower = new Float64Array(OCTAVES * CELLS + 1);
  const upper = new Float64Array(OCTAVES * CELLS + 1);
  for (let octave = 0; octave < OCTAVES; octave++) {
    for (let cell = 0; cell < CELLS; cell++) {
      const probability = (1 + cell / CELLS) / (4 * (1 << octave));
      // The cells of an octave are in increasing order of probability, so the end of an octave is the start of the
      // previous one.
      const index = (OCTAVES - 1 - octave) * CELLS + cell;
      lower[index] = law.quantile(probability);
      upper[index] = law.quantile(1 - probability);
    }
  }
  lower[OCTAVES * CELLS] = law.quantile(0.5);
  upper[OCTAVES * CELLS] = lower[OCTAVES * CELLS];
  return { lower, upper };
}

/** The quantile at (bits + ½)/2³². */
function interpolate(table: QuantileTable, bits: number): number {
  const word = bits | 0;
  const side = word < 0 ? table.upper : table.lower;
  // Distance from the nearer end in units of 2⁻³²; 0 would lie beyond the table.
  const tail = Math.max(word < 0 ? ~word : word, 1 << (31 - OCTAVES));
  const zeros = Math.clz32(tail);
  const rest = tail << (zeros + 1);
  const index = (OCTAVES - zeros) * CELLS + (rest >>> REST_BITS);
  const fraction = ((rest << CELL_BITS) >>> 0) / 4294967296;
  return side[index] + fraction * (side[index + 1] - side[index]);
}
