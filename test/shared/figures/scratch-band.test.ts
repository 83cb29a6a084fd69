import { expect, it } from 'vitest';
import { LIGHT } from '../../../src/shared/figures/palette.ts';
import { withScratchCourse, withScratchSamples } from '../../../src/shared/figures/scratch-band.ts';
import type { Figure } from '../../../src/shared/figures/theme.ts';
import type { Snapshot } from '../../../src/shared/run.ts';
import { spreadOf } from '../../../src/shared/statistics/band.ts';

const FIGURE = { type: 'line', data: { datasets: [{ label: 'own', data: [] }] } } as unknown as Figure;

const lines = ({ data }: Figure) => data.datasets.map(({ label, data }) => ({ label, data }));

it('draws the median of the seeds over the metric of the run, in a band of their quartiles', () => {
  const points = [
    { x: 25, spread: spreadOf([1, 2, 3, 4, 5], 'quartiles') },
    { x: 50, spread: spreadOf([2, 2, 2, 2, 8], 'quartiles') },
  ];
  const figure = withScratchCourse(FIGURE, { name: '8 seeds', isOld: false, points, logarithmic: false }, LIGHT);
  const [own, centre, low, high] = lines(figure);
  expect(own.label).toBe('own');
  expect(centre).toEqual({
    label: '8 seeds',
    data: [
      { x: 25, y: 3 },
      { x: 50, y: 2 },
    ],
  });
  expect([low.data, high.data].map((data) => data.map((point) => (point as { y: number }).y))).toEqual([
    [2, 2],
    [4, 2],
  ]);
  // What is never below 0 is not drawn on an axis that is.
  expect(figure.options?.scales?.y).toMatchObject({ min: 0 });
});

it('leaves the figure as it is while nothing has come', () => {
  expect(withScratchCourse(FIGURE, { name: '8 seeds', isOld: false, points: [], logarithmic: false }, LIGHT)).toBe(
    FIGURE,
  );
});

function snapshot(samples: readonly number[]): Snapshot {
  const frame = { dimension: 1, samples: Float32Array.from(samples), discriminator: new Float32Array(2) };
  return { epoch: 10, metrics: {}, frame } as unknown as Snapshot;
}

it('draws the samples of all seeds as one line, in a band from the lowest to the highest seed', () => {
  const axes = { data: [{ low: 0, high: 2 }] } as unknown as Parameters<typeof withScratchSamples>[1]['axes'];
  const snapshots = [snapshot([0.5, 0.5, 0.5, 1.5]), snapshot([0.5, 1.5, 1.5, 1.5])];
  const figure = withScratchSamples(FIGURE, { name: '8 seeds', isOld: false, snapshots, axes, bins: 2 }, LIGHT);
  const [, pooled, low, high] = lines(figure).map(({ data }) => data.map((point) => (point as { y: number }).y));
  expect(pooled).toEqual([0.5, 0.5, 0.5]);
  expect(low).toEqual([0.25, 0.25, 0.25]);
  expect(high).toEqual([0.75, 0.75, 0.75]);
});
