import { describe, expect, it } from 'vitest';
import { runConfigSchema } from '../../../src/shared/config/schema.ts';
import { pushesInPlane, pushesOnLine } from '../../../src/shared/figures/followed-gradient.ts';

const RANGE = { low: -2, high: 2 };
const sigmoid = (logit: number) => 1 / (1 + Math.exp(-logit));
const lossOf = (loss: 'bce' | 'minimax' | 'lsgan' | 'wgan' | 'relativistic_average') =>
  runConfigSchema.parse({ loss }).loss;

/** D at evenly spaced x. */
function line(output: (x: number) => number): Float32Array {
  return Float32Array.from({ length: 401 }, (_, index) => output(-2 + index / 100));
}

describe('what D tells G', () => {
  it.each([
    // −dL/dx of the generator's loss for the logit 2x, at x = 0.5.
    { loss: 'bce', output: (x: number) => sigmoid(2 * x), push: 2 * (1 - sigmoid(1)) },
    { loss: 'minimax', output: (x: number) => sigmoid(2 * x), push: 2 * sigmoid(1) },
    { loss: 'lsgan', output: (x: number) => 4 * x, push: -4 },
    { loss: 'wgan', output: (x: number) => -3 * x, push: -3 },
    { loss: 'relativistic_average', output: (x: number) => x, push: 0.5 },
  ] as const)('on the line is minus the gradient of the loss of the generator: $loss', ({ loss, output, push }) => {
    const [found] = pushesOnLine(lossOf(loss), line(output), RANGE, [0.503]);
    expect(found.dy).toBe(0);
    expect(found.dx).toBeCloseTo(push, 1);
    expect(Math.sign(found.dx)).toBe(Math.sign(push));
  });

  it('leaves out samples beyond what is recorded of D', () => {
    expect(
      pushesOnLine(
        lossOf('wgan'),
        line((x) => x),
        RANGE,
        [-2.5, 0, 2.5],
      ).map(({ x }) => x),
    ).toEqual([0]);
  });

  it('in the plane points up the steepest slope of D', () => {
    const side = 48;
    const at = (index: number) => -2 + (4 * index) / (side - 1);
    const outputs = Float32Array.from({ length: side * side }, (_, cell) =>
      sigmoid(at(cell % side) + 2 * at(Math.floor(cell / side))),
    );
    const [push] = pushesInPlane(lossOf('bce'), outputs, [RANGE, RANGE], Float32Array.of(0.3, -0.4));
    expect(push.dy / push.dx).toBeCloseTo(2, 3);
    expect(push.dx).toBeCloseTo(1 - sigmoid(0.3 - 0.8), 2);
  });
});
