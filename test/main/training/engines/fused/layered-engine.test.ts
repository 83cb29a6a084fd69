import { describe, expect, it } from 'vitest';
import { runConfigSchema } from '../../../../../src/shared/config/schema.ts';
import { noSums } from '../../../../../src/main/training/engines/engine.ts';
import { fusedEngine } from '../../../../../src/main/training/engines/create.ts';
import { FusedEngine } from '../../../../../src/main/training/engines/fused/engine.ts';
import { KERNEL_BUILDS } from '../../../../../src/main/training/engines/fused/kernels/kernels.ts';
import { LayeredEngine } from '../../../../../src/main/training/engines/fused/layered-engine.ts';
import { initialState } from '../../../../../src/main/training/model/initialise.ts';
import { modelOf } from '../../../../../src/main/training/model/network.ts';
import { randomStream } from '../../../../../src/main/training/random.ts';
import { expectLayersAgree, expectSmallStepsToAddUp, layeredBatches } from '../layered.ts';

describe.each(KERNEL_BUILDS)('the fused engine on lists of layers, on the %s kernels', (build) => {
  it('agrees with the plain engine on 120 random lists of layers, with penalties and packing', () => {
    expectLayersAgree((model) => fusedEngine(model, build), 120);
  });

  it('moves weights by steps that are each too small for float32', () => {
    expectSmallStepsToAddUp((model) => fusedEngine(model, build));
  });

  it('takes a list that says what the short form says to the same bits, by the same kernels', () => {
    const short = { hidden_widths: [9, 5], activation: 'leaky_relu', slope: 0.2 } as const;
    const layers = [9, 5].flatMap(
      (width) =>
        [
          { layer: 'linear', width },
          { layer: 'leaky_relu', slope: 0.2 },
        ] as const,
    );
    const models = [short, { layers: [...layers] }].map((network) =>
      modelOf(runConfigSchema.parse({ generator: network, discriminator: network }), 1),
    );
    const batches = layeredBatches(models[0], 5);
    const [one, other] = models.map((model) => {
      const engine = fusedEngine(model, build);
      expect(engine).toBeInstanceOf(FusedEngine);
      engine.importState(initialState(model, randomStream(1, 'init')));
      engine.train(batches, noSums());
      return engine.exportState();
    });
    expect(other).toEqual(one);
  });

  it('goes on from an exported state, running statistics and power iterations included, to the same bits', () => {
    const layers = [{ layer: 'linear', width: 6, spectral: true }, 'batch_norm', 'gelu', 'dropout'] as const;
    const config = {
      batch_size: 6,
      generator: { layers: [...layers] },
      discriminator: { layers: [...layers], packing: 2 },
    };
    const model = modelOf(runConfigSchema.parse(config), 2);
    const [one, other] = [fusedEngine(model, build), fusedEngine(model, build)];
    expect(one).toBeInstanceOf(LayeredEngine);
    one.importState(initialState(model, randomStream(1, 'init')));
    one.train(layeredBatches(model, 3), noSums());
    const state = one.exportState();
    one.generate(new Float32Array(20), 'current');
    one.discriminate(new Float32Array(20));
    expect(one.exportState()).toEqual(state);
    other.importState(state);
    const batches = layeredBatches(model, 3);
    for (const engine of [one, other]) engine.train(batches, noSums());
    expect(other.exportState()).toEqual(one.exportState());
  });
});
