import type { TrainingEstimate } from '../../../shared/api/training.ts';
import { BatchSource } from '../../training/batches.ts';
import type { RunConfig } from '../../../shared/config/schema.ts';
import { PRESENT_RULES } from '../../../shared/metric-rules.ts';
import type { JobFiles } from '../../training/messages.ts';
import { createEngine } from '../../training/engines/create.ts';
import type { EngineChoice } from '../../training/engines/choose.ts';
import { noSums, type Engine } from '../../training/engines/engine.ts';
import { lawsOf, type RunLaws } from '../../training/laws.ts';
import { initialState } from '../../training/model/initialise.ts';
import { modelOf, type Model } from '../../training/model/network.ts';
import { Observation } from '../../training/observation.ts';
import { randomStream } from '../../training/random.ts';
import { bytesKept, relativeStep, snapshotCount, snapshotWork, stepMultiplications, weightsOf } from './costs.ts';

/** Tried for so long, steps and snapshots each, to see how fast they go. */
const TRIAL_MILLISECONDS = 40;
/** The time that a trial may take. The rest is estimated from the speed of its steps. */
const PATIENCE_MILLISECONDS = 1000;
/** Work of the tried step, at most: an engine does so many multiplications in a quarter of a second. */
export const MOST_WORK = { fused: 2e9, reference: 2e7 } as const;
/** Kernels take several samples at once: of fewer they cannot show how fast they are. */
const LEAST_BATCH = 16;
const LEAST_UPDATES = 8;
/** Weights that are drawn. More take longer to draw than to try, and steps take as long on zeros. */
const MOST_DRAWN = 1_000_000;

/** The estimate, and the time of one step and of one snapshot in it. */
export interface TriedTraining extends TrainingEstimate {
  readonly stepSeconds: number;
  readonly snapshotSeconds: number;
}

/** Trains a config for a moment and estimates how long the whole run would take on one worker and how much it would store. */
export async function estimateTraining(
  config: RunConfig,
  files: JobFiles,
  choice: EngineChoice,
): Promise<TriedTraining> {
  const start = performance.now();
  const laws = await lawsOf(config, files);
  try {
    return tryTraining(config, laws, choice, start);
  } finally {
    laws.close();
  }
}

function tryTraining(config: RunConfig, laws: RunLaws, choice: EngineChoice, start: number): TriedTraining {
  const { target, noise } = laws;
  const model = modelOf(config, target.dimension);
  // TensorFlow has processes of its own: how it compares with the fused engine is told by the cost model.
  const triedEngine = choice.engine === 'tensorflow' ? 'fused' : choice.engine;
  const times = relativeStep(choice, model) / relativeStep({ ...choice, engine: triedEngine }, model);
  const tried = affordable(model, MOST_WORK[triedEngine]);
  const engine = createEngine(triedEngine, tried);
  try {
    if (weightsOf(model) <= MOST_DRAWN) engine.importState(initialState(model, randomStream(config.seed, 'init')));
    const workSeconds =
      secondsPerStep(engine, new BatchSource(tried, target, noise, config.seed)) / stepMultiplications(tried);
    const predicted = snapshotWork(config, model) * workSeconds;
    const isTried = performance.now() - start + 2000 * predicted < PATIENCE_MILLISECONDS;
    const snapshotSeconds = isTried
      ? secondsPerSnapshot(engine, new Observation(config, laws, PRESENT_RULES))
      : predicted;
    const stepSeconds = stepMultiplications(model) * workSeconds * times;
    return {
      seconds: config.epochs * config.batches_per_epoch * stepSeconds + snapshotCount(config) * snapshotSeconds,
      stepSeconds,
      snapshotSeconds,
      bytes: bytesKept(config, model),
      engine: choice.engine,
      engineReason: choice.reason,
    };
  } finally {
    engine.dispose();
  }
}

/** The model with so small a batch, and so few updates of the discriminator, that one step takes a moment. */
export function affordable(model: Model, most: number): Model {
  if (stepMultiplications(model) <= most) return model;
  const fewer = { ...model, discriminatorUpdates: Math.min(model.discriminatorUpdates, LEAST_UPDATES) };
  const batchSize = Math.floor((fewer.batchSize * most) / stepMultiplications(fewer));
  return { ...fewer, batchSize: Math.min(model.batchSize, Math.max(LEAST_BATCH, batchSize)) };
}

/** Seconds a step, of the fastest call: the first ones run code that is not compiled yet. */
function secondsPerStep(engine: Engine, batches: BatchSource): number {
  // As in training, where a module's process draws while the engine trains.
  batches.expect(Infinity);
  const sums = noSums();
  // As in training, where a call takes many small steps.
  let chunk = 1;
  return fastest(() => {
    const seconds = secondsOf(() => engine.train(batches.draw(chunk), sums)) / chunk;
    chunk = Math.min(2 * chunk, batches.capacity);
    return seconds;
  });
}

function secondsPerSnapshot(engine: Engine, observation: Observation): number {
  return fastest((call) => secondsOf(() => observation.packed(observation.snapshot(engine, call))));
}

/** The least that calls give for which a trial has time; a second one always, since the first is not compiled yet. */
function fastest(seconds: (call: number) => number): number {
  let least = seconds(0);
  const start = performance.now();
  let call = 1;
  do least = Math.min(least, seconds(call++));
  while (performance.now() - start < TRIAL_MILLISECONDS);
  return least;
}

function secondsOf(call: () => void): number {
  const start = performance.now();
  call();
  return (performance.now() - start) / 1000;
}
