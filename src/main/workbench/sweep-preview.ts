import { availableParallelism } from 'node:os';
import type { SweepPreview } from '../../shared/api/sweeps.ts';
import { dataDimension } from '../../shared/config/memory.ts';
import type { EngineChoice } from '../training/engines/choose.ts';
import { modelOf, type Model } from '../training/model/network.ts';
import type { ReadConfig } from './data/files.ts';
import { engineFor } from './engine-choice.ts';
import type { ReadArm, SweepPlan } from './sweep-plan.ts';
import { bytesKept, relativeStep, snapshotCount, snapshotWork } from './trial/costs.ts';

/** Arms that a preview names. */
const NAMED_ARMS = 100;

/** Seconds of one step and one snapshot of a config, tried. */
export interface TriedSeconds {
  readonly stepSeconds: number;
  readonly snapshotSeconds: number;
}

interface CostedArm {
  readonly read: ReadConfig;
  readonly model: Model;
  readonly choice: EngineChoice;
  /** By the cost model: good to compare arms with one another. */
  readonly steps: number;
}

function costed({ read }: ReadArm, jobs: number): CostedArm {
  const { config } = read;
  const model = modelOf(config, dataDimension(config.target));
  const choice = engineFor(config, jobs);
  return { read, model, choice, steps: config.epochs * config.batches_per_epoch * relativeStep(choice, model) };
}

/** Seconds that a run of an arm takes, from what was tried of another. */
function secondsOf({ read: { config }, model, steps }: CostedArm, tried: CostedArm, found: TriedSeconds): number {
  const step = found.stepSeconds / relativeStep(tried.choice, tried.model);
  const snapshot = found.snapshotSeconds / snapshotWork(tried.read.config, tried.model);
  return steps * step + snapshotCount(config) * snapshotWork(config, model) * snapshot;
}

/**
 * What a sweep would run: the arm in the middle by its cost is tried, and the cost model tells of the others. Throws
 * `engine-unavailable` or `device-unavailable` where an arm asks for what is not here, and what `tryArm` throws.
 */
export async function previewSweep(
  { definition, arms, repeated }: SweepPlan,
  read: readonly ReadArm[],
  jobs: number,
  tryArm: (read: ReadConfig, choice: EngineChoice) => Promise<TriedSeconds>,
): Promise<SweepPreview> {
  const seedCount = definition.seeds.length;
  const byCost = read.map((arm) => costed(arm, jobs)).sort((a, b) => a.steps - b.steps);
  const middle = byCost[Math.floor(byCost.length / 2)];
  const found = await tryArm(middle.read, middle.choice);
  const seconds = byCost.map((arm) => secondsOf(arm, middle, found));
  const sideBySide = Math.min(jobs, availableParallelism(), arms.length * seedCount);
  const total = seedCount * seconds.reduce((sum, one) => sum + one, 0);
  return {
    arms: arms.slice(0, NAMED_ARMS).map(({ settings, name }) => ({ settings, name })),
    armCount: arms.length,
    seedCount,
    runCount: arms.length * seedCount,
    repeated,
    // No run is shared by two workers.
    seconds: Math.max(total / sideBySide, ...seconds.slice(-1)),
    bytes: seedCount * byCost.reduce((sum, { read: { config }, model }) => sum + bytesKept(config, model), 0),
    engines: [...new Set(byCost.map(({ choice }) => choice.engine))],
  };
}
