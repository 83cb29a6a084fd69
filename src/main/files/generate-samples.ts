import { WorkbenchError } from '../../shared/errors.ts';
import type { EngineName, RunConfig } from '../../shared/config/schema.ts';
import type { Numbers } from '../../shared/numbers.ts';
import { outputKind } from '../../shared/discriminator-output.ts';
import { valuesInOwnUnits } from '../../shared/distributions/standardize.ts';
import type { NoiseLaw } from '../../shared/distributions/law.ts';
import { latentGridVectors } from '../../shared/latent-grid.ts';
import { decodeCheckpoint } from '../training/checkpoint.ts';
import { createEngine } from '../training/engines/create.ts';
import { lawsOf, type RunLaws } from '../training/laws.ts';
import type { JobFiles } from '../training/messages.ts';
import { sigmoid } from '../training/model/activations.ts';
import { modelOf } from '../training/model/network.ts';
import { randomStream } from '../training/random.ts';

/** Latent vectors in one batch: few enough that the layers need little memory and wide networks report progress. */
const CHUNK = 1024;

export type Weights = 'current' | 'average';

/**
 * Latent vectors: drawn from the run's noise law by a stream that no training reads; given, `[n, latent dimension]`; or those of the
 * latent grid.
 */
export type Latent =
  | { readonly kind: 'drawn'; readonly count: number; readonly seed: number | string; readonly stream: string }
  | { readonly kind: 'given'; readonly vectors: Float32Array }
  | { readonly kind: 'grid' };

export interface Samples {
  /** The epoch whose checkpoint was taken. */
  readonly epoch: number;
  readonly dimension: number;
  /** `[n, latent dimension]` */
  readonly latent: Float32Array;
  /** `[n, dimension]`, in the data's own units; the same latent vectors give the same bytes. */
  readonly values: Numbers;
  /** D of each sample, a probability or what `outputKind` says; `[n]` */
  readonly discriminator: Float32Array;
}

/** What samples of a recorded run are generated from. */
export interface SamplesJob {
  readonly config: RunConfig;
  readonly files: JobFiles;
  readonly scales: RunLaws['scales'];
  readonly engine: EngineName;
  readonly checkpoint: Uint8Array;
  readonly weights: Weights;
  readonly latent: Latent;
}

/** Samples of a checkpoint; `progress` is called after each thousand. Throws `bad-latent`. */
export async function generateSamples(job: SamplesJob, progress: () => void): Promise<Samples> {
  const { config, weights } = job;
  const checkpoint = decodeCheckpoint(job.checkpoint);
  const { target, noise, scales, close } = await lawsOf(config, job.files, job.scales);
  const vectors = vectorsFrom(job.latent, noise, close);
  const count = vectors.length / noise.dimension;
  const values = new Float32Array(count * target.dimension);
  const discriminator = new Float32Array(count);
  const engine = createEngine(job.engine, modelOf(config, target.dimension));
  try {
    engine.importState(checkpoint.state);
    for (let start = 0; start < count; start += CHUNK) {
      const end = Math.min(start + CHUNK, count);
      const chunk = vectors.subarray(start * noise.dimension, end * noise.dimension);
      const samples = engine.generate(chunk, weights);
      values.set(samples, start * target.dimension);
      const logits = engine.discriminate(samples);
      discriminator.set(outputKind(config.loss) === 'probability' ? logits.map(sigmoid) : logits, start);
      progress();
    }
  } finally {
    engine.dispose();
  }
  const own = valuesInOwnUnits(values, scales);
  return { epoch: checkpoint.epoch, dimension: target.dimension, latent: vectors, values: own, discriminator };
}

function vectorsFrom(latent: Latent, noise: NoiseLaw, close: () => void): Float32Array {
  try {
    return latentVectors(latent, noise);
  } finally {
    close();
  }
}

function latentVectors(latent: Latent, noise: NoiseLaw): Float32Array {
  if (latent.kind === 'given') {
    if (latent.vectors.length === 0 || latent.vectors.length % noise.dimension !== 0) {
      const message = `${latent.vectors.length} numbers cannot be split into latent vectors of ${noise.dimension}.`;
      throw new WorkbenchError('bad-latent', message);
    }
    return latent.vectors;
  }
  if (latent.kind === 'grid') return gridVectors(noise);
  const vectors = new Float32Array(latent.count * noise.dimension);
  noise.sample(vectors, latent.count, randomStream(latent.seed, latent.stream));
  return vectors;
}

function gridVectors(noise: NoiseLaw): Float32Array {
  const laws = Array.from({ length: noise.dimension }, (_, index) => noise.coordinate(index));
  return latentGridVectors(noise.dimension, (coordinate, level) => laws[coordinate].quantile(level));
}
