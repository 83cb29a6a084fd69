import { expect, it } from 'vitest';
import { runConfigSchema, type RunConfigInput } from '../../../../../src/shared/config/schema.ts';
import { BatchSource } from '../../../../../src/main/training/batches.ts';
import { engineBuild } from '../../../../../src/main/training/engines/create.ts';
import { FusedEngine } from '../../../../../src/main/training/engines/fused/engine.ts';
import { fusedEngine } from '../../../../../src/main/training/engines/create.ts';
import { bestBuild } from '../../../../../src/main/training/engines/fused/kernels/best-build.ts';
import { TensorFlowEngine } from '../../../../../src/main/training/engines/tensorflow/engine.ts';
import { tensorFlowEnvironment } from '../../../../../src/main/training/engines/tensorflow/environment.ts';
import type { Binding } from '../../../../../src/main/training/engines/tensorflow/binding.ts';
import { tensorFlow, type TensorFlow } from '../../../../../src/main/training/engines/tensorflow/runtime.ts';
import { lawsOf } from '../../../../../src/main/training/laws.ts';
import { noSums } from '../../../../../src/main/training/engines/engine.ts';
import { initialState } from '../../../../../src/main/training/model/initialise.ts';
import { modelOf } from '../../../../../src/main/training/model/network.ts';
import { randomStream } from '../../../../../src/main/training/random.ts';
import { exceeded, verify } from '../../../../../src/main/training/verification/verify.ts';
import { expectLayersAgree, expectSmallStepsToAddUp, layeredBatches } from '../layered.ts';
import { batchesFor, expectAgreement, normals, random, train } from '../trained.ts';
import { SUPPORTED, trace } from '../../traces.ts';
import { describeTensorFlow } from './library.ts';

Object.assign(process.env, tensorFlowEnvironment(1, 'cpu'));

const NUMBERS = [
  'TF_FLOAT',
  'TF_INT32',
  'TF_ATTR_BOOL',
  'TF_ATTR_FLOAT',
  'TF_ATTR_INT',
  'TF_ATTR_STRING',
  'TF_ATTR_SHAPE',
  'TF_ATTR_TYPE',
] as const;

const modelFor = (config: RunConfigInput, dimension = 1) => modelOf(runConfigSchema.parse(config), dimension);
const engineFor = (model: ReturnType<typeof modelFor>) => new TensorFlowEngine(model, tensorFlow());

/** Everything that is not of the short form. */
const LAYERS: RunConfigInput = {
  batch_size: 6,
  discriminator_updates: 2,
  loss: 'relativistic_average',
  generator: { layers: [{ layer: 'linear', width: 7, bias: false }, 'batch_norm', 'gelu', 'dropout'] },
  discriminator: {
    layers: [
      { layer: 'linear', width: 6, spectral: true },
      'layer_norm',
      'tanh',
      'dropout',
      { layer: 'maxout', width: 5 },
    ],
    output_spectral: true,
    packing: 2,
  },
  penalties: [{ at: 'between' }, { at: 'real', target: 0 }, { at: 'fake', target: 0 }],
  ema_decay: 0.99,
};

/** TensorFlow, with a count of the native tensors that are held. */
function countedTensorFlow(): { readonly counted: TensorFlow; readonly held: () => number } {
  const { binding, ...rest } = tensorFlow();
  let held = 0;
  const counting: Binding = Object.assign(Object.create(null) as object, {
    ...Object.fromEntries(NUMBERS.map((name) => [name, binding[name]])),
    TF_Version: binding.TF_Version,
    isUsingGpuDevice: () => binding.isUsingGpuDevice(),
    tensorDataSync: (handle: number) => binding.tensorDataSync(handle),
    createTensor: (...made: Parameters<Binding['createTensor']>) => {
      held++;
      return binding.createTensor(...made);
    },
    executeOp: (...executed: Parameters<Binding['executeOp']>) => {
      held += executed[3];
      return binding.executeOp(...executed);
    },
    deleteTensor: (handle: number) => {
      held--;
      binding.deleteTensor(handle);
    },
  }) as Binding;
  return { counted: { ...rest, binding: counting }, held: () => held };
}

describeTensorFlow('the TensorFlow engine', () => {
  it('runs on the native library', () => {
    const { tfjs, version, packageVersion, device } = tensorFlow();
    expect(tfjs.getBackend()).toBe('tensorflow');
    expect(version).toMatch(/^(1\.15\.0|2\.\d+\.\d+)$/);
    expect(packageVersion).toBe('4.22.0');
    expect(engineBuild('tensorflow')).toMatchObject({
      kernels: `libtensorflow ${version}, tfjs-node 4.22.0`,
      threads: 1,
      device,
    });
  });

  it.each(SUPPORTED)('arrives at PyTorch’s losses, gradients and weights on %s', (name) => {
    const given = trace(name);
    const engine = engineFor(given.model);
    const errors = verify(given, engine);
    engine.dispose();
    expect({ errors, exceeded: exceeded(errors) }).toEqual({ errors, exceeded: [] });
  });

  it.each([
    [
      'vanilla-1d',
      { real: 'softplus(-logit)', fake: 'softplus(logit)', generator: 'softplus(-logit)', discriminator_scale: 0.5 },
    ],
    [
      'lsgan',
      { real: '(logit - 1)^2 / 2', fake: 'logit^2 / 2', generator: '(logit - 1)^2 / 2', discriminator_scale: 1 },
    ],
    ['hinge', { real: 'relu(1 - logit)', fake: 'relu(1 + logit)', generator: '-logit', discriminator_scale: 1 }],
  ] as const)('arrives where PyTorch’s own loss does on %s, written as formulas', (name, formulas) => {
    const given = trace(name);
    const loss = { name: 'formula', ...formulas } as const;
    const model = { ...given.model, loss, separateHalves: true };
    const engine = engineFor(model);
    const errors = verify({ ...given, model }, engine);
    engine.dispose();
    expect({ errors, exceeded: exceeded(errors) }).toEqual({ errors, exceeded: [] });
  });

  it('agrees with the plain engine on 100 random shapes, activations, losses and optimisers', () => {
    expectAgreement(engineFor, 100);
  });

  it('agrees with the plain engine on 100 random lists of layers, with penalties and packing', () => {
    expectLayersAgree(engineFor, 100);
  });

  it('moves weights by steps that are each too small for float32', () => {
    expectSmallStepsToAddUp(engineFor);
  });

  it('agrees with the fused engine to 1e-4 over 200 steps of the vanilla run, on the same batches', async () => {
    const config = runConfigSchema.parse({});
    const { target, noise } = await lawsOf(config, { table: undefined, modules: [] });
    const model = modelOf(config, target.dimension);
    const [one, other] = [engineFor(model), new FusedEngine(model, bestBuild())].map((engine) => {
      engine.importState(initialState(model, randomStream(config.seed, 'init')));
      const source = new BatchSource(model, target, noise, config.seed);
      const losses = Array.from({ length: 200 }, () => train(engine, source.draw(1)));
      engine.dispose();
      return losses;
    });
    const largest = one.reduce((most, losses, step) => {
      const differences = (['lossReal', 'lossFake', 'lossGenerator'] as const).map((key) =>
        Math.abs(losses[key] - other[step][key]),
      );
      return Math.max(most, ...differences);
    }, 0);
    expect(largest).toBeGreaterThan(0);
    expect(largest).toBeLessThan(1e-4);
  });

  it('goes on from an exported state to the same bits, whatever is looked at and however steps are divided', () => {
    for (const optimizer of ['adam', 'sgd', 'rmsprop'] as const) {
      const model = modelFor({
        batch_size: 5,
        ema_decay: 0.99,
        optimizer: { generator: optimizer, discriminator: optimizer },
      });
      const [one, other] = [engineFor(model), engineFor(model)];
      one.importState(initialState(model, random));
      train(one, batchesFor(model, 4));
      const state = one.exportState();
      one.generate(normals(300), 'average');
      one.discriminate(normals(300));
      expect(one.exportState()).toEqual(state);
      other.importState(state);
      const [first, second] = [batchesFor(model, 1), batchesFor(model, 1)];
      const both = {
        steps: 2,
        firstStep: 0,
        real: Float32Array.of(...first.real, ...second.real),
        discriminatorNoise: Float32Array.of(...first.discriminatorNoise, ...second.discriminatorNoise),
        generatorNoise: Float32Array.of(...first.generatorNoise, ...second.generatorNoise),
      };
      const divided = noSums();
      one.train(first, divided);
      one.train(second, divided);
      expect(train(other, both)).toEqual(divided);
      expect(other.exportState()).toEqual(one.exportState());
      if (optimizer === 'rmsprop')
        expect(one.exportState().generator.firstMoment.every((value) => value === 0)).toBe(true);
      one.dispose();
      other.dispose();
    }
  });

  it('goes on from an exported state, running statistics and power iterations included, to the same bits', () => {
    const model = modelFor(LAYERS, 2);
    const [one, other] = [engineFor(model), engineFor(model)];
    one.importState(initialState(model, random));
    train(one, layeredBatches(model, 3));
    const state = one.exportState();
    expect(state.generator.buffers.some((value) => value !== 0 && value !== 1)).toBe(true);
    one.generate(normals(20), 'average');
    one.discriminate(normals(20));
    expect(one.exportState()).toEqual(state);
    other.importState(state);
    const batches = layeredBatches(model, 3);
    expect(train(other, batches)).toEqual(train(one, batches));
    expect(other.exportState()).toEqual(one.exportState());
    one.dispose();
    other.dispose();
  });

  it('goes on from a state of the fused engine, and the fused engine from its state, where the other would', () => {
    const model = modelFor({ ...LAYERS, optimizer: { generator: 'sgd', discriminator: 'sgd' } }, 2);
    const engines = [engineFor(model), fusedEngine(model, bestBuild())];
    const start = initialState(model, random);
    const [first, second] = [layeredBatches(model, 3), layeredBatches(model, 3)];
    const states = engines.map((engine) => {
      engine.importState(start);
      train(engine, first);
      return engine.exportState();
    });
    const noise = normals(20);
    const [own, other] = engines.map((engine, index) => {
      engine.importState(states[1 - index]);
      const sums = train(engine, second);
      const samples = engine.generate(noise, 'current').slice();
      engine.dispose();
      return { sums, samples };
    });
    for (const key of ['lossReal', 'lossFake', 'lossGenerator', 'penalty', 'normDiscriminator'] as const)
      expect(own.sums[key] / other.sums[key], key).toBeCloseTo(1, 4);
    own.samples.forEach((value, index) => expect(value).toBeCloseTo(other.samples[index], 4));
  });

  it('tells which network has a weight that is not finite', () => {
    const model = modelFor({});
    const engine = engineFor(model);
    const state = initialState(model, random);
    engine.importState(state);
    expect(engine.nonFinite()).toBeUndefined();
    state.discriminator.parameters[17] = Infinity;
    engine.importState(state);
    expect(engine.nonFinite()).toBe('discriminator');
    state.generator.parameters[3] = NaN;
    engine.importState(state);
    expect(engine.nonFinite()).toBe('generator');
    engine.dispose();
  });

  it.each([
    ['the vanilla run', { ema_decay: 0.99, discriminator_updates: 2 }],
    ['layers of all kinds with penalties', LAYERS],
  ] as const)('holds no more tensors after hundreds of steps of %s than before', (_, config) => {
    const model = modelFor(config);
    const { counted, held } = countedTensorFlow();
    const { tfjs } = counted;
    const engine = new TensorFlowEngine(model, counted);
    engine.importState(initialState(model, random));
    const round = () => {
      train(engine, layeredBatches(model, 20));
      engine.generate(normals(3000), 'current');
      engine.generate(normals(10), 'average');
      engine.discriminate(normals(100));
      engine.lastGradients();
      engine.nonFinite();
      engine.exportState();
      return { memory: tfjs.memory().numTensors, bytes: tfjs.memory().numBytes, held: held() };
    };
    const before = round();
    expect(before.held).toBeGreaterThan(0);
    for (let count = 0; count < 5; count++) expect(round()).toEqual(before);
    engine.dispose();
    expect(held()).toBe(0);
    expect(tfjs.memory().numTensors).toBe(0);
  });

  it('takes no more memory for its thousandth engine than for its hundredth', () => {
    const residentAfter = (count: number) => {
      for (let made = 0; made < count; made++) {
        const model = modelFor({ generator: { hidden_widths: [256, 256] } });
        const engine = engineFor(model);
        engine.importState(initialState(model, random));
        train(engine, batchesFor(model, 1));
        engine.dispose();
      }
      return process.memoryUsage.rss();
    };
    const early = residentAfter(100);
    expect(residentAfter(200) - early).toBeLessThan(50e6);
  });
});
