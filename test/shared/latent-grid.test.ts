import { describe, expect, it } from 'vitest';
import { nearestCheckpoint } from '../../src/shared/checkpoint.ts';
import { functionNoise } from '../../src/shared/distributions/function-law.ts';
import { noiseLaw } from '../../src/shared/distributions/noise-law.ts';
import { latentGridLines, latentGridTicks, latentGridVectors, type LatentGrid } from '../../src/shared/latent-grid.ts';
import { randomStream } from '../../src/main/training/random.ts';

/** Each coordinate is uniform over its own unit: from its index up to the next. */
const quantile = (coordinate: number, level: number) => coordinate + level;
/** The first two coordinates of each vector: a generator that shows its noise. */
const shown = (vectors: Float32Array, dimension: number): LatentGrid => ({
  epoch: 3,
  dimension,
  images: vectors.filter((_, index) => index % dimension < 2),
});

describe('the latent grid', () => {
  it('has lines of constant z1 and of constant z2 over the central 98 % of each', () => {
    const lines = latentGridLines(shown(latentGridVectors(2, quantile), 2));
    expect(lines).toHaveLength(30);
    for (const [index, line] of lines.entries()) {
      const [constant, along] = index < 15 ? [0, 1] : [1, 0];
      const of = (coordinate: number) => [...line].filter((_, at) => at % 2 === coordinate);
      expect(new Set(of(constant)).size).toBe(1);
      expect(of(constant)[0]).toBeCloseTo(constant + 0.01 + (0.98 * (index % 15)) / 14, 6);
      expect(of(along).at(0)).toBeCloseTo(along + 0.01, 6);
      expect(of(along).at(-1)).toBeCloseTo(along + 0.99, 6);
      expect(of(along)).toEqual(of(along).toSorted((a, b) => a - b));
    }
  });

  it('keeps every further coordinate at its median', () => {
    const vectors = latentGridVectors(5, quantile);
    const rest = vectors.filter((_, index) => index % 5 > 1);
    expect([...new Set(rest)].sort()).toEqual([2.5, 3.5, 4.5]);
    expect(latentGridLines(shown(vectors, 5))).toEqual(latentGridLines(shown(latentGridVectors(2, quantile), 2)));
  });

  it('is a curve with ticks at quantiles where the noise has one coordinate', () => {
    const vectors = latentGridVectors(1, quantile);
    expect(vectors[0]).toBeCloseTo(0.01, 6);
    expect(vectors.at(-1)).toBeCloseTo(0.99, 6);
    // G(z) = (4z, 0): along x, over an axis of length 4.
    const images = Float64Array.from({ length: 2 * vectors.length }, (_, at) =>
      at % 2 === 0 ? 4 * vectors[at / 2] : 0,
    );
    const grid = { epoch: 0, dimension: 1, images };
    expect(latentGridLines(grid)).toEqual([images]);
    const ticks = latentGridTicks(grid);
    const places = [0.01, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99];
    expect(ticks).toHaveLength(places.length);
    for (const [index, { x, y, towards }] of ticks.entries()) {
      expect(x).toBeCloseTo(4 * places[index], 5);
      expect(y).toBe(0);
      expect(towards.x).toBeGreaterThan(x);
      expect(towards.y).toBe(0);
    }
  });

  it('asks the laws of the noise for quantiles, and the function of a user for those of its draws', () => {
    expect(noiseLaw({ law: 'normal', mean: 1, standard_deviation: 2 }, 3).coordinate(2).quantile(0.5)).toBeCloseTo(
      1,
      9,
    );
    const draws = {
      dimension: 2,
      sample: (out: Float32Array | Float64Array, count: number, source: { uniform: () => number }) => {
        for (let row = 0; row < count; row++) out.set([source.uniform(), 10 + 2 * source.uniform()], 2 * row);
      },
    };
    const noise = functionNoise(draws, randomStream(1, 'fixed_draw'));
    expect(noise.coordinate(0).quantile(0.9)).toBeCloseTo(0.9, 1);
    expect(noise.coordinate(1).quantile(0.25)).toBeCloseTo(10.5, 1);
  });
});

it('the checkpoint nearest to an epoch is the earlier of two', () => {
  const checkpoints = [0, 10, 20].map((epoch) => ({ epoch }));
  expect([0, 5, 6, 15, 99].map((epoch) => nearestCheckpoint(checkpoints, epoch)?.epoch)).toEqual([0, 0, 10, 10, 20]);
  expect(nearestCheckpoint<{ epoch: number }>([], 5)).toBeUndefined();
});
