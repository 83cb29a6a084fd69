import { expect, test } from 'vitest';
import { ProjectionSorter } from '../../../../src/main/training/metrics/projection-sorter.ts';
import { randomStream } from '../../../../src/main/training/random.ts';

const COUNT = 2000;
const DIRECTIONS = 81;

type Uniform = () => number;

test.each<[string, (uniform: Uniform) => readonly [x: number, y: number]]>([
  ['spread over a square', (uniform) => [uniform() - 0.5, uniform() - 0.5]],
  ['on a line far from the origin', (uniform) => [10 + uniform(), 10]],
  [
    'on a diagonal far from the origin',
    (uniform) => {
      const along = uniform() / 100;
      return [2 + along, 2 + along];
    },
  ],
  ['collapsed to a few float32 numbers', (uniform) => [2 + 1e-6 * uniform(), 1 + 1e-6 * uniform()]],
  ['collapsed along one axis', (uniform) => [2 + 1e-6 * uniform(), 1.3]],
  ['collapsed to a point', () => [2, 1.3]],
  ['of the smallest numbers that float32 has', (uniform) => [1e-44 * uniform(), 3e-45 * uniform()]],
  ['two heaps far from each other', (uniform) => (uniform() < 0.5 ? [-1e6, 3] : [1e6 + uniform(), 3])],
])('points %s: the projections along every direction come out as the language itself sorts them', (_what, point) => {
  const stream = randomStream(3, 'projected');
  const points = Float32Array.from(Array.from({ length: COUNT }, () => point(() => stream.uniform())).flat());
  const sorter = new ProjectionSorter(COUNT);
  sorter.take(points);
  for (let direction = 0; direction < DIRECTIONS; direction++) {
    const angle = (Math.PI * direction) / DIRECTIONS;
    const [x, y] = [Math.cos(angle), Math.sin(angle)];
    const expected = Float32Array.from({ length: COUNT }, (_, i) => points[2 * i] * x + points[2 * i + 1] * y).sort();
    expect(sorter.project(x, y)).toEqual(expected);
  }
});
