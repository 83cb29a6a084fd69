import { batchLossOf } from '../../model/batch-loss.ts';
import type { Loss, LossTerm, SeparateLoss } from '../../model/losses.ts';
import type { StepSums } from '../engine.ts';
import type { Operations } from './operations.ts';
import type { Traced } from './tracing.ts';

/**
 * A loss within a program. It returns the derivatives with respect to the logits, and adds the losses to sums in every
 * run.
 */
export interface TracedLoss {
  /** Logits of the real rows, then of the generated ones: `[2 batch, 1]`. */
  readonly discriminator: (operations: Operations, logits: Traced) => Traced;
  /** Logits of the generated rows, `[batch, 1]`, and those of the real rows if the loss needs them. */
  readonly generator: (operations: Operations, fake: Traced, real: Traced | undefined) => Traced;
}

/** The sums to which the losses of the current update are added. */
export interface SumsUnderWay {
  sums: StepSums;
}

export function traceLoss(loss: Loss, batchSize: number, underWay: SumsUnderWay): TracedLoss {
  return loss.kind === 'separate' ? ofTerms(loss, batchSize, underWay) : onHost(loss, batchSize, underWay);
}

/** The loss of each logit by its label, without weight and mean: see `model/losses.ts`. */
function lossValues(operations: Operations, kind: LossTerm['kind'], logits: Traced, labels: Traced): Traced {
  switch (kind) {
    case 'cross_entropy':
      return operations.subtract(operations.apply('Softplus', logits), operations.times(labels, logits));
    case 'squared_error':
      return operations.times(operations.apply('SquaredDifference', logits, labels), operations.scalar(0.5));
    case 'hinge':
      return operations.apply('Relu', operations.subtract(operations.scalar(1), operations.times(labels, logits)));
    case 'linear':
      return logits;
  }
}

/** The derivatives of these values, each times a factor. */
function lossSlopes(
  operations: Operations,
  kind: LossTerm['kind'],
  { logits, labels, values, factors }: Readonly<Record<'logits' | 'labels' | 'values' | 'factors', Traced>>,
): Traced {
  switch (kind) {
    case 'cross_entropy':
      return operations.times(factors, operations.subtract(operations.apply('Sigmoid', logits), labels));
    case 'squared_error':
      return operations.times(factors, operations.subtract(logits, labels));
    case 'hinge':
      return operations.apply('Neg', operations.times(labels, operations.apply('ReluGrad', factors, values)));
    case 'linear':
      return factors;
  }
}

/** A loss of single logits, entirely in native operations. */
function ofTerms(
  { real, fake, generator: ofGenerator, discriminatorScale }: SeparateLoss,
  batchSize: number,
  underWay: SumsUnderWay,
): TracedLoss {
  return {
    discriminator: (operations, logits) => {
      const term = (index: number) => (index < batchSize ? real : fake);
      const labels = operations.column(2 * batchSize, (index) => term(index).label);
      const factors = operations.column(
        2 * batchSize,
        (index) => (discriminatorScale * term(index).weight) / batchSize,
      );
      const values = lossValues(operations, real.kind, logits, labels);
      operations.tell([values], ([losses]) => {
        underWay.sums.lossReal += meanOf(losses.subarray(0, batchSize), real);
        underWay.sums.lossFake += meanOf(losses.subarray(batchSize), fake);
      });
      return lossSlopes(operations, real.kind, { logits, labels, values, factors });
    },
    generator: (operations, logits) => {
      const labels = operations.column(batchSize, () => ofGenerator.label);
      const factors = operations.column(batchSize, () => ofGenerator.weight / batchSize);
      const values = lossValues(operations, ofGenerator.kind, logits, labels);
      operations.tell([values], ([losses]) => {
        underWay.sums.lossGenerator += meanOf(losses, ofGenerator);
      });
      return lossSlopes(operations, ofGenerator.kind, { logits, labels, values, factors });
    },
  };
}

/** The mean of a term, in float64. */
function meanOf(values: Float32Array, { weight }: LossTerm): number {
  let sum = 0;
  for (const value of values) sum += value;
  return (weight * sum) / values.length;
}

const NONE = new Float32Array(0);

/** A loss of more than single logits. Its plain form computes values and slopes in JavaScript. */
function onHost(loss: Loss, batchSize: number, underWay: SumsUnderWay): TracedLoss {
  const plain = batchLossOf(loss);
  const half = { real: new Float64Array(batchSize), fake: new Float64Array(batchSize) };
  return {
    discriminator: (operations, logits) =>
      operations.onHost([logits], logits.shape, ([values]) => {
        const [real, fake] = [values.subarray(0, batchSize), values.subarray(batchSize)];
        const losses = plain.discriminator(Float64Array.from(real), Float64Array.from(fake), half);
        underWay.sums.lossReal += losses.real;
        underWay.sums.lossFake += losses.fake;
        return Float32Array.of(...half.real, ...half.fake);
      }),
    generator: (operations, fake, real) =>
      operations.onHost(real ? [fake, real] : [fake], fake.shape, (values) => {
        const [ofFake, ofReal] = [values[0], real ? values[1] : NONE].map((logits) => Float64Array.from(logits));
        underWay.sums.lossGenerator += plain.generator(ofFake, ofReal, half.fake);
        return Float32Array.from(half.fake);
      }),
  };
}
