import { expect, test } from 'vitest';
import { SlicedWasserstein, sortedProjections } from '../../../../src/main/training/metrics/sliced-wasserstein.ts';
import { randomStream } from '../../../../src/main/training/random.ts';

const stream = randomStream(1, 'points');
const draw = (count: number) => Float32Array.from({ length: 2 * count }, () => stream.normal());

test('points against themselves are at distance 0', () => {
  const points = draw(50);
  expect(new SlicedWasserstein(sortedProjections(points, 128), 50).distance(points)).toBeCloseTo(0, 14);
});

test('a shift by 1 is seen as |cos| by each direction: 2/π of it on average', () => {
  const points = draw(200);
  const shifted = points.map((value, index) => (index % 2 === 0 ? value : value + 1));
  const distance = new SlicedWasserstein(sortedProjections(points, 128), 200).distance(shifted);
  let expected = 0;
  for (let direction = 0; direction < 128; direction++) expected += Math.sin((Math.PI * direction) / 128) / 128;
  expect(distance).toBeCloseTo(expected, 5);
  expect(distance).toBeCloseTo(2 / Math.PI, 3);
});

test('7 points against 5: the mean over the directions of the area between distribution functions', () => {
  const points = draw(7);
  const reference = draw(5);
  let sum = 0;
  for (let direction = 0; direction < 128; direction++) {
    const angle = (Math.PI * direction) / 128;
    const along = (from: Float32Array) =>
      Array.from(
        { length: from.length / 2 },
        (_, i) => from[2 * i] * Math.cos(angle) + from[2 * i + 1] * Math.sin(angle),
      );
    const [a, b] = [along(points), along(reference)];
    const places = [...a, ...b].sort((left, right) => left - right);
    for (let i = 1; i < places.length; i++) {
      const share = (values: number[]) => values.filter((value) => value <= places[i - 1]).length / values.length;
      sum += Math.abs(share(a) - share(b)) * (places[i] - places[i - 1]);
    }
  }
  expect(new SlicedWasserstein(sortedProjections(reference, 128), 7).distance(points)).toBeCloseTo(sum / 128, 6);
});
