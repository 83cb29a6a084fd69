import { GIBIBYTE } from '../byte-size.ts';
import { formulaDimension } from '../distributions/formula-law.ts';
import type { RunConfig } from './schema.ts';

/** The most bytes that a run may need at once: three quarters of WebAssembly's 32-bit address space. */
export const MEMORY_LIMIT = 3 * GIBIBYTE;

/** One part of a run's memory. */
export interface MemoryShare {
  /** The setting that decides its size. */
  readonly path: readonly string[];
  readonly what: string;
  readonly bytes: number;
}

const FLOAT = 4;
/**
 * Weights, gradients and two moments, plus two copies of weights and moments: one for the checkpoint, one on its way to
 * the store.
 */
const COPIES = 4 + 3 + 3;
/** What rounding took from the weights, and scratch space to add it back; then two copies for the checkpoint. */
const REMAINDER_COPIES = 2 + 2;
/** The average, and two copies for the checkpoint. */
const AVERAGE_COPIES = 3;
/** The evaluation at the end draws this many samples. */
const FINAL_SAMPLES = 10_000;
/** Samples that an engine evaluates at once, at most: `fused`, and TensorFlow. The reference engine takes all of them, in float64. */
const FUSED_BLOCK = 256;
const TENSORFLOW_BLOCK = 2048;

/** Numbers of float32 per layer output that are held while `samples` are evaluated; `auto` may take TensorFlow. */
function evaluatedAtOnce(engine: RunConfig['engine'], samples: number): number {
  switch (engine) {
    case 'fused':
      return FUSED_BLOCK;
    case 'tensorflow':
    case 'auto':
      return TENSORFLOW_BLOCK;
    case 'reference':
      return 2 * samples;
  }
}

/** What a network needs: the numbers that are trained, and the outputs of its layers for one sample. */
interface NetworkSize {
  readonly parameters: number;
  readonly values: number;
  readonly widest: number;
  /** Numbers of the dropout masks of one sample. */
  readonly masks: number;
}

/** Adds up the layers from `inputs` to `outputs`; without a list of layers, those of the short form. */
export function networkSize(
  { layers, hidden_widths }: Pick<RunConfig['generator'], 'layers' | 'hidden_widths'>,
  inputs: number,
  outputs: number,
  areActivationsApart = false,
): NetworkSize {
  let [width, parameters, values, widest, masks] = [inputs, 0, inputs, inputs, 0];
  const linear = (units: number, biases = units) => {
    parameters += width * units + biases;
    width = units;
    values += units;
    widest = Math.max(widest, units);
  };
  for (const units of layers.length > 0 ? [] : hidden_widths) {
    linear(units);
    if (areActivationsApart) values += units;
  }
  for (const layer of layers) {
    switch (layer.layer) {
      case 'linear':
        linear(layer.width, layer.bias ? layer.width : 0);
        break;
      case 'maxout':
        linear(layer.width * layer.pieces, layer.bias ? layer.width * layer.pieces : 0);
        width = layer.width;
        values += width;
        break;
      case 'batch_norm':
      case 'layer_norm':
        // Scale and shift; the values before and after, and those without them.
        parameters += 2 * width;
        values += 2 * width;
        break;
      case 'dropout':
        masks += width;
        values += width;
        break;
      default:
        values += width;
    }
  }
  linear(outputs);
  return { parameters, values, widest, masks };
}

/** Coordinates of the target law; 2, the maximum, for a module that has not been read yet. */
export function dataDimension(target: RunConfig['target']): number {
  switch (target.law) {
    case 'normal':
    case 'uniform':
    case 'exponential':
    case 'laplace':
    case 'log_normal':
    case 'student_t':
    case 'mixture':
    case 'drawn':
      return 1;
    case 'ring':
    case 'grid':
    case 'two_moons':
    case 'spiral':
    case 'swiss_roll':
    case 'checkerboard':
      return 2;
    case 'formula':
      return formulaDimension(target.density);
    case 'csv':
      return target.columns.length;
    case 'module':
      return target.dimension ?? 2;
  }
}

/** The memory that a run of `config` needs, part by part: an upper bound that holds for every engine. */
export function estimateMemory(config: RunConfig): readonly MemoryShare[] {
  const { batch_size: rows, discriminator_updates: updates } = config;
  const { packing } = config.discriminator;
  const batch = packing * rows;
  const dimension = dataDimension(config.target);
  const latent = config.generator.latent_dimension;
  // With penalties the short form is trained as a list of layers, which keeps both the input and the output of each
  // activation.
  const hasPenalties = config.penalties.length > 0;
  const generator = networkSize(config.generator, latent, dimension, hasPenalties);
  const discriminator = networkSize(config.discriminator, packing * dimension, 1, hasPenalties);
  const average = config.ema_decay > 0 ? AVERAGE_COPIES : 0;
  const copies = COPIES + (config.penalties.length > 0 ? REMAINDER_COPIES : 0);
  // A discriminator update sees the real and the generated half, and keeps the activations of both. The backward pass
  // uses arrays as wide as the widest layer: the gradients behind and before a layer, and its input transposed.
  const widest = Math.max(generator.widest, discriminator.widest);
  const activations = (generator.values + discriminator.values + 3 * widest) * 2 * batch;
  const masks = (updates + 1) * (batch * generator.masks + 2 * rows * discriminator.masks);
  const noised = config.instance_noise.standard_deviation > 0 ? (2 * updates + 1) * batch * dimension : 0;
  const betweens = config.penalties.filter(({ at }) => at === 'between').length;
  const batches = updates * batch * (dimension + latent) + batch * latent + masks + noised + updates * betweens * rows;
  // A penalty keeps the slopes of all layers and what their curvature needs, three arrays as wide as the widest layer, and two gradients;
  // between real and generated rows the discriminator has values of its own.
  const penalised = (betweens > 0 ? 3 : 2) * discriminator.values + 3 * discriminator.widest;
  const penalties = penalised * rows + 2 * discriminator.parameters;
  const samples = Math.max(config.snapshots.samples, FINAL_SAMPLES);
  const evaluated = evaluatedAtOnce(config.engine, samples);
  // The run and the engine each hold the latent vectors; samples are copied to be sorted, binned and recorded.
  const evaluation = samples * (2 * latent + 4 * dimension) + evaluated * (generator.values + discriminator.values);
  return [
    {
      path: ['generator', config.generator.layers.length > 0 ? 'layers' : 'hidden_widths'],
      what: 'weights, gradients, moments and checkpoint of the generator',
      bytes: generator.parameters * FLOAT * (copies + average),
    },
    {
      path: ['discriminator', config.discriminator.layers.length > 0 ? 'layers' : 'hidden_widths'],
      what: 'weights, gradients, moments and checkpoint of the discriminator',
      bytes: discriminator.parameters * FLOAT * copies,
    },
    { path: ['batch_size'], what: 'activations of one batch', bytes: activations * FLOAT },
    ...(hasPenalties ? [{ path: ['penalties'], what: 'penalties of one batch', bytes: penalties * FLOAT }] : []),
    {
      path: [updates > 1 ? 'discriminator_updates' : 'batch_size'],
      what: 'batches of one train step',
      bytes: batches * FLOAT,
    },
    { path: ['snapshots', 'samples'], what: 'evaluation of a snapshot', bytes: evaluation * FLOAT },
  ];
}
