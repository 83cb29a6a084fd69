import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runConfigSchema, type RunConfigInput } from '../../../../../src/shared/config/schema.ts';
import { BatchSource } from '../../../../../src/main/training/batches.ts';
import { engineBuild } from '../../../../../src/main/training/engines/create.ts';
import { FusedEngine } from '../../../../../src/main/training/engines/fused/engine.ts';
import { bestBuild } from '../../../../../src/main/training/engines/fused/kernels/kernels.ts';
import { TensorFlowEngine } from '../../../../../src/main/training/engines/tensorflow/engine.ts';
import { tensorFlowEnvironment } from '../../../../../src/main/training/engines/tensorflow/environment.ts';
import type { Binding } from '../../../../../src/main/training/engines/tensorflow/binding.ts';
import { tensorFlow, type TensorFlow } from '../../../../../src/main/training/engines/tensorflow/runtime.ts';
import { lawsOf } from '../../../../../src/main/training/laws.ts';
import { whyUnsupported } from '../../../../../src/main/training/engines/support.ts';
import { noSums } from '../../../../../src/main/training/engines/engine.ts';
import { initialState } from '../../../../../src/main/training/model/initialise.ts';
import { modelOf } from '../../../../../src/main/training/model/network.ts';
import { randomStream } from '../../../../../src/main/training/random.ts';
import { parseTrace } from '../../../../../src/main/training/verification/trace.ts';
import { exceeded, verify } from '../../../../../src/main/training/verification/verify.ts';
import { batchesFor, expectAgreement, normals, random, train } from '../trained.ts';
import { describeTensorFlow } from './library.ts';

Object.assign(process.env, tensorFlowEnvironment(1, 'cpu'));

const NUMBERS = [
  'TF_FLOAT',
  'TF_ATTR_BOOL',
  'TF_ATTR_FLOAT',
  'TF_ATTR_INT',
  'TF_ATTR_STRING',
  'TF_ATTR_SHAPE',
  'TF_ATTR_TYPE',
] as const;

const modelFor = (config: RunConfigInput, dimension = 1) => modelOf(runConfigSchema.parse(config), dimension);
const engineFor = (model: ReturnType<typeof modelFor>) => new TensorFlowEngine(model, tensorFlow());

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

  it.each([
    'vanilla-1d',
    'ring-2d',
    'odd-sizes-tanh',
    'minimax-sgd',
    'label-smoothing',
    'lsgan',
    'hinge',
    'relativistic-average',
  ])('arrives at PyTorch’s losses, gradients and weights on %s', (name) => {
    const file = new URL(`../../../../reference/${name}.json`, import.meta.url);
    const parsed = parseTrace(JSON.parse(readFileSync(file, 'utf8')));
    if (parsed.kind !== 'trace') throw new Error(`${name}: ${parsed.what}`);
    const engine = engineFor(parsed.trace.model);
    const errors = verify(parsed.trace, engine);
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
    const file = new URL(`../../../../reference/${name}.json`, import.meta.url);
    const parsed = parseTrace(JSON.parse(readFileSync(file, 'utf8')));
    if (parsed.kind !== 'trace') throw new Error(`${name}: ${parsed.what}`);
    const loss = { name: 'formula', ...formulas } as const;
    const model = { ...parsed.trace.model, loss, separateHalves: true };
    const engine = engineFor(model);
    const errors = verify({ ...parsed.trace, model }, engine);
    engine.dispose();
    expect({ errors, exceeded: exceeded(errors) }).toEqual({ errors, exceeded: [] });
  });

  it('agrees with the plain engine on 100 random shapes, activations, losses and optimisers', () => {
    expectAgreement(engineFor, 100, (model) => whyUnsupported('tensorflow', model) === undefined);
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

  it('holds no more tensors after a thousand steps than before, of tfjs’s or of the library’s', () => {
    const model = modelFor({ ema_decay: 0.99, discriminator_updates: 2 });
    const { counted, held } = countedTensorFlow();
    const { tfjs } = counted;
    const engine = new TensorFlowEngine(model, counted);
    engine.importState(initialState(model, random));
    const round = () => {
      train(engine, batchesFor(model, 100));
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
    for (let count = 0; count < 10; count++) expect(round()).toEqual(before);
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
