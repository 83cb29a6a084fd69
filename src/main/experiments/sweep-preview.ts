import { availableParallelism } from 'node:os';
import type { SweepPreview, SweepWork } from '../../shared/api/sweeps.ts';
import { dataDimension } from '../../shared/config/memory.ts';
import type { EngineChoice } from '../training/engines/choose.ts';
import { modelOf, type Model } from '../training/model/network.ts';
import type { ReadConfig } from '../files/data/files.ts';
import { engineFor } from '../runs/engine-choice.ts';
import { missingSeeds, type ArmInStore } from './sweep-existing.ts';
import type { ReadArm, SweepPlan } from './sweep-plan.ts';
import { bytesKept, relativeStep, snapshotCount, snapshotWork } from '../runs/previews/costs.ts';

/** Arms that a preview names. */
const NAMED_ARMS = 100;

/** Seconds of one step and one snapshot of a config, tried. */
export interface TriedSeconds {
  readonly stepSeconds: number;
  readonly snapshotSeconds: number;
}

interface CostedArm {
  /** Seeds that are not there yet. */
  readonly missing: number;
  readonly read: ReadConfig;
  readonly model: Model;
  readonly choice: EngineChoice;
  /** An estimate of the cost model, good for comparing arms with one another. */
  readonly steps: number;
}

function costed({ read }: ReadArm, missing: number, jobs: number): CostedArm {
  const { config } = read;
  const model = modelOf(config, dataDimension(config.target));
  const choice = engineFor(config, jobs);
  return {
    missing,
    read,
    model,
    choice,
    steps: config.epochs * config.batches_per_epoch * relativeStep(choice, model),
  };
}

/** Seconds that a run of an arm takes, from what was tried of another. */
function secondsOf({ read: { config }, model, steps }: CostedArm, tried: CostedArm, found: TriedSeconds): number {
  const step = found.stepSeconds / relativeStep(tried.choice, tried.model);
  const snapshot = found.snapshotSeconds / snapshotWork(tried.read.config, tried.model);
  return steps * step + snapshotCount(config) * snapshotWork(config, model) * snapshot;
}

/**
 * What a sweep would train and how long that takes. The arm of middle cost is tried, and the cost model scales the others from it.
 * Throws `engine-unavailable` or `device-unavailable` if an arm needs what is missing here, and what `tryArm` throws.
 */
export async function previewSweep(
  { definition, arms, repeated }: SweepPlan,
  read: readonly ReadArm[],
  there: readonly ArmInStore[],
  jobs: number,
  tryArm: (read: ReadConfig, choice: EngineChoice) => Promise<TriedSeconds>,
): Promise<SweepPreview> {
  const { seeds } = definition;
  const byCost = read
    .map((arm, index) => costed(arm, missingSeeds(there[index], seeds).length, jobs))
    .sort((a, b) => a.steps - b.steps);
  const middle = byCost[Math.floor(byCost.length / 2)];
  const found = await tryArm(middle.read, middle.choice);
  const all = workOf(byCost, middle, found, jobs, () => seeds.length);
  const missing = workOf(byCost, middle, found, jobs, (arm) => arm.missing);
  return {
    arms: arms.slice(0, NAMED_ARMS).map(({ settings, name }, index) => ({
      settings,
      name,
      existingSeeds: seeds.filter((seed) => there[index].runs.has(seed)),
    })),
    armCount: arms.length,
    seedCount: seeds.length,
    repeated,
    ...all,
    missing: missing.runCount < all.runCount ? missing : undefined,
    engines: [...new Set(byCost.map(({ choice }) => choice.engine))],
  };
}

/** The cost of training this number of seeds of each arm. */
function workOf(
  byCost: readonly CostedArm[],
  tried: CostedArm,
  found: TriedSeconds,
  jobs: number,
  seedsOf: (arm: CostedArm) => number,
): SweepWork {
  const asked = byCost.filter((arm) => seedsOf(arm) > 0);
  const runCount = asked.reduce((sum, arm) => sum + seedsOf(arm), 0);
  const seconds = asked.map((arm) => secondsOf(arm, tried, found));
  const total = asked.reduce((sum, arm, index) => sum + seedsOf(arm) * seconds[index], 0);
  const sideBySide = Math.max(1, Math.min(jobs, availableParallelism(), runCount));
  return {
    runCount,
    // No run is shared by two workers.
    seconds: Math.max(total / sideBySide, ...seconds.slice(-1)),
    bytes: asked.reduce((sum, arm) => sum + seedsOf(arm) * bytesKept(arm.read.config, arm.model), 0),
  };
}
