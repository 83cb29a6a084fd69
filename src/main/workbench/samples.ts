import { WorkbenchError } from '../../shared/errors.ts';
import type { Run } from '../../shared/run.ts';
import type { Store } from '../store/store.ts';
import { decodeCheckpoint, type Checkpoint } from '../training/checkpoint.ts';
import { createEngine } from '../training/engines/create.ts';
import { lawsOf } from '../training/laws.ts';
import { sigmoid } from '../training/model/activations.ts';
import { modelOf } from '../training/model/network.ts';
import { randomStream } from '../training/random.ts';
import { filesFromStore } from './data/files.ts';

/** Latent vectors taken at a time: what the layers need for them stays small. */
const CHUNK = 4096;

export type Weights = 'current' | 'average';

/** Latent vectors: drawn from the run's noise law by a stream that no training reads, or given, `[n, latent dimension]`. */
export type Latent =
  | { readonly kind: 'drawn'; readonly count: number; readonly seed: number | string; readonly stream: string }
  | { readonly kind: 'given'; readonly vectors: Float32Array };

export interface SampleRequest {
  /** The kept checkpoint nearest to an epoch, or the newest of all. */
  readonly epoch: number | 'last';
  readonly weights: Weights;
  readonly latent: Latent;
}

export interface Samples {
  /** The epoch whose checkpoint was taken. */
  readonly epoch: number;
  readonly dimension: number;
  /** `[n, latent dimension]` */
  readonly latent: Float32Array;
  /** `[n, dimension]`; the same latent vectors give the same bytes. */
  readonly values: Float32Array;
  /** D of each sample, a probability; `[n]` */
  readonly discriminator: Float32Array;
}

/**
 * Samples of a recorded run's generator, on the engine that trained it. Throws `no-checkpoint` where the run has none,
 * and `no-average` where it keeps no averaged generator.
 */
export async function drawSamples(store: Store, run: Run, request: SampleRequest): Promise<Samples> {
  const { weights } = request;
  if (!('build' in run)) throw noCheckpoint(run);
  if (weights === 'average' && run.config.ema_decay === 0) {
    const message = `Run ${run.id} keeps no averaged generator: its ema_decay is 0. Take the current weights.`;
    throw new WorkbenchError('no-average', message);
  }
  const checkpoint = readCheckpoint(store, run, request.epoch);
  const { target, noise } = await lawsOf(run.config, filesFromStore(run.config, store));
  const vectors = latentVectors(request.latent, noise);
  const count = vectors.length / noise.dimension;
  const values = new Float32Array(count * target.dimension);
  const discriminator = new Float32Array(count);
  const engine = createEngine(run.build.engine, modelOf(run.config, target.dimension));
  try {
    engine.importState(checkpoint.state);
    for (let start = 0; start < count; start += CHUNK) {
      const end = Math.min(start + CHUNK, count);
      const chunk = vectors.subarray(start * noise.dimension, end * noise.dimension);
      const samples = engine.generate(chunk, weights);
      values.set(samples, start * target.dimension);
      discriminator.set(engine.discriminate(samples).map(sigmoid), start);
    }
  } finally {
    engine.dispose();
  }
  return { epoch: checkpoint.epoch, dimension: target.dimension, latent: vectors, values, discriminator };
}

function latentVectors(latent: Latent, noise: Awaited<ReturnType<typeof lawsOf>>['noise']): Float32Array {
  if (latent.kind === 'given') {
    if (latent.vectors.length === 0 || latent.vectors.length % noise.dimension !== 0) {
      const message = `${latent.vectors.length} numbers are no latent vectors of ${noise.dimension} numbers each.`;
      throw new WorkbenchError('bad-latent', message);
    }
    return latent.vectors;
  }
  const vectors = new Float32Array(latent.count * noise.dimension);
  noise.sample(vectors, latent.count, randomStream(latent.seed, latent.stream));
  return vectors;
}

function readCheckpoint(store: Store, run: Run, epoch: number | 'last'): Checkpoint {
  const stored = store.readCheckpoint(run.id, epoch);
  if (stored === undefined) throw noCheckpoint(run);
  return decodeCheckpoint(stored.bytes);
}

function noCheckpoint(run: Run): WorkbenchError {
  return new WorkbenchError(
    'no-checkpoint',
    `Run ${run.id} is ${run.status} and has no checkpoint yet; train it first.`,
  );
}
