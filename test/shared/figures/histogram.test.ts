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

  it('places every sample between the edges of its bin, however the division rounds', () => {
    const range = { low: -4.635, high: 4.635 };
    const edges = binEdges(range, 60);
    const source = randomStream(1, 'histogram');
    const samples = [...edges, ...Array.from({ length: 5000 }, () => source.normal())];
    const expected = new Uint32Array(60);
    for (const sample of samples) {
      for (let bin = 0; bin < 60; bin++) {
        if (sample >= edges[bin] && (sample < edges[bin + 1] || (bin === 59 && sample === range.high))) expected[bin]++;
      }
    }
    const { counts, below, above } = histogram(samples, range, 60);
    expect([...counts]).toEqual([...expected]);
    expect(counts.reduce((sum, count) => sum + count) + below + above).toBe(samples.length);
  });

  it('has bars whose area is the share of samples inside', () => {
    const counted = histogram([0.1, 0.2, 0.6, 3], { low: 0, high: 2 }, 4);
    expect([...densities(counted, 4)]).toEqual([1, 0.5, 0, 0]);
    expect([...densities(histogram([], unit, 2), 0)]).toEqual([0, 0]);
  });
});
