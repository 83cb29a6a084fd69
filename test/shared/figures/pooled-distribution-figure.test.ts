import { expect, it } from 'vitest';
import { figureCsv } from '../../../src/shared/figures/figure-csv.ts';
import { pooledDistributionFigure } from '../../../src/shared/figures/pooled-distribution-figure.ts';
import { recorded1D, recorded2D } from './recorded.ts';

it('shows the samples of all seeds of a group as one histogram, with a band between its seeds', () => {
  const { snapshot, target, axes } = recorded1D();
  const { frame } = snapshot;
  if (frame.dimension !== 1) throw new Error('not on the line');
  const seed = (value: number) => ({ ...snapshot, frame: { ...frame, samples: new Float32Array(100).fill(value) } });
  const snapshots = [seed(-1), seed(-1), seed(1)];
  const figure = pooledDistributionFigure({
    name: 'wide',
    seeds: '3 seeds, combined',
    snapshots,
    target,
    axes,
    bins: 8,
  });
  const [pooled, lowest, highest] = figure.data.datasets;
  // The last point ends the last bar.
  const heights = pooled.data.slice(0, -1).map(({ y }) => Number(y));
  expect(heights[3]).toBeCloseTo(2 / 3, 12);
  expect(heights[5]).toBeCloseTo(1 / 3, 12);
  expect(heights.reduce((sum, height) => sum + height, 0)).toBeCloseTo(1, 12);
  expect(lowest.data.every(({ y }) => y === 0)).toBe(true);
  expect(highest.data[3].y).toBe(1);
  expect(figure.options?.plugins?.title?.text).toMatch(/^wide · 3 seeds, combined · epoch 600 · W1 0\.123$/);
});

it('shows points of all seeds in the plane', () => {
  const { snapshot, target, axes } = recorded2D();
  const data = { name: 'ring', seeds: '2 seeds, combined', snapshots: [snapshot, snapshot], target, axes, bins: 60 };
  const figure = pooledDistributionFigure(data);
  expect(figure.type).toBe('scatter');
  expect(figureCsv(figure)).toContain('generator, all seeds');
  expect(figure.data.datasets[0].data).toHaveLength(1000);
});

it('shows as many points of each seed where only some are drawn', () => {
  const { snapshot, target, axes } = recorded2D();
  const { frame } = snapshot;
  if (frame.dimension !== 2) throw new Error('not in the plane');
  const snapshots = [0, 1, 2, 3].map((x) => ({
    ...snapshot,
    frame: { ...frame, points: new Float32Array(4000).fill(x) },
  }));
  const data = { name: 'ring', seeds: '4 seeds, combined', snapshots, target, axes, bins: 60, mostPoints: 500 };
  const drawn = pooledDistributionFigure(data).data.datasets[0].data.map(({ x }) => Number(x));
  expect([0, 1, 2, 3].map((seed) => drawn.filter((x) => x === seed).length)).toEqual([125, 125, 125, 125]);
});
