import { GIBIBYTE } from '../byte-size.ts';
import type { RunConfig } from './schema.ts';

/** Bytes that a run may need at once: three quarters of what WebAssembly's 32-bit addresses reach. */
export const MEMORY_LIMIT = 3 * GIBIBYTE;

/** One share of a run's memory. */
export interface MemoryShare {
  /** The setting that decides its size. */
  readonly path: readonly string[];
  readonly what: string;
  readonly bytes: number;
}

const FLOAT = 4;
/** Weights, gradients and two moments; then weights and moments once more for the checkpoint, and once more on its way to the store. */
const COPIES = 4 + 3 + 3;
/** The average itself, and its two copies for the checkpoint. */
const AVERAGE_COPIES = 3;
/** The evaluation at the end draws this many samples. */
const FINAL_SAMPLES = 10_000;
/** Samples that an engine evaluates at once; the reference engine takes all of them, in float64. */
const BLOCK = 256;

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Weights and biases of fully connected layers of these `widths`, input and output included. */
export function parameterCount(widths: readonly number[]): number {
  return sum(widths.slice(1).map((width, layer) => (widths[layer] + 1) * width));
}

/** Coordinates of the target law; 2, the most there are, for a module that has not been read. */
export function dataDimension(target: RunConfig['target']): number {
  switch (target.law) {
    case 'normal':
    case 'uniform':
    case 'exponential':
    case 'laplace':
    case 'log_normal':
    case 'student_t':
    case 'mixture':
      return 1;
    case 'ring':
    case 'grid':
    case 'two_moons':
    case 'spiral':
    case 'swiss_roll':
    case 'checkerboard':
      return 2;
    case 'csv':
      return target.columns.length;
    case 'module':
      return target.dimension ?? 2;
  }
}

/** What a run of `config` needs in memory, share by share: an estimate from above, the same for every engine. */
export function estimateMemory(config: RunConfig): readonly MemoryShare[] {
  const { batch_size: batch, discriminator_updates: updates } = config;
  const dimension = dataDimension(config.target);
  const latent = config.generator.latent_dimension;
  const generator = [latent, ...config.generator.hidden_widths, dimension];
  const discriminator = [dimension, ...config.discriminator.hidden_widths, 1];
  const average = config.ema_decay > 0 ? AVERAGE_COPIES : 0;
  // A discriminator update sees the real and the generated half, and keeps the activations of both. The gradients go
  // back through arrays as wide as the widest layer: those behind and before a layer, and its input transposed.
  const widest = Math.max(...generator, ...discriminator);
  const activations = (sum(generator) + sum(discriminator) + 3 * widest) * 2 * batch;
  const batches = updates * batch * (dimension + latent) + batch * latent;
  const samples = Math.max(config.snapshots.samples, FINAL_SAMPLES);
  const evaluated = config.engine === 'reference' ? 2 * samples : BLOCK;
  // Latent vectors lie in the run and in the engine's hands; samples are sorted, binned and recorded as copies.
  const evaluation = samples * (2 * latent + 4 * dimension) + evaluated * (sum(generator) + sum(discriminator));
  return [
    {
      path: ['generator', 'hidden_widths'],
      what: 'weights, gradients, moments and checkpoint of the generator',
      bytes: parameterCount(generator) * FLOAT * (COPIES + average),
    },
    {
      path: ['discriminator', 'hidden_widths'],
      what: 'weights, gradients, moments and checkpoint of the discriminator',
      bytes: parameterCount(discriminator) * FLOAT * COPIES,
    },
    { path: ['batch_size'], what: 'activations of one batch', bytes: activations * FLOAT },
    {
      path: [updates > 1 ? 'discriminator_updates' : 'batch_size'],
      what: 'batches of one train step',
      bytes: batches * FLOAT,
    },
    { path: ['snapshots', 'samples'], what: 'evaluation of a snapshot', bytes: evaluation * FLOAT },
  ];
}
