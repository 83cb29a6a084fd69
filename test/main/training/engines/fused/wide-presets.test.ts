import { expect, test } from 'vitest';
import { PRESETS } from '../../../../../src/shared/config/presets.ts';
import { runConfigSchema, type RunConfig, type RunConfigInput } from '../../../../../src/shared/config/schema.ts';
import type { Snapshot } from '../../../../../src/shared/run.ts';
import { PRESENT_RULES } from '../../../../../src/shared/metric-rules.ts';
import { createEngine } from '../../../../../src/main/training/engines/create.ts';
import { runsHere, type KernelBuild } from '../../../../../src/main/training/engines/fused/kernels/kernels.ts';
import { lawsOf } from '../../../../../src/main/training/laws.ts';
import { modelOf } from '../../../../../src/main/training/model/network.ts';
import { Observation } from '../../../../../src/main/training/observation.ts';
import { Trainer } from '../../../../../src/main/training/trainer.ts';

/** A preset as it is but for its length, with a checkpoint at each epoch and a snapshot at the end. */
function shortened(input: RunConfigInput): RunConfig {
  const { snapshots } = input;
  const length = { epochs: 2, batches_per_epoch: 3, checkpoints: { every: 1 } };
  return runConfigSchema.parse({ ...input, ...length, snapshots: { ...snapshots, every: 2 } });
}

/** Every byte that a run records, but for the wall clock. */
async function recorded(config: RunConfig, build: KernelBuild) {
  const laws = await lawsOf(config, { table: undefined, modules: [] });
  const { target, noise } = laws;
  const model = modelOf(config, target.dimension);
  const engine = createEngine('fused', model, build);
  const observation = new Observation(config, laws, PRESENT_RULES);
  const snapshots: Snapshot[] = [];
  const takeSnapshot = (epoch: number) => void snapshots.push(observation.snapshot(engine, epoch));
  const trainer = new Trainer({ config, model, engine, target, noise, takeSnapshot, from: undefined });
  while (trainer.state.kind === 'training') trainer.advance(1000, () => false);
  const { epochs, kept } = trainer.takeProgress();
  engine.dispose();
  return {
    state: trainer.state,
    losses: epochs.map((epoch) => ({ ...epoch, seconds: 0 })),
    snapshots,
    checkpoints: kept.map(({ epoch, bytes }) => [epoch, Buffer.from(bytes).toString('base64')]),
  };
}

/** Every preset, those together that differ in length alone. */
const byConfig = Map.groupBy(Object.entries(PRESETS), ([, { config }]) => JSON.stringify(shortened(config)));
const presets = [...byConfig.values()].map(
  (same) => [same.map(([name]) => name).join(', '), same[0][1].config] as const,
);

test.runIf(runsHere('relaxed')).each(presets)(
  'the wide kernels train %s to the losses, snapshots and checkpoints of the relaxed ones, byte for byte',
  async (_, preset) => {
    const config = shortened(preset);
    const relaxed = await recorded(config, 'relaxed');
    expect(relaxed.state.kind).toBe('complete');
    expect([relaxed.losses.length, relaxed.snapshots.length, relaxed.checkpoints.length]).toEqual([2, 1, 3]);
    expect(await recorded(config, 'wide')).toEqual(relaxed);
  },
);
