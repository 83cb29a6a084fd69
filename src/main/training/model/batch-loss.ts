import type { LossFormula } from '../../../shared/formula-loss.ts';
import { sigmoid, softplus } from './activations.ts';
import { termSlope, termValue, type Loss, type LossTerm } from './losses.ts';

/** Logits of one batch, or the derivatives with respect to them. */
type Logits = Float64Array;

/** A loss of whole batches: its values, and the derivatives of a network's objective with respect to each logit. */
export interface BatchLoss {
  /** Returns the two reported losses, and writes the derivatives of the discriminator's objective. */
  readonly discriminator: (
    real: Logits,
    fake: Logits,
    slopes: { readonly real: Logits; readonly fake: Logits },
  ) => { readonly real: number; readonly fake: number };
  /** Returns the generator's loss, and writes its derivatives. `real` is empty if the loss does not need it. */
  readonly generator: (fake: Logits, real: Logits, slopes: Logits) => number;
}

/** The plain form of a loss, in float64: the definition that kernels are tested against. */
export function batchLossOf(loss: Loss): BatchLoss {
  switch (loss.kind) {
    case 'separate':
      return {
        discriminator: (real, fake, slopes) => ({
          real: meanTerm(loss.real, real, loss.discriminatorScale, slopes.real),
          fake: meanTerm(loss.fake, fake, loss.discriminatorScale, slopes.fake),
        }),
        generator: (fake, _real, slopes) => meanTerm(loss.generator, fake, 1, slopes),
      };
    case 'relativistic':
      return loss.average ? RELATIVISTIC_AVERAGE : RELATIVISTIC;
    case 'formula':
      return {
        discriminator: (real, fake, slopes) => {
          slopes.real.fill(0);
          slopes.fake.fill(0);
          return {
            real: meanFormula(loss.real, real, fake, loss.discriminatorScale, slopes),
            fake: meanFormula(loss.fake, real, fake, loss.discriminatorScale, slopes),
          };
        },
        generator: (fake, given, slopes) => {
          const real = loss.generator.readsReal ? given : new Float64Array(fake.length);
          slopes.fill(0);
          return meanFormula(loss.generator, real, fake, 1, { real: new Float64Array(fake.length), fake: slopes });
        },
      };
  }
}

/**
 * Returns the mean of a formula over the rows, and adds `scale` times its derivatives; those with respect to a mean are
 * added to every logit of its batch.
 */
function meanFormula(
  formula: LossFormula,
  real: Logits,
  fake: Logits,
  scale: number,
  slopes: { readonly real: Logits; readonly fake: Logits },
): number {
  const count = fake.length;
  const row = { real: 0, fake: 0, meanReal: mean(real), meanFake: mean(fake) };
  const by = { real: 0, fake: 0, meanReal: 0, meanFake: 0 };
  const ofMeans = { real: 0, fake: 0 };
  let sum = 0;
  for (let index = 0; index < count; index++) {
    row.real = real[index];
    row.fake = fake[index];
    sum += formula.value(row);
    formula.slopes(row, by);
    slopes.real[index] += (scale * by.real) / count;
    slopes.fake[index] += (scale * by.fake) / count;
    ofMeans.real += by.meanReal;
    ofMeans.fake += by.meanFake;
  }
  for (let index = 0; index < count; index++) {
    slopes.real[index] += (scale * ofMeans.real) / count / count;
    slopes.fake[index] += (scale * ofMeans.fake) / count / count;
  }
  return sum / count;
}

/** Returns the mean of a term, and writes `scale` times its derivatives. */
function meanTerm(term: LossTerm, logits: Logits, scale: number, slopes: Logits): number {
  const count = logits.length;
  let sum = 0;
  for (let index = 0; index < count; index++) {
    sum += termValue(term, logits[index]);
    slopes[index] = (scale * termSlope(term, logits[index])) / count;
  }
  return sum / count;
}

/** The mean of softplus(−(own − other)) row by row; its derivatives with respect to `own`, those with respect to `other` being the negatives. */
function pairedMean(own: Logits, other: Logits, slopes: Logits): number {
  const count = own.length;
  let sum = 0;
  for (let index = 0; index < count; index++) {
    const difference = own[index] - other[index];
    sum += softplus(-difference);
    slopes[index] = (sigmoid(difference) - 1) / count;
  }
  return sum / count;
}

const RELATIVISTIC: BatchLoss = {
  discriminator: (real, fake, slopes) => {
    const half = pairedMean(real, fake, slopes.real) / 2;
    for (let index = 0; index < fake.length; index++) slopes.fake[index] = -slopes.real[index];
    return { real: half, fake: half };
  },
  generator: (fake, real, slopes) => pairedMean(fake, real, slopes),
};

function mean(values: Logits): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** ½ mean softplus(sign · (own − mean other)); its derivatives with respect to `own`, without what passes through the mean. */
function centredMean(own: Logits, other: Logits, sign: 1 | -1, slopes: Logits): number {
  const count = own.length;
  const centre = mean(other);
  let sum = 0;
  for (let index = 0; index < count; index++) {
    const argument = sign * (own[index] - centre);
    sum += softplus(argument);
    slopes[index] = (sign * sigmoid(argument)) / (2 * count);
  }
  return sum / (2 * count);
}

/**
 * Subtracts the derivatives through the means, because each logit is part of the mean with which the others are
 * compared.
 */
function passThroughMeans(one: Logits, other: Logits): void {
  const [ofOne, ofOther] = [mean(one), mean(other)];
  for (let index = 0; index < one.length; index++) one[index] -= ofOther;
  for (let index = 0; index < other.length; index++) other[index] -= ofOne;
}

const RELATIVISTIC_AVERAGE: BatchLoss = {
  discriminator: (real, fake, slopes) => {
    const losses = {
      real: centredMean(real, fake, -1, slopes.real),
      fake: centredMean(fake, real, 1, slopes.fake),
    };
    passThroughMeans(slopes.real, slopes.fake);
    return losses;
  },
  generator: (fake, real, slopes) => {
    const ofReal = new Float64Array(real.length);
    const loss = centredMean(fake, real, -1, slopes) + centredMean(real, fake, 1, ofReal);
    passThroughMeans(slopes, ofReal);
    return loss;
  },
};
