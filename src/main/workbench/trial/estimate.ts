import type { TrainingEstimate } from '../../../shared/api/training.ts';
import { BatchSource } from '../../training/batches.ts';
import type { RunConfig } from '../../../shared/config/schema.ts';
import type { JobFiles } from '../../training/messages.ts';
import { createEngine } from '../../training/engines/create.ts';
import type { EngineName } from '../../../shared/config/schema.ts';
import type { Engine } from '../../training/engines/engine.ts';
import { lawsOf } from '../../training/laws.ts';
import { initialState } from '../../training/model/initialise.ts';
import { modelOf, type Model } from '../../training/model/network.ts';
import { Observation } from '../../training/observation.ts';
import { randomStream } from '../../training/random.ts';

/** Tried for so long, steps and snapshots each, to see how fast they go. */
const TRIAL_MILLISECONDS = 40;

/** Trains a config for a moment, and tells how long all of it would take on one worker and what it would keep. */
export async function estimateTraining(
  config: RunConfig,
  files: JobFiles,
  engineName: EngineName,
): Promise<TrainingEstimate> {
  const { target, noise } = await lawsOf(config, files);
  const model = modelOf(config, target.dimension);
  const engine = createEngine(engineName, model);
  try {
    engine.importState(initialState(model, randomStream(config.seed, 'init')));
    const stepSeconds = secondsPerStep(engine, new BatchSource(model, target, noise, config.seed));
    const observation = new Observation(config, target, noise);
    const { frame } = observation.snapshot(engine, 0);
    const snapshotSeconds = fastest(() => {
      observation.snapshot(engine, 1);
    });
    const snapshots = Math.ceil(config.epochs / config.snapshots.every);
    const samples = frame.dimension === 1 ? frame.samples.length : frame.points.length;
    return {
      seconds: config.epochs * config.batches_per_epoch * stepSeconds + snapshots * snapshotSeconds,
      bytes: bytesKept(model, { epochs: config.epochs, snapshots, samples }),
      engine: engineName,
    };
  } finally {
    engine.dispose();
  }
}

/** Seconds a step, of the fastest call: the first ones run code that is not compiled yet. */
function secondsPerStep(engine: Engine, batches: BatchSource): number {
  const sums = { lossReal: 0, lossFake: 0, lossGenerator: 0 };
  const seconds = (steps: number) =>
    secondsOf(() => {
      engine.train(batches.draw(steps), sums);
    }) / steps;
  let least = seconds(1);
  let chunk = 1;
  const start = performance.now();
  while (performance.now() - start < TRIAL_MILLISECONDS) {
    least = Math.min(least, seconds(chunk));
    // As in training, where a call takes many small steps.
    chunk = Math.min(2 * chunk, batches.capacity);
  }
  return least;
}

/** Seconds of the fastest of the calls that a trial has time for. */
function fastest(call: () => void): number {
  let least = Infinity;
  const start = performance.now();
  while (performance.now() - start < TRIAL_MILLISECONDS) least = Math.min(least, secondsOf(call));
  return least;
}

function secondsOf(call: () => void): number {
  const start = performance.now();
  call();
  return (performance.now() - start) / 1000;
}

/** As measured on recorded runs: 80 bytes an epoch; a snapshot's samples, sorted and deflated, less than a byte each. */
function bytesKept(model: Model, kept: { epochs: number; snapshots: number; samples: number }): number {
  const parameters = model.generator.parameterCount + model.discriminator.parameterCount;
  return 80 * kept.epochs + kept.snapshots * (900 + 0.7 * kept.samples) + 12 * 12 * parameters;
}
