import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fusedEngine } from '../../../src/main/training/engines/create.ts';
import { FusedEngine } from '../../../src/main/training/engines/fused/engine.ts';
import { KERNEL_BUILDS } from '../../../src/main/training/engines/fused/kernels/kernels.ts';
import { ReferenceEngine } from '../../../src/main/training/engines/reference/engine.ts';
import type { Engine } from '../../../src/main/training/engines/engine.ts';
import { denseLayers } from '../../../src/main/training/model/dense-layers.ts';
import { generatorReadsReal, hasCancellingHalves, outputBiasOf } from '../../../src/main/training/model/losses.ts';
import type { Model } from '../../../src/main/training/model/network.ts';
import { exceeded, verify } from '../../../src/main/training/verification/verify.ts';
import { parseTrace } from '../../../src/main/training/verification/trace.ts';
import { SUPPORTED, trace } from './traces.ts';

const engines: [string, (model: Model) => Engine][] = [
  ...KERNEL_BUILDS.map((build): [string, (model: Model) => Engine] => [
    `fused (${build})`,
    (model) => fusedEngine(model, build),
  ]),
  ['reference', (model) => new ReferenceEngine(model)],
];

describe.each(engines)('the %s engine', (_, create) => {
  it.each(SUPPORTED)('arrives at PyTorch’s losses, gradients and weights on %s', (name) => {
    const given = trace(name);
    const errors = verify(given, create(given.model));
    expect({ errors, exceeded: exceeded(errors) }).toEqual({ errors, exceeded: [] });
  });
});

/** A copy of the smallest trace with other content at a path, such as `config.loss`. */
function altered(path: string, value: unknown): unknown {
  const json = JSON.parse(readFileSync(new URL('../../reference/mixed-341.json', import.meta.url), 'utf8')) as Record<
    string,
    unknown
  >;
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const inner = keys.reduce((at, key) => at[key] as Record<string, unknown>, json);
  inner[last] = value;
  return json;
}

it('adds instance noise to the real samples of a relativistic generator update, as PyTorch’s trace does', () => {
  const without = (json: unknown) => {
    const { steps } = json as { steps: { generator: { noise_real?: string } }[] };
    for (const { generator } of steps) delete generator.noise_real;
    return json;
  };
  const parsed = parseTrace(without(altered('config.seed', 341)));
  if (parsed.kind !== 'trace') throw new Error(parsed.what);
  const errors = verify(parsed.trace, new ReferenceEngine(parsed.trace.model));
  expect(exceeded(errors)).toContain('later_losses');
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
  it('says of a trace of images which layers are not supported', () => {
    const layers = [{ layer: 'linear', width: 8 }, { layer: 'reshape', shape: [2, 2, 2] }, { layer: 'conv' }];
    const trace = { format: 3, config: { name: 'images', generator: { layers }, discriminator: { layers: [] } } };
    expect(parseTrace(trace)).toEqual({
      kind: 'unsupported',
      name: 'images',
      what: 'format 3, with the layers conv, reshape of images; formats 1 and 2 are read',
    });
    expect(parseTrace({ format: 7 })).toMatchObject({ what: 'format 7; formats 1 and 2 are read' });
  });

  it.each([
    ['config.loss', 'divergence', 'loss divergence'],
    ['config.label_flipping', 0.1, 'label_flipping'],
    ['config.generator.groups', 2, 'generator.groups'],
    ['config.optimizer.generator.amsgrad', true, 'optimizer.generator.amsgrad'],
    ['config.schedule', { name: 'linear', final: 0, cycles: 2 }, 'schedule.cycles'],
    ['config.schedule', { name: 'triangle' }, 'schedule triangle'],
    ['config.generator.normalization', 'group', 'normalization group'],
    [
      'config.discriminator',
      { layers: [2, 8, 8, 1], normalization: 'batch' },
      'penalties with batch normalisation in the discriminator',
    ],
    ['steps.0.generator.labels', 'AAAA', 'steps[0].generator.labels'],
  ])('names %s, which is not supported as %j', (path, value, what) => {
    expect(parseTrace(altered(path, value))).toEqual({ kind: 'unsupported', name: 'mixed-341', what });
  });

  it.each([
    ['format', undefined, 'it has no format'],
    ['steps', [], 'steps is too small or too short'],
    ['config.batch', 'many', 'config.batch is not of type number'],
    ['steps.2.discriminator.0.real', undefined, 'steps[2].discriminator[0].real is missing'],
    ['steps.2.discriminator.0.real', 'AAAA*', 'steps[2].discriminator[0].real is not valid base64'],
    ['steps.2.discriminator.0.epsilon', undefined, 'steps[2].discriminator[0].epsilon is missing'],
    ['steps.2.generator.noise', 'AACAPw==', 'steps[2].generator.noise has 1 numbers where'],
    ['steps.1.discriminator', [], 'steps[1].discriminator is too small or too short'],
    ['config.steps', 50, 'it has 8 steps where config.steps says 50'],
    ['config.packing', 2, 'config.discriminator.layers begins with 2 where the generator’s output needs 4'],
    ['final.generator', [], 'final.generator has 0 parameters where its layers need'],
  ])('says of a damaged trace that %s is wrong', (path, value, message) => {
    expect(() => parseTrace(altered(path, value))).toThrow(message);
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
