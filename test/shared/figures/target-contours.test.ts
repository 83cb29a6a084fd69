import { expect, it } from 'vitest';
import { contoursOf } from '../../../src/shared/figures/target-contours.ts';

it('lines of equal density of a round mode are circles around it', () => {
  const size = 40;
  const middle = (index: number) => (index + 0.5) / size - 0.5;
  const density = Array.from({ length: size * size }, (_, cell) => {
    const square = middle(cell % size) ** 2 + middle(Math.floor(cell / size)) ** 2;
    return Math.exp(-square / (2 * 0.12 ** 2));
  });
  const pieces = contoursOf({ dimension: 2, kind: 'grid', columns: size, rows: size, density });
  const radii = pieces.flatMap(([x0, y0, x1, y1]) => [Math.hypot(x0 - 0.5, y0 - 0.5), Math.hypot(x1 - 0.5, y1 - 0.5)]);
  const expected = [0.14, 0.32, 0.61].map((share) => 0.12 * Math.sqrt(-2 * Math.log(share)));
  for (const radius of radii) expect(Math.min(...expected.map((one) => Math.abs(one - radius)))).toBeLessThan(0.005);
  for (const one of expected) expect(radii.some((radius) => Math.abs(radius - one) < 0.005)).toBe(true);
});
