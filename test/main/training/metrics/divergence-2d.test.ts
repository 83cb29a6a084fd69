import { expect, test } from 'vitest';
import { createEngine } from '../../../../src/main/training/engines/create.ts';
import { lawsOf } from '../../../../src/main/training/laws.ts';
import { modelOf } from '../../../../src/main/training/model/network.ts';
import { Observation } from '../../../../src/main/training/observation.ts';
import { Trainer } from '../../../../src/main/training/trainer.ts';
import { PRESETS, type PresetName } from '../../../../src/shared/config/presets.ts';
import { runConfigSchema } from '../../../../src/shared/config/schema.ts';
import { PRESENT_RULES } from '../../../../src/shared/metric-rules.ts';
import { evaluatorOf, floorOf } from './targets.ts';
import { trueDivergence } from './true-divergence.ts';

interface Seen {
  readonly epoch: number;
  readonly truth: number;
  readonly shown: number;
  readonly ideal: number;
}

/** Trains a preset, and looks at it at these epochs. */
async function course(preset: PresetName, seed: number, epochs: readonly number[]): Promise<Seen[]> {
  const config = runConfigSchema.parse({ ...PRESETS[preset].config, seed, snapshots: { every: 1_000_000 } });
  const laws = await lawsOf(config, { table: undefined, modules: [] });
  const { target, noise } = laws;
  if (target.dimension !== 2) throw new Error('not in the plane');
  const model = modelOf(config, 2);
  const engine = createEngine('fused', model);
  const observation = new Observation(config, laws, PRESENT_RULES);
  const takeSnapshot = () => undefined;
  const trainer = new Trainer({ config, model, engine, target, noise, takeSnapshot, from: undefined });
  const seen: Seen[] = [];
  for (let epoch = 1; epoch <= Math.max(...epochs); epoch++) {
    trainer.advance(1e9, () => true);
    if (!epochs.includes(epoch)) continue;
    const { metrics } = observation.snapshot(engine, epoch);
    seen.push({
      epoch,
      truth: trueDivergence(engine, target, noise, observation),
      shown: metrics.jensen_shannon ?? NaN,
      ideal: metrics.ideal_discriminator_loss ?? NaN,
    });
  }
  engine.dispose();
  return seen;
}

// Seeds and epochs at which a generator sits in few places, has lost modes, or is as good as it gets.
test.each<[PresetName, number, number[]]>([
  ['two-moons', 1, [5, 20, 60, 150]],
  ['two-moons', 2, [5, 20, 60]],
  ['spiral', 1, [5, 20, 60, 150]],
  ['ring', 1, [5, 20, 60]],
  ['grid', 2, [5, 20, 60]],
])(
  '%s, seed %i: a snapshot shows the divergence of 200,000 samples to 5 %%, and the ideal loss that follows from it',
  { timeout: 300_000 },
  async (preset, seed, epochs) => {
    for (const { epoch, truth, shown, ideal } of await course(preset, seed, epochs)) {
      expect({ epoch, off: Math.abs(shown / truth - 1) < 0.05, truth, shown }).toMatchObject({ off: true });
      expect(ideal).toBeCloseTo(Math.LN2 - shown, 12);
    }
  },
);

test('a perfect generator is shown next to no divergence, whatever it fills', async () => {
  for (const preset of ['two-moons', 'grid'] as const) {
    const { target } = await lawsOf(runConfigSchema.parse(PRESETS[preset].config), { table: undefined, modules: [] });
    const floor = floorOf(evaluatorOf(target, { samples: 2000 }), 'jensen_shannon');
    expect(floor.samples).toBe(6000);
    // By the first rule 0.046 and 0.019.
    expect(floor.mean).toBeLessThan(0.003);
    expect(floor.bound95).toBeLessThan(0.008);
  }
});
