import { describe, expect, it } from 'vitest';
import { fusedEngine } from '../../../src/main/training/engines/fused/create.ts';
import { FusedEngine } from '../../../src/main/training/engines/fused/engine.ts';
import { KERNEL_BUILDS } from '../../../src/main/training/engines/fused/kernels/kernels.ts';
import { ReferenceEngine } from '../../../src/main/training/engines/reference/engine.ts';
import type { Engine } from '../../../src/main/training/engines/engine.ts';
import { denseLayers } from '../../../src/main/training/model/dense-layers.ts';
import { generatorReadsReal, hasCancellingHalves, outputBiasOf } from '../../../src/main/training/model/losses.ts';
import type { Model } from '../../../src/main/training/model/network.ts';
import { exceeded, verify } from '../../../src/main/training/verification/verify.ts';
import { CANCELLED, readTrace, SUPPORTED, trace } from './traces.ts';

const engines: [string, (model: Model) => Engine][] = [
  ...KERNEL_BUILDS.map((build): [string, (model: Model) => Engine] => [
    `fused (${build})`,
    (model) => fusedEngine(model, build),
  ]),
  ['reference', (model) => new ReferenceEngine(model)],
];

describe.each(engines)('the %s engine', (engine, create) => {
  it.each(SUPPORTED.filter((name) => engine !== 'reference' || name !== CANCELLED))(
    'arrives at PyTorch’s losses, gradients and weights on %s',
    (name) => {
      const given = trace(name);
      const errors = verify(given, create(given.model));
      expect({ errors, exceeded: exceeded(errors) }).toEqual({ errors, exceeded: [] });
    },
  );
});

it(`the reference engine misses the last losses of ${CANCELLED} by a cancelled mean, and nothing else`, () => {
  const given = trace(CANCELLED);
  const errors = verify(given, new ReferenceEngine(given.model));
  expect(exceeded(errors)).toEqual(['later_losses']);
  expect(errors.later_losses).toBeLessThan(1.5e-5);
});

/** Losses that the program has, written as formulas. */
const FORMULAS = [
  [
    'vanilla-1d',
    { real: 'softplus(-logit)', fake: 'softplus(logit)', generator: 'softplus(-logit)', discriminator_scale: 0.5 },
  ],
  ['lsgan', { real: '(logit - 1)^2 / 2', fake: 'logit^2 / 2', generator: '(logit - 1)^2 / 2', discriminator_scale: 1 }],
  ['hinge', { real: 'relu(1 - logit)', fake: 'relu(1 + logit)', generator: '-logit', discriminator_scale: 1 }],
  [
    'relativistic-average',
    {
      real: 'softplus(mean_fake_logit - logit) / 2',
      fake: 'softplus(logit - mean_real_logit) / 2',
      generator: '(softplus(mean_real_logit - logit) + softplus(real_logit - mean_fake_logit)) / 2',
      discriminator_scale: 1,
    },
  ],
] as const;

describe.each(engines)('a loss of formulas on the %s engine', (_, create) => {
  it.each(FORMULAS)('arrives where PyTorch’s own loss does on %s', (name, formulas) => {
    const given = trace(name);
    const loss = { name: 'formula', ...formulas } as const;
    const model = {
      ...given.model,
      loss,
      outputBias: outputBiasOf(loss),
      separateHalves: hasCancellingHalves(loss),
      generatorReadsReal: generatorReadsReal(loss),
    };
    const errors = verify({ ...given, model }, create(model));
    expect({ errors, exceeded: exceeded(errors) }).toEqual({ errors, exceeded: [] });
  });
});

describe('verification', () => {
  it.each([])('says of %s that %s is not supported', (name, what) => {
    expect(readTrace(name)).toEqual({ kind: 'unsupported', name, what });
  });

  it('notices a learning rate that is a thousandth off, a gradient off by a hundred-thousandth and a NaN', () => {
    const given = trace('vanilla-1d');
    const { optimizer } = given.model;
    const off = {
      ...optimizer,
      generator: { ...optimizer.generator, learning_rate: optimizer.generator.learning_rate * 1.001 },
    };
    const withRate = verify(
      { ...given, model: { ...given.model, optimizer: off } },
      new FusedEngine({ ...given.model, optimizer: off }, 'plain'),
    );
    expect(exceeded(withRate)).toContain('later_losses');

    const engine = new FusedEngine(given.model, 'plain');
    const gradients = given.firstGradients.generator.slice();
    const layers = denseLayers(given.model.generator) ?? [];
    const largest = gradients
      .subarray(layers[1].weights, layers[1].biases)
      .reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    gradients[layers[1].weights] += 2e-5 * largest;
    expect(
      exceeded(verify({ ...given, firstGradients: { ...given.firstGradients, generator: gradients } }, engine)),
    ).toEqual(['first_gradients']);

    const final = given.final.discriminator.slice();
    final[17] = NaN;
    expect(exceeded(verify({ ...given, final: { ...given.final, discriminator: final } }, engine))).toEqual([
      'final_weights',
    ]);
  });
});
