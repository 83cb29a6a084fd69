import { expect, it } from 'vitest';
import { valuesAt } from '../../../src/shared/figures/values-at.ts';

const line = (label: string, ys: readonly number[]) => ({
  label,
  borderColor: '#0072b2',
  data: ys.map((y, x) => ({ x, y })),
});
const read = (x: number, ...lines: Parameters<typeof valuesAt>[0]) =>
  valuesAt(lines, x).map(({ name, value }) => `${name} ${value}`);

it('the values at a place are those of the nearest points, without gaps and without what lies faintly under a line', () => {
  expect(read(1.4, line('a', [1, 2, 3]), line('b', [4, NaN, 6]), line('raw values, a', [7, 8, 9]))).toEqual(['a 2']);
  expect(read(1.6, line('a', [1, 2, 3]))).toEqual(['a 3']);
  expect(read(9, line('a', [1, 2, 3]))).toEqual([]);
  expect(read(0, line('a', []))).toEqual([]);
});

it('the value of bars is that of the bar that stands there', () => {
  const bars = { ...line('bars', [0, 5, 7, 0]), stepped: 'before' };
  expect(read(0.5, bars)).toEqual(['bars 5']);
  expect(read(1.5, bars)).toEqual(['bars 7']);
});
