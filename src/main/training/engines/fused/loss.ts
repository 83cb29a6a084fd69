import { batchLossOf } from '../../model/batch-loss.ts';
import type { FormulaLoss, Loss, LossTerm, SeparateLoss } from '../../model/losses.ts';
import type { StepSums } from '../engine.ts';
import { LOSS_KINDS, type Kernels } from './kernels/kernels.ts';
import type { MemoryPlan } from './memory.ts';

const FLOAT = 4;
const DOUBLE = 8;

/** Addresses of a batch's logits, or of the derivatives with respect to them. */
export interface Halves {
  readonly real: number;
  readonly fake: number;
}

/** A loss, computed in WebAssembly memory. */
export interface PlacedLoss {
  /** Adds to the sums of the losses, and writes the derivatives of the discriminator's objective. */
  readonly discriminator: (kernels: Kernels, logits: Halves, slopes: Halves) => void;
  /**
   * Adds to the sum of the generator's loss, and writes its derivatives. Only some losses need the logits of real
   * samples.
   */
  readonly generator: (kernels: Kernels, logits: Halves, slopes: number) => void;
}

/**
 * The addresses of the float64 sums over steps. Kernels add to them, so they stay in WebAssembly memory between steps.
 */
export class LossSums {
  readonly real: number;
  readonly fake: number;
  readonly generator: number;

  constructor(plan: MemoryPlan) {
    this.real = plan.constants(0);
    this.fake = plan.constants(0);
    this.generator = plan.constants(0);
  }

  load(doubles: Float64Array, sums: StepSums): void {
    doubles[this.real / DOUBLE] = sums.lossReal;
    doubles[this.fake / DOUBLE] = sums.lossFake;
    doubles[this.generator / DOUBLE] = sums.lossGenerator;
  }

  store(doubles: Float64Array, sums: StepSums): void {
    sums.lossReal = doubles[this.real / DOUBLE];
    sums.lossFake = doubles[this.fake / DOUBLE];
    sums.lossGenerator = doubles[this.generator / DOUBLE];
  }
}

/** The samples of a batch, and its columns including padding. */
interface Columns {
  readonly count: number;
  readonly padded: number;
}

/** A loss term with its constants in memory; `scale` multiplies its slopes. */
function placeTerm(plan: MemoryPlan, { count, padded }: Columns, { kind, label, weight }: LossTerm, scale: number) {
  const constants = plan.constants(label, weight, scale);
  const number = LOSS_KINDS[kind];
  return (kernels: Kernels, sum: number, logits: number, slopes: number): void =>
    kernels.lossTerm(sum, logits, slopes, count, padded, number, constants);
}

/** Views of the memory, once it is allocated. */
export type Views = () => { readonly floats: Float32Array; readonly doubles: Float64Array };

/** Places a loss in memory. `views` is called only in updates. */
export function placeLoss(plan: MemoryPlan, loss: Loss, columns: Columns, sums: LossSums, views: Views): PlacedLoss {
  switch (loss.kind) {
    case 'separate':
      return placeSeparate(plan, loss, columns, sums);
    case 'relativistic':
      return loss.average ? placeAverage(plan, columns, sums) : placePaired(plan, columns, sums);
    case 'formula':
      return placeFormula(loss, columns, sums, views);
  }
}

/**
 * Formulas are computed in JavaScript on the logits of the batch. A loss takes a small part of a step, and any formula
 * is possible.
 */
function placeFormula(loss: FormulaLoss, { count, padded }: Columns, sums: LossSums, views: Views): PlacedLoss {
  const plain = batchLossOf(loss);
  const logits = { real: new Float64Array(count), fake: new Float64Array(count) };
  const slopes = { real: new Float64Array(count), fake: new Float64Array(count) };
  const read = (into: Float64Array, at: number, floats: Float32Array) =>
    into.set(floats.subarray(at / FLOAT, at / FLOAT + count));
  // 0 in the padding, so that it does not change gradients.
  const write = (floats: Float32Array, to: number, from: Float64Array) => {
    floats.set(from, to / FLOAT);
    floats.fill(0, to / FLOAT + count, to / FLOAT + padded);
  };
  return {
    discriminator: (_kernels, at, to) => {
      const { floats, doubles } = views();
      read(logits.real, at.real, floats);
      read(logits.fake, at.fake, floats);
      const losses = plain.discriminator(logits.real, logits.fake, slopes);
      doubles[sums.real / DOUBLE] += losses.real;
      doubles[sums.fake / DOUBLE] += losses.fake;
      write(floats, to.real, slopes.real);
      write(floats, to.fake, slopes.fake);
    },
    generator: (_kernels, at, to) => {
      const { floats, doubles } = views();
      read(logits.real, at.real, floats);
      read(logits.fake, at.fake, floats);
      doubles[sums.generator / DOUBLE] += plain.generator(logits.fake, logits.real, slopes.fake);
      write(floats, to, slopes.fake);
    },
  };
}

function placeSeparate(plan: MemoryPlan, loss: SeparateLoss, columns: Columns, sums: LossSums): PlacedLoss {
  const real = placeTerm(plan, columns, loss.real, loss.discriminatorScale);
  const fake = placeTerm(plan, columns, loss.fake, loss.discriminatorScale);
  const generator = placeTerm(plan, columns, loss.generator, 1);
  return {
    discriminator: (kernels, logits, slopes) => {
      real(kernels, sums.real, logits.real, slopes.real);
      fake(kernels, sums.fake, logits.fake, slopes.fake);
    },
    generator: (kernels, logits, slopes) => generator(kernels, sums.generator, logits.fake, slopes),
  };
}

/** softplus(−d) is the cross-entropy of d with label 1, softplus(d) that with label 0. */
const crossEntropy = (label: number, weight: number): LossTerm => ({ kind: 'cross_entropy', label, weight });

function placePaired(plan: MemoryPlan, columns: Columns, sums: LossSums): PlacedLoss {
  // Half of the value is reported for each side; the whole is minimised.
  const half = placeTerm(plan, columns, crossEntropy(1, 0.5), 2);
  const whole = placeTerm(plan, columns, crossEntropy(1, 1), 1);
  const difference = plan.floats(columns.padded);
  const zeros = plan.floats(columns.padded);
  return {
    discriminator: (kernels, logits, slopes) => {
      kernels.differences(logits.real, logits.fake, difference, columns.padded);
      half(kernels, sums.real, difference, slopes.real);
      half(kernels, sums.fake, difference, slopes.real);
      kernels.differences(zeros, slopes.real, slopes.fake, columns.padded);
    },
    generator: (kernels, logits, slopes) => {
      kernels.differences(logits.fake, logits.real, difference, columns.padded);
      whole(kernels, sums.generator, difference, slopes);
    },
  };
}

function placeAverage(plan: MemoryPlan, columns: Columns, sums: LossSums): PlacedLoss {
  const { count } = columns;
  const high = placeTerm(plan, columns, crossEntropy(1, 0.5), 1);
  const low = placeTerm(plan, columns, crossEntropy(0, 0.5), 1);
  const centred = plan.floats(columns.padded);
  const slopesOfReal = plan.floats(columns.padded);
  return {
    discriminator: (kernels, logits, slopes) => {
      kernels.centre(logits.real, logits.fake, centred, count);
      high(kernels, sums.real, centred, slopes.real);
      kernels.centre(logits.fake, logits.real, centred, count);
      low(kernels, sums.fake, centred, slopes.fake);
      kernels.centreSlopes(slopes.real, slopes.fake, count);
    },
    generator: (kernels, logits, slopes) => {
      kernels.centre(logits.fake, logits.real, centred, count);
      high(kernels, sums.generator, centred, slopes);
      kernels.centre(logits.real, logits.fake, centred, count);
      low(kernels, sums.generator, centred, slopesOfReal);
      kernels.centreSlopes(slopes, slopesOfReal, count);
    },
  };
}
