import { WorkbenchError } from '../../shared/errors.ts';
import { scalesOf } from '../../shared/run-scales.ts';
import { buildOf, type Run } from '../../shared/run.ts';
import type { Store } from '../store/store.ts';
import { filesFromStore } from './data/files.ts';
import { generateSamples, type Latent, type Samples, type SamplesJob, type Weights } from './generate-samples.ts';

export interface SampleRequest {
  /** The kept checkpoint nearest to an epoch, or the newest of all. */
  readonly epoch: number | 'last';
  readonly weights: Weights;
  readonly latent: Latent;
}

/**
 * The job that generates samples of a recorded run. Throws `no-checkpoint` if the run has none, and `no-average` if it keeps no
 * averaged generator.
 */
export function samplesJob(store: Store, run: Run, { epoch, weights, latent }: SampleRequest): SamplesJob {
  const build = buildOf(run);
  if (!build) throw noCheckpoint(run);
  const { config } = run;
  if (weights === 'average' && config.ema_decay === 0) {
    const message = `Run ${run.id} has no averaged generator because its ema_decay is 0. Use the current weights.`;
    throw new WorkbenchError('no-average', message);
  }
  const stored = store.checkpoints.read(run.id, epoch);
  if (stored === undefined) throw noCheckpoint(run);
  const files = filesFromStore(config, store);
  // A process holds TensorFlow in one thread only, and a checkpoint is the same for all engines.
  const engine = build.engine === 'tensorflow' ? 'fused' : build.engine;
  return { config, files, scales: scalesOf(run), engine, checkpoint: stored.bytes, weights, latent };
}

/** Samples of a recorded run's generator, generated in this thread: a module of the user's runs in it. */
export async function drawSamples(store: Store, run: Run, request: SampleRequest): Promise<Samples> {
  return generateSamples(samplesJob(store, run, request), () => undefined);
}

function noCheckpoint(run: Run): WorkbenchError {
  return new WorkbenchError(
    'no-checkpoint',
    `Run ${run.id} is ${run.status} and has no checkpoint yet; train it first.`,
  );
}
