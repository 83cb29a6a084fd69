import type { TrainingEstimate } from '../../shared/api/training.ts';
import { BatchSource } from '../training/batches.ts';
import { createEngine } from '../training/engines/create.ts';
import type { Engine } from '../training/engines/engine.ts';
import { lawsOf } from '../training/laws.ts';
import { initialState } from '../training/model/initialise.ts';
import { modelOf, type Model } from '../training/model/network.ts';
import { Observation } from '../training/observation.ts';
import { randomStream } from '../training/random.ts';
import { jobFiles, type ReadConfig } from './data/files.ts';
import { engineFor } from './workbench.ts';

/** Trained for so long to see how fast it goes, after one step that is not counted. */
const TRIAL_MILLISECONDS = 40;

/** Trains a config for a moment, and tells how long all of it would take on one worker and what it would keep. */
export async function estimateTraining(read: ReadConfig): Promise<TrainingEstimate> {
  const { config } = read;
  const engineName = engineFor(config);
  const { target, noise } = await lawsOf(config, jobFiles(read));
  const model = modelOf(config, target.dimension);
  const engine = createEngine(engineName, model);
  try {
    engine.importState(initialState(model, randomStream(config.seed, 'init')));
    const stepSeconds = secondsPerStep(engine, new BatchSource(model, target, noise, config.seed));
    const observation = new Observation(config, target, noise);
    observation.snapshot(engine, 0);
    const start = performance.now();
    const { frame } = observation.snapshot(engine, 1);
    const snapshotSeconds = (performance.now() - start) / 1000;
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

function secondsPerStep(engine: Engine, batches: BatchSource): number {
  const sums = { lossReal: 0, lossFake: 0, lossGenerator: 0 };
  engine.train(batches.draw(1), sums);
  const start = performance.now();
  let steps = 0;
  let chunk = 1;
  while (performance.now() - start < TRIAL_MILLISECONDS) {
    engine.train(batches.draw(chunk), sums);
    steps += chunk;
    // As in training, where a call takes many small steps.
    if (steps > 4 * chunk) chunk = Math.min(2 * chunk, batches.capacity);
  }
  return (performance.now() - start) / 1000 / steps;
}

/** As measured on recorded runs: 80 bytes an epoch; a snapshot's samples, sorted and deflated, less than a byte each. */
function bytesKept(model: Model, kept: { epochs: number; snapshots: number; samples: number }): number {
  const parameters = model.generator.parameterCount + model.discriminator.parameterCount;
  return 80 * kept.epochs + kept.snapshots * (900 + 0.7 * kept.samples) + 12 * 12 * parameters;
}
