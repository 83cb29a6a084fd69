import { expect, test } from 'vitest';
import { PRESETS } from '../../../../../src/shared/config/presets.ts';
import { runConfigSchema } from '../../../../../src/shared/config/schema.ts';
import { BatchSource } from '../../../../../src/main/training/batches.ts';
import { noSums } from '../../../../../src/main/training/engines/engine.ts';
import { fusedEngine } from '../../../../../src/main/training/engines/fused/create.ts';
import { runsHere } from '../../../../../src/main/training/engines/fused/kernels/kernels.ts';
import { lawsOf } from '../../../../../src/main/training/laws.ts';
import { initialState } from '../../../../../src/main/training/model/initialise.ts';
import { modelOf } from '../../../../../src/main/training/model/network.ts';
import { randomStream } from '../../../../../src/main/training/random.ts';

// Presets that differ in length alone are tried once.
const PRESETS_HERE = Object.entries(PRESETS).filter(([name]) => !name.endsWith('-short'));

test.runIf(runsHere('relaxed')).each(PRESETS_HERE)(
  'the wide kernels train the preset %s to the bytes of the relaxed ones',
  async (_, { config }) => {
    const parsed = runConfigSchema.parse(config);
    const { target, noise } = await lawsOf(parsed, { table: undefined, modules: [] });
    const model = modelOf(parsed, target.dimension);
    const [relaxed, wide] = (['relaxed', 'wide'] as const).map((build) => {
      const engine = fusedEngine(model, build);
      engine.importState(initialState(model, randomStream(parsed.seed, 'init')));
      const sums = noSums();
      const batches = new BatchSource(model, target, noise, parsed.seed);
      for (let step = 0; step < 2; step++) engine.train(batches.draw(1), sums);
      const latent = new Float32Array(301 * model.latentDimension);
      const stream = randomStream(parsed.seed, 'evaluation');
      noise.sample(latent, 301, stream);
      const samples = engine.generate(latent, 'current').slice();
      return { sums, state: engine.exportState(), samples };
    });
    expect(wide).toEqual(relaxed);
  },
);
