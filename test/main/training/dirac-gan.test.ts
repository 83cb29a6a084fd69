import { describe, expect, it } from 'vitest';
import { runConfigSchema, type RunConfigInput } from '../../../src/shared/config/schema.ts';
import { batchLossOf } from '../../../src/main/training/model/batch-loss.ts';
import { lossOf } from '../../../src/main/training/model/losses.ts';
import { NetworkUse } from '../../../src/main/training/model/network-use.ts';
import type { Network } from '../../../src/main/training/model/network.ts';
import { applyUpdate, clampParameters } from '../../../src/main/training/model/optimizers.ts';
import { penaltyOf } from '../../../src/main/training/model/penalties.ts';
import type { OwnNetworkState } from '../../../src/main/training/engines/state.ts';

/** A network of one weight: θ of the generator, whose input is 1, or ψ of the discriminator, whose logit is ψx. */
const ONE_WEIGHT: Network = {
  inputs: 1,
  outputs: 1,
  layers: [{ kind: 'linear', inputs: 1, outputs: 1, weights: 0, biases: undefined, spectral: undefined }],
  parameterCount: 1,
  bufferCount: 0,
  maskWidth: 0,
};
const TRAINING = { kind: 'training', masks: undefined } as const;
const DATA = [0];

const network = (weight: number): OwnNetworkState => ({
  parameters: Float32Array.of(weight),
  firstMoment: new Float32Array(1),
  secondMoment: new Float32Array(1),
  updates: 0,
  buffers: new Float32Array(0),
});

/** The Dirac-GAN of Mescheder et al., “Which Training Methods for GANs do actually Converge?” (2018), on the program's own formulas. */
class DiracGan {
  readonly #generator = network(1);
  readonly #discriminator = network(-1);
  readonly #config;
  readonly #loss;

  constructor(input: RunConfigInput) {
    const sgd = { name: 'sgd', learning_rate: 0.2 } as const;
    this.#config = runConfigSchema.parse({ ...input, optimizer: { generator: sgd, discriminator: sgd } });
    const loss = lossOf(this.#config.loss);
    // The paper sums the discriminator's two terms; bce and minimax take their mean.
    this.#loss = batchLossOf(loss.kind === 'relativistic' ? loss : { ...loss, discriminatorScale: 1 });
  }

  #generatorGradient(): Float32Array {
    const [generator, onFake] = [new NetworkUse(ONE_WEIGHT, 1), new NetworkUse(ONE_WEIGHT, 1)];
    const fake = generator.forward(this.#generator, [1], TRAINING);
    const slopes = new Float64Array(1);
    this.#loss.generator(onFake.forward(this.#discriminator, fake, TRAINING), new Float64Array(0), slopes);
    const gradient = new Float64Array(1);
    generator.backward(onFake.backward(slopes, undefined), gradient);
    return Float32Array.from(gradient);
  }

  #discriminatorGradient(): Float32Array {
    const [generator, onReal, onFake] = [1, 2, 3].map(() => new NetworkUse(ONE_WEIGHT, 1));
    const fake = generator.forward(this.#generator, [1], TRAINING);
    const slopes = { real: new Float64Array(1), fake: new Float64Array(1) };
    this.#loss.discriminator(
      onReal.forward(this.#discriminator, DATA, TRAINING),
      onFake.forward(this.#discriminator, fake, TRAINING),
      slopes,
    );
    const gradient = new Float64Array(1);
    onReal.backward(slopes.real, gradient);
    onFake.backward(slopes.fake, gradient);
    // The gradient of ψx is ψ at every x.
    for (const penalty of this.#config.penalties)
      onReal.penalize(1, (gradients) => penaltyOf(penalty, gradients, 1), gradient);
    return Float32Array.from(gradient);
  }

  #updateGenerator(gradient: Float32Array): void {
    applyUpdate(this.#config.optimizer.generator, this.#generator, gradient);
  }

  #updateDiscriminator(gradient: Float32Array): void {
    applyUpdate(this.#config.optimizer.discriminator, this.#discriminator, gradient);
    const clip = this.#config.discriminator.weight_clip;
    if (clip > 0) clampParameters(clip, this.#discriminator.parameters);
  }

  simultaneousStep(): void {
    const [generator, discriminator] = [this.#generatorGradient(), this.#discriminatorGradient()];
    this.#updateGenerator(generator);
    this.#updateDiscriminator(discriminator);
  }

  /** The generator first. */
  alternatingStep(): void {
    this.#updateGenerator(this.#generatorGradient());
    this.#updateDiscriminator(this.#discriminatorGradient());
  }

  distanceFromEquilibrium(): number {
    return Math.hypot(this.#generator.parameters[0], this.#discriminator.parameters[0]);
  }
}

const BCE_FORMULA = {
  name: 'formula',
  real: 'softplus(-logit)',
  fake: 'softplus(logit)',
  generator: 'softplus(-logit)',
} as const;

/**
 * √(θ² + ψ²) after 500 steps of 0.2 from θ = 1, ψ = −1, by the two recurrences of θ and ψ written out and computed in float64. The penalty
 * of WGAN-GP is 0.7/2 · (|ψ| − 1)².
 */
const FINAL: readonly (readonly [string, RunConfigInput, { simultaneous: number; alternating: number }])[] = [
  ['the minimax loss', { loss: 'minimax' }, { simultaneous: 3.097, alternating: 1.421 }],
  ['the non-saturating loss', { loss: 'bce' }, { simultaneous: 0.6402, alternating: 0.2839 }],
  ['the non-saturating loss as a formula', { loss: BCE_FORMULA }, { simultaneous: 0.6402, alternating: 0.2839 }],
  [
    'the Wasserstein loss and weights clipped to ±1',
    { loss: 'wgan', discriminator: { weight_clip: 1 } },
    { simultaneous: 1.0022, alternating: 1.0241 },
  ],
  [
    'the Wasserstein loss and its gradient penalty',
    { loss: 'wgan', penalties: [{ at: 'between', target: 1, weight: 0.35 }] },
    { simultaneous: 1.8018, alternating: 1.2211 },
  ],
  [
    'R1',
    { loss: 'minimax', penalties: [{ at: 'real', target: 0, weight: 0.3 }] },
    { simultaneous: 2.643e-6, alternating: 2.301e-7 },
  ],
];

describe('the Dirac-GAN', () => {
  it.each(FINAL)('ends as far from its equilibrium as is known, with %s', (_, config, want) => {
    const [simultaneous, alternating] = [new DiracGan(config), new DiracGan(config)];
    for (let step = 0; step < 500; step++) {
      simultaneous.simultaneousStep();
      alternating.alternatingStep();
    }
    expect(Math.abs(simultaneous.distanceFromEquilibrium() / want.simultaneous - 1)).toBeLessThan(0.01);
    expect(Math.abs(alternating.distanceFromEquilibrium() / want.alternating - 1)).toBeLessThan(0.01);
  });
});
