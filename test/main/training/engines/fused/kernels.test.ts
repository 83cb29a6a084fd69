import { describe, expect, it } from 'vitest';
import expm1 from '@stdlib/math-base-special-expm1';
import {
  ACTIVATION_KINDS,
  instantiate,
  KERNEL_BUILDS,
  LOSS_KINDS,
  readsInput,
  type Kernels,
} from '../../../../../src/main/training/engines/fused/kernels/kernels.ts';
import { padded } from '../../../../../src/main/training/engines/fused/memory.ts';
import { ACTIVATION_FUNCTIONS } from '../../../../../src/main/training/model/activations.ts';
import { termSlope, termValue, type LossTerm } from '../../../../../src/main/training/model/losses.ts';
import {
  applyAverage,
  applyUpdate,
  clipFactor,
  gradientNorm,
} from '../../../../../src/main/training/model/optimizers.ts';
import { randomStream } from '../../../../../src/main/training/random.ts';

// One array every 64 KiB: room for every case here, and a kernel that writes past its end meets the guard value.
const SLOT = 65_536;
const GUARD = 12_345;

class Bench {
  readonly kernels: Kernels;
  readonly #floats: Float32Array;
  readonly #random = randomStream(1, 'kernels');

  constructor(build: (typeof KERNEL_BUILDS)[number]) {
    const memory = new WebAssembly.Memory({ initial: 12, maximum: 12 });
    this.kernels = instantiate(build, memory);
    this.#floats = new Float32Array(memory.buffer).fill(GUARD);
  }

  address(slot: number): number {
    return slot * SLOT;
  }

  view(slot: number, length: number): Float32Array {
    return this.#floats.subarray((slot * SLOT) / 4, (slot * SLOT) / 4 + length);
  }

  doubles(slot: number, length: number): Float64Array {
    return new Float64Array(this.#floats.buffer, this.address(slot), length);
  }

  random(slot: number, length: number, scale = 1): Float32Array {
    const view = this.view(slot, length);
    for (let index = 0; index < length; index++) view[index] = this.#random.normal() * scale;
    return view;
  }

  /** The address of float64 constants, overwritten by the next call. */
  constants(...values: number[]): number {
    new Float64Array(this.#floats.buffer, this.address(7), values.length).set(values);
    return this.address(7);
  }

  /** Takes the logits of slot 1 through the loss kernel: the mean it adds to a sum of 10, the slopes in slot 2. */
  lossTerm({ kind, label, weight }: LossTerm, count: number, width: number, scale: number): number {
    const sum = new Float64Array(this.#floats.buffer, this.address(6), 1);
    sum[0] = 10;
    const [logits, slopes] = [this.address(1), this.address(2)];
    this.kernels.lossTerm(
      this.address(6),
      logits,
      slopes,
      count,
      width,
      LOSS_KINDS[kind],
      this.constants(label, weight, scale),
    );
    const onTop = sum[0];
    sum[0] = 0;
    this.kernels.lossTerm(
      this.address(6),
      logits,
      slopes,
      count,
      width,
      LOSS_KINDS[kind],
      this.constants(label, weight, scale),
    );
    expect(onTop).toBeCloseTo(10 + sum[0], 11);
    return sum[0];
  }

  /** The float behind an array of `length`. */
  after(slot: number, length: number): number {
    return this.#floats[(slot * SLOT) / 4 + length];
  }
}

function largestError(
  got: ArrayLike<number>,
  want: (index: number) => number,
  size: (index: number) => number = () => 1,
): number {
  let most = 0;
  for (let index = 0; index < got.length; index++) {
    const error = Math.abs(got[index] - want(index)) / Math.max(size(index), 1e-30);
    most = Number.isNaN(error) ? Infinity : Math.max(most, error);
  }
  return most;
}

describe.each(KERNEL_BUILDS)('the %s kernels', (build) => {
  const bench = new Bench(build);
  const { kernels } = bench;

  it.each([
    [1, 1, 4],
    [3, 5, 8],
    [4, 7, 12],
    [5, 1, 20],
    [6, 3, 8],
    [7, 2, 8],
    [8, 1, 8],
    [9, 33, 16],
    [10, 5, 8],
    [11, 6, 12],
    [13, 64, 132],
    [32, 17, 136],
    [7, 513, 12],
    [6, 1030, 8],
  ])('multiply [%i, %i] by [%i, n] as three plain loops do', (m, k, n) => {
    for (const withBias of [false, true]) {
      const stride = n + 4;
      const a = bench.random(1, m * k);
      const b = bench.random(2, k * stride);
      const bias = bench.random(3, m);
      bench.view(4, m * stride + 1).fill(GUARD);
      kernels.multiply(
        bench.address(1),
        bench.address(2),
        bench.address(4),
        withBias ? bench.address(3) : 0,
        m,
        k,
        n,
        stride,
        stride,
        bench.address(5),
      );
      const c = bench.view(4, m * stride);
      for (let row = 0; row < m; row++) {
        const got = c.subarray(row * stride, row * stride + n);
        const sum = (column: number, part: (value: number) => number) => {
          let total = withBias ? part(bias[row]) : 0;
          for (let i = 0; i < k; i++) total += part(a[row * k + i] * b[i * stride + column]);
          return total;
        };
        expect(
          largestError(
            got,
            (column) => sum(column, (value) => value),
            (column) => sum(column, Math.abs),
          ),
        ).toBeLessThan(1e-6);
        expect(c[row * stride + n]).toBe(GUARD);
      }
    }
  });

  it.each([
    [1, 4, 0, 1],
    [5, 36, 0, 3],
    [7, 20, 4, 7],
  ])('multiply %i rows of %i with the columns from %i to %i of a transposed right side', (m, k, first, n) => {
    const a = bench.random(1, m * k);
    const b = bench.random(2, n * k);
    bench.view(4, m * n).fill(GUARD);
    kernels.multiplyRows(bench.address(1), bench.address(2), bench.address(4), m, k, first, n, n);
    const c = bench.view(4, m * n);
    for (let row = 0; row < m; row++) {
      for (let column = 0; column < n; column++) {
        let sum = 0;
        for (let i = 0; i < k; i++) sum += a[row * k + i] * b[column * k + i];
        expect(Math.abs(c[row * n + column] - (column < first ? GUARD : sum))).toBeLessThan(1e-4);
      }
    }
  });

  it.each([
    [1, 1],
    [3, 5],
    [4, 4],
    [7, 9],
    [64, 33],
  ])('transpose [%i, %i]', (rows, columns) => {
    const a = bench.random(1, rows * columns);
    bench.view(2, columns * (rows + 1)).fill(GUARD);
    kernels.transpose(bench.address(1), bench.address(2), rows, columns, columns, rows + 1);
    const to = bench.view(2, columns * (rows + 1));
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) expect(to[j * (rows + 1) + i]).toBe(a[i * columns + j]);
    for (let j = 0; j < columns; j++) expect(to[j * (rows + 1) + rows]).toBe(GUARD);
  });

  it('sum the halves of rows apart, so that equal sizes of other sign leave nothing', () => {
    const a = bench.random(1, 3 * 40);
    for (let row = 0; row < 2; row++)
      for (let column = 0; column < 20; column++) a[row * 40 + 20 + column] = -a[row * 40 + column];
    kernels.sumRowHalves(bench.address(1), bench.address(2), 3, 40);
    const sums = bench.view(2, 3);
    expect([...sums.subarray(0, 2)]).toEqual([0, 0]);
    expect(sums[2]).toBeCloseTo(
      a.subarray(80).reduce((sum, value) => sum + value, 0),
      5,
    );
  });

  it('sum rows', () => {
    const a = bench.random(1, 5 * 12);
    kernels.sumRows(bench.address(1), bench.address(2), 5, 12);
    expect(
      largestError(bench.view(2, 5), (row) =>
        a.subarray(row * 12, row * 12 + 12).reduce((sum, value) => sum + value, 0),
      ),
    ).toBeLessThan(1e-5);
  });

  it.each(['leaky_relu', 'tanh', 'elu', 'sigmoid', 'silu', 'gelu', 'softplus'] as const)(
    '%s and its derivative agree with the formula, for small, large and huge numbers',
    (name) => {
      const inputs = [
        0, 1e-30, 1e-8, -1e-8, 1e-4, -1e-4, 0.3, -0.3, 0.6249, -0.6251, 1, -1, 3, -3, 9, -9, 20, -20, 88, -88, 1e4,
        -1e4, 1e30, -1e30,
      ];
      const count = padded(inputs.length);
      const x = bench.view(1, count).fill(0);
      x.set(inputs);
      const given = x.slice();
      kernels.activate(bench.address(1), count * 4, ACTIVATION_KINDS[name], bench.constants(0.2));
      const { value, derivative } = ACTIVATION_FUNCTIONS[name];
      const exact = (index: number) => value(given[index], Math.fround(0.2));
      expect(largestError(x, exact, (index) => Math.max(Math.abs(exact(index)), 1e-37))).toBeLessThan(5e-7);
      if (readsInput(name)) x.set(given);
      const slopes = bench.random(2, count);
      const before = slopes.slice();
      kernels.activateBackward(
        bench.address(1),
        bench.address(2),
        count * 4,
        ACTIVATION_KINDS[name],
        bench.constants(0.2),
      );
      expect(
        largestError(
          slopes,
          (index) => before[index] * derivative(x[index], Math.fround(0.2), given[index]),
          (index) => Math.abs(before[index]),
        ),
      ).toBeLessThan(5e-7);
    },
  );

  it('ReLU is leaky ReLU of slope 0, and lets a NaN through', () => {
    bench.view(1, 4).set([-3, 0, 2, NaN]);
    kernels.activate(bench.address(1), 16, ACTIVATION_KINDS.relu, bench.constants(0));
    expect([...bench.view(1, 4)]).toEqual([-0, 0, 2, NaN]);
  });

  it('ELU near 0 keeps every digit that e^x − 1 would cancel', () => {
    bench.view(1, 4).set([-1e-7, -1e-5, -1e-3, -0.1]);
    const given = bench.view(1, 4).slice();
    kernels.activate(bench.address(1), 16, ACTIVATION_KINDS.elu, bench.constants(0));
    expect(
      largestError(
        bench.view(1, 4),
        (index) => expm1(given[index]),
        (index) => Math.abs(given[index]),
      ),
    ).toBeLessThan(3e-7);
  });

  it.each([
    [{ kind: 'cross_entropy', label: 1, weight: 1 }, 19],
    [{ kind: 'cross_entropy', label: 0.9, weight: 1 }, 4],
    [{ kind: 'cross_entropy', label: 0, weight: -1 }, 1],
    [{ kind: 'squared_error', label: 1, weight: 1 }, 19],
    [{ kind: 'squared_error', label: 0, weight: 1 }, 6],
    [{ kind: 'hinge', label: 1, weight: 1 }, 19],
    [{ kind: 'hinge', label: -1, weight: 1 }, 3],
    [{ kind: 'linear', label: 0, weight: -1 }, 13],
  ] as [LossTerm, number][])('the mean of %o over %i logits, and slopes that are 0 in the padding', (term, count) => {
    const logits = bench.random(1, padded(count), 4);
    logits.subarray(count).fill(77);
    bench.view(2, padded(count) + 5).fill(GUARD);
    const width = padded(count) + 4;
    const mean = bench.lossTerm(term, count, width, 0.5);
    const values = Array.from(logits.subarray(0, count), (logit) =>
      termValue({ ...term, label: Math.fround(term.label) }, logit),
    );
    expect(mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / count, 6);
    const slopes = bench.view(2, width);
    expect(
      largestError(slopes.subarray(0, count), (index) => (0.5 * termSlope(term, logits[index])) / count),
    ).toBeLessThan(1e-6 / count);
    expect([...slopes.subarray(count)].every((slope) => slope === 0)).toBe(true);
    expect(bench.after(2, width)).toBe(GUARD);
  });

  it.each([-1e4, -90, -30, 0, 30, 90, 1e4])('stay exact for a logit of %d', (logit) => {
    const term: LossTerm = { kind: 'cross_entropy', label: 0, weight: 1 };
    bench.view(1, 4).fill(logit);
    const mean = bench.lossTerm(term, 3, 4, 1);
    const want = termValue(term, logit);
    expect(Math.abs(mean - want)).toBeLessThanOrEqual(1e-6 * want + 1.3e-38);
    expect(bench.view(2, 1)[0]).toBeCloseTo(termSlope(term, logit) / 3, 7);
  });

  it('every optimiser updates as its formula says, over several steps', () => {
    const count = 37;
    const bytes = padded(count) * 4;
    for (const config of [
      { name: 'adam', learning_rate: 0.01, beta_1: 0.5, beta_2: 0.999, epsilon: 1e-8 },
      { name: 'adamw', learning_rate: 0.01, beta_1: 0.5, beta_2: 0.999, epsilon: 1e-8, weight_decay: 0.5 },
      { name: 'sgd', learning_rate: 0.05, momentum: 0.9, weight_decay: 0 },
      { name: 'sgd', learning_rate: 0.05, momentum: 0.9, weight_decay: 0.5 },
      { name: 'rmsprop', learning_rate: 0.01, alpha: 0.99, epsilon: 1e-8 },
    ] as const) {
      for (const slot of [1, 2, 3, 4]) bench.view(slot, padded(count)).fill(0);
      const parameters = bench.random(1, count);
      const state = {
        parameters: parameters.slice(),
        firstMoment: new Float32Array(count),
        secondMoment: new Float32Array(count),
        updates: 0,
        buffers: new Float32Array(0),
      };
      for (let update = 1; update <= 5; update++) {
        const gradient = bench.random(2, count, 0.1);
        applyUpdate(config, state, gradient);
        const [p, g, m, v] = [1, 2, 3, 4].map((slot) => bench.address(slot));
        switch (config.name) {
          case 'adam':
          case 'adamw': {
            const decay = config.name === 'adamw' ? config.weight_decay : 0;
            const rule = bench.constants(config.learning_rate, config.beta_1, config.beta_2, config.epsilon, decay);
            if (config.name === 'adamw') kernels.decay(p, bytes, rule);
            kernels.adam(p, g, m, v, bytes, update, rule);
            break;
          }
          case 'sgd':
            kernels.sgd(p, g, m, bytes, bench.constants(config.learning_rate, config.momentum, config.weight_decay));
            break;
          case 'rmsprop':
            kernels.rmsprop(p, g, v, bytes, bench.constants(config.learning_rate, config.alpha, config.epsilon));
            break;
        }
      }
      expect(largestError(parameters, (index) => state.parameters[index])).toBeLessThan(2e-6);
    }
  });

  it.each([4, 36, 252, 256, 260, 16_000])('the norm of %i numbers is added to a sum', (count) => {
    const values = bench.random(1, count);
    bench.view(1, count + 4).fill(GUARD, count);
    const sum = bench.doubles(6, 1);
    sum[0] = 10;
    kernels.addNorm(bench.address(6), bench.address(1), count * 4);
    const norm = Math.sqrt(values.reduce((total, value) => total + value * value, 0));
    expect(Math.abs(sum[0] - 10 - norm) / norm).toBeLessThan(2e-7);
  });

  it('the norm of numbers whose squares overflow in float32 is their norm', () => {
    const values = bench.view(1, 300);
    for (let index = 0; index < values.length; index++) values[index] = 1e25 * (index - 150);
    const sum = bench.doubles(6, 1);
    sum[0] = 0;
    kernels.addNorm(bench.address(6), bench.address(1), 300 * 4);
    const norm = Math.sqrt(values.reduce((total, value) => total + value * value, 0));
    expect(sum[0] / norm).toBeCloseTo(1, 12);
  });

  it.each([0.5, 1e6])('a gradient is scaled to a norm of at most %d, and its norm before is added', (clip) => {
    const values = bench.random(1, 36);
    const before = values.slice();
    const sum = bench.doubles(6, 1);
    sum[0] = 10;
    kernels.addNormAndClip(bench.address(6), bench.address(1), 36 * 4, bench.constants(clip));
    const norm = gradientNorm(Float64Array.from(before));
    expect(sum[0]).toBeCloseTo(10 + norm, 6);
    const factor = clipFactor(clip, norm);
    expect(factor < 1).toBe(clip === 0.5);
    expect(largestError(values, (index) => factor * before[index])).toBeLessThan(2e-7);
    expect(factor === 1 ? values : before).toEqual(before);
  });

  it('weights are clamped to ±clip, and a NaN stays one', () => {
    bench.view(1, 9).set([-1, -0.05, 0, 0.04, 0.06, Infinity, NaN, 0.05, GUARD]);
    kernels.clamp(bench.address(1), 32, bench.constants(0.05));
    const clip = Math.fround(0.05);
    expect([...bench.view(1, 9)]).toEqual([-clip, -clip, 0, Math.fround(0.04), clip, clip, NaN, clip, GUARD]);
  });

  it('the average moves by its decay', () => {
    const averages = bench.random(1, 8);
    const parameters = bench.random(2, 8);
    const want = averages.slice();
    applyAverage(0.999, want, parameters);
    kernels.average(bench.address(1), bench.address(2), 32, bench.constants(0.999));
    expect(largestError(averages, (index) => want[index])).toBeLessThan(2e-7);
  });

  it.each([NaN, Infinity, -Infinity])('a %d among the weights is found', (wrong) => {
    const values = bench.random(1, 36);
    expect(kernels.allFinite(bench.address(1), 36 * 4)).toBe(1);
    values[35] = wrong;
    expect(kernels.allFinite(bench.address(1), 36 * 4)).toBe(0);
  });
});
