import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../src/main/training/random.ts';
import { binEdges, densities, histogram } from '../../../src/shared/figures/histogram.ts';

const unit = { low: 0, high: 1 };

describe('a histogram', () => {
  it('has bins of equal width that end exactly at the axis', () => {
    expect([...binEdges({ low: -1, high: 1 }, 4)]).toEqual([-1, -0.5, 0, 0.5, 1]);
    const odd = binEdges({ low: 0.1, high: 0.7 }, 7);
    expect(odd).toHaveLength(8);
    expect(odd[0]).toBe(0.1);
    expect(odd[7]).toBe(0.7);
  });

  it('puts a sample on an edge into the bin that begins there, and one on the last edge into the last bin', () => {
    const counted = histogram([0, 0.25, 0.5, 0.75, 1], unit, 4);
    expect([...counted.counts]).toEqual([1, 1, 1, 2]);
  });

  it('counts what lies outside beside the bins, and takes a number that is none for nothing', () => {
    const counted = histogram([-0.1, -Infinity, 0.5, 1.1, Infinity, 7, NaN], unit, 2);
    expect([...counted.counts]).toEqual([0, 1]);
    expect(counted.below).toBe(2);
    expect(counted.above).toBe(3);
  });

  it.each([
    { low: -4.635, high: 4.635, bins: 60 },
    { low: 0.1, high: 0.7, bins: 7 },
    { low: -1 / 3, high: 1e-3, bins: 113 },
    { low: 1000.1, high: 1000.3, bins: 49 },
  ])('places every sample between the edges of its bin, however the division rounds: %o', ({ low, high, bins }) => {
    const range = { low, high };
    const edges = binEdges(range, bins);
    const source = randomStream(1, 'histogram');
    const inside = Array.from({ length: 2000 }, () => low + (high - low) * source.uniform());
    // The edges and the numbers next to them are where a division can miss.
    const step = (edge: number) => Math.abs(edge) * Number.EPSILON;
    const samples = [...inside, ...Array.from(edges).flatMap((edge) => [edge - step(edge), edge, edge + step(edge)])];
    const expected = new Uint32Array(bins);
    for (const sample of samples) {
      for (let bin = 0; bin < bins; bin++) {
        if (sample >= edges[bin] && (sample < edges[bin + 1] || (bin === bins - 1 && sample === high))) expected[bin]++;
      }
    }
    const { counts, below, above } = histogram(samples, range, bins);
    expect([...counts]).toEqual([...expected]);
    expect(counts.reduce((sum, count) => sum + count) + below + above).toBe(samples.length);
  });

  it('has bars whose area is the share of samples inside', () => {
    const counted = histogram([0.1, 0.2, 0.6, 3], { low: 0, high: 2 }, 4);
    expect([...densities(counted, 4)]).toEqual([1, 0.5, 0, 0]);
    expect([...densities(histogram([], unit, 2), 0)]).toEqual([0, 0]);
  });
});
