import { expect, test } from 'vitest';
import { createEngine } from '../../../../src/main/training/engines/create.ts';
import { lawsOf } from '../../../../src/main/training/laws.ts';
import { modelOf } from '../../../../src/main/training/model/network.ts';
import { Observation } from '../../../../src/main/training/observation.ts';
import { Trainer } from '../../../../src/main/training/trainer.ts';
import { PRESETS, type PresetName } from '../../../../src/shared/config/presets.ts';
import { runConfigSchema, type RunConfig } from '../../../../src/shared/config/schema.ts';
import { visibleDifference } from '../../../../src/shared/figures/visible-difference.ts';
import { PRESENT_RULES } from '../../../../src/shared/metric-rules.ts';
import { Series } from '../../../../src/shared/series/series.ts';
import { trueDivergence } from './true-divergence.ts';

const EPOCHS = [5, 20, 60, 100, 150];
/** The evaluation's latent vectors are drawn by them: the networks are the same. */
const EVALUATION_SEEDS = [11, 12, 13, 14, 15];

interface Seen {
  readonly epoch: number;
  readonly evaluationSeed: number;
  readonly truth: number;
  readonly shown: number;
  /** Of the difference to see, what a discriminator that is exactly the ideal one is said to see. */
  readonly efficiency: number;
}

/** What the window says of an exact D, whose loss is that of 200,000 samples, where the ideal loss was measured as shown. */
function efficiencyOfExact(config: RunConfig, truth: number, ideal: number, observation: Observation): number {
  const losses = new Series(100);
  const metrics = new Series(100);
  for (let epoch = 1; epoch <= 60; epoch++) {
    losses.append(epoch, { loss_real: Math.LN2 - truth, loss_fake: Math.LN2 - truth });
    metrics.append(epoch, { ideal_discriminator_loss: ideal });
  }
  const said = visibleDifference({
    run: { name: 'exact', config, metricRules: PRESENT_RULES },
    losses: losses.chunk(),
    metrics: metrics.chunk(),
    floors: observation.noiseFloors(),
    epoch: 30,
  });
  return said.kind === 'share' ? said.share : NaN;
}

async function course(preset: PresetName, seed: number): Promise<Seen[]> {
  const config = runConfigSchema.parse({ ...PRESETS[preset].config, seed, snapshots: { every: 1_000_000 } });
  const laws = await lawsOf(config, { table: undefined, modules: [] });
  const { target, noise } = laws;
  if (target.dimension !== 2) throw new Error('not in the plane');
  const model = modelOf(config, 2);
  const engine = createEngine('fused', model);
  const observation = new Observation(config, laws, PRESENT_RULES);
  const others = EVALUATION_SEEDS.map((one) => new Observation({ ...config, seed: one }, laws, PRESENT_RULES));
  const takeSnapshot = () => undefined;
  const trainer = new Trainer({ config, model, engine, target, noise, takeSnapshot, from: undefined });
  const seen: Seen[] = [];
  for (let epoch = 1; epoch <= Math.max(...EPOCHS); epoch++) {
    trainer.advance(1e9, () => true);
    if (!EPOCHS.includes(epoch)) continue;
    const truth = trueDivergence(engine, target, noise, observation);
    others.forEach((other, index) => {
      const { jensen_shannon: shown = NaN, ideal_discriminator_loss: ideal = NaN } = other.snapshot(
        engine,
        epoch,
      ).metrics;
      const efficiency = efficiencyOfExact(config, truth, ideal, observation);
      seen.push({ epoch, evaluationSeed: EVALUATION_SEEDS[index], truth, shown, efficiency });
    });
  }
  engine.dispose();
  return seen;
}

const PRESETS_IN_THE_PLANE = ['two-moons', 'spiral', 'ring', 'grid'] as const;

test.each(PRESETS_IN_THE_PLANE.flatMap((preset) => [1, 2].map((seed) => [preset, seed] as const)))(
  '%s, seed %i: whatever samples an evaluation draws, divergence and D’s share of it are within 5 %% of those of 200,000 samples',
  { timeout: 600_000 },
  async (preset, seed) => {
    const all = await course(preset, seed);
    const off = all.map(({ shown, truth }) => shown / truth - 1);
    const rms = Math.sqrt(off.reduce((sum, one) => sum + one * one, 0) / off.length);
    console.log(
      `${preset}, seed ${seed}: off by at most ${(100 * Math.max(...off.map(Math.abs))).toFixed(1)} %, ` +
        `root mean square ${(100 * rms).toFixed(2)} %`,
    );
    expect(all).toHaveLength(EPOCHS.length * EVALUATION_SEEDS.length);
    for (const { efficiency, ...one } of all) {
      expect({ ...one, isNear: Math.abs(one.shown / one.truth - 1) < 0.05 }).toMatchObject({ isNear: true });
      expect({ ...one, efficiency, isNear: Math.abs(efficiency - 1) < 0.05 }).toMatchObject({ isNear: true });
    }
  },
);
