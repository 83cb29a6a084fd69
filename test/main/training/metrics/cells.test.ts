import { expect, test } from 'vitest';
import { cellProbabilities, countOnAxis, countOnGrid } from '../../../../src/main/training/metrics/cells.ts';
import { uniform } from '../../../../src/shared/distributions/uniform.ts';

test('a law gives each cell its probability, and what is left to below and above', () => {
  const shares = cellProbabilities(uniform({ low: 0, high: 8 }), { low: 1, high: 5 }, 2);
  expect(shares).toEqual(Float64Array.of(0.125, 0.25, 0.25, 0.375));
});

test('samples are counted by cell; one on the upper end is in the last', () => {
  const shares = new Float64Array(4);
  countOnAxis(Float32Array.of(-1, 1, 2, 3, 5, 6, 7, 1e30), { low: 1, high: 5 }, shares);
  expect(shares).toEqual(Float64Array.of(0.125, 0.25, 0.25, 0.375));
});

test('points are counted row by row from low y, and all others in one cell', () => {
  const ranges = [
    { low: 0, high: 2 },
    { low: 10, high: 12 },
  ] as const;
  const shares = new Float64Array(5);
  const points = [0.5, 10.5, 1.5, 10.5, 2, 10, 0.5, 11.5, 3, 11, 1, 9, -1, 13];
  countOnGrid(Float32Array.from(points), ranges, 2, shares);
  expect(Array.from(shares, (share) => Math.round(share * 7))).toEqual([1, 2, 1, 0, 3]);
});
