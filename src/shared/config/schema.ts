import { z } from 'zod';
import { oneOf, orName, positive, real, whole } from './fields.ts';
import { noiseSchema, targetSchema } from './laws.ts';

export const ACTIVATIONS = ['leaky_relu', 'relu', 'tanh', 'elu', 'sigmoid'] as const;
export const OUTPUT_ACTIVATIONS = ['identity', 'tanh', 'sigmoid'] as const;
export const ENGINES = ['fused', 'tensorflow', 'reference'] as const;

const hiddenWidths = (whose: string) =>
  z
    .array(whole(1, 16_384, 'a width', { description: `neurons of one hidden layer of the ${whose}` }))
    .max(32, { error: 'has too many layers; use 32 or fewer' })
    .default([64, 32])
    .meta({ description: `widths of the ${whose}'s hidden layers, from input to output`, unit: 'neurons' });

const activation = oneOf(ACTIVATIONS, { description: 'activation of the hidden layers' }).default('leaky_relu');

const slope = real('a number from 0 to 1', (value) => value >= 0 && value <= 1, {
  description: 'slope of leaky_relu below 0; others ignore it',
}).default(0.01);

const generator = z.strictObject({
  latent_dimension: whole(1, 4096, 'a dimension', { description: 'numbers in one latent vector' }).default(1),
  hidden_widths: hiddenWidths('generator'),
  activation,
  slope,
  output_activation: oneOf(OUTPUT_ACTIVATIONS, { description: 'activation of the output' }).default('identity'),
});

const discriminator = z.strictObject({ hidden_widths: hiddenWidths('discriminator'), activation, slope });

const realLabel = real('a number above 0 and at most 1', (value) => value > 0 && value <= 1, {
  description: 'label of real samples; below 1 is one-sided label smoothing',
}).default(1);

/** One entry a loss; the formulas are in `main/training/model/losses.ts`. */
const loss = orName(
  'name',
  z.discriminatedUnion('name', [
    z.strictObject({ name: z.literal('bce'), real_label: realLabel }),
    z.strictObject({ name: z.literal('minimax'), real_label: realLabel }),
  ]),
);

const fraction = (description: string, value: number) =>
  real('a number of 0 or more and below 1', (given) => given >= 0 && given < 1, { description }).default(value);

const learningRate = (value: number) => positive({ description: 'learning rate' }).default(value);
const epsilon = positive({ description: 'added to the divisor, so that it is never 0' }).default(1e-8);

const optimizer = (rate: number) =>
  orName(
    'name',
    z.discriminatedUnion('name', [
      z.strictObject({
        name: z.literal('adam'),
        learning_rate: learningRate(rate),
        beta_1: fraction('decay of the mean of the gradients', 0.5),
        beta_2: fraction('decay of the mean of their squares', 0.999),
        epsilon,
      }),
      z.strictObject({
        name: z.literal('sgd'),
        learning_rate: learningRate(rate),
        momentum: fraction('share of the last step that is taken again', 0),
      }),
      z.strictObject({
        name: z.literal('rmsprop'),
        learning_rate: learningRate(rate),
        alpha: fraction('decay of the mean of the squared gradients', 0.99),
        epsilon,
      }),
    ]),
  ).prefault({ name: 'adam' });

const snapshots = z.strictObject({
  every: whole(1, 1_000_000, 'a cadence', { description: 'a snapshot every so many epochs', unit: 'epochs' }).default(1),
  samples: whole(10, 100_000, 'a sample size', { description: 'generated samples that each snapshot measures' }).default(2000),
  bins: whole(2, 1000, 'a number of bins', { description: 'bins of the histograms' }).default(60),
});

const checkpoints = z.strictObject({
  every: whole(0, 10_000_000, 'a cadence', {
    description: 'keep a checkpoint every so many epochs, beside the first and the last; 0 keeps one every tenth of the run',
    unit: 'epochs',
  }).default(0),
});

/** Everything that decides what a run computes. Version 1. */
export const runConfigSchema = z.strictObject({
  version: z.literal(1, { error: 'is a config version this program does not know; use 1' }).default(1).meta({ description: 'version of this format' }),
  seed: whole(0, Number.MAX_SAFE_INTEGER, 'a seed', { description: 'every random draw of the run follows from it' }).default(1),
  engine: oneOf(['auto', ...ENGINES], { description: 'what trains: auto takes the fastest that can' }).default('auto'),
  device: oneOf(['auto', 'cpu', 'gpu'], { description: 'where it trains' }).default('auto'),
  epochs: whole(1, 10_000_000, 'a number of epochs', { description: 'length of the run', unit: 'epochs' }).default(600),
  batches_per_epoch: whole(1, 1_000_000, 'a number of batches', { description: 'train steps in one epoch', unit: 'batches' }).default(10),
  batch_size: whole(1, 65_536, 'a batch size', { description: 'samples in one batch', unit: 'samples' }).default(32),
  discriminator_updates: whole(1, 1000, 'a number of updates', {
    description: 'discriminator updates before each generator update',
  }).default(1),
  generator: generator.prefault({}),
  discriminator: discriminator.prefault({}),
  loss: loss.prefault({ name: 'bce' }),
  optimizer: z.strictObject({ generator: optimizer(2e-4), discriminator: optimizer(1e-3) }).prefault({}),
  noise: noiseSchema.prefault({ law: 'uniform' }),
  target: targetSchema.prefault({ law: 'normal' }),
  ema_decay: fraction('decay of the averaged generator, updated after every generator update; 0 keeps none', 0),
  snapshots: snapshots.prefault({}),
  checkpoints: checkpoints.prefault({}),
});

export type RunConfig = z.output<typeof runConfigSchema>;
/** What a user may write: every field is optional. */
export type RunConfigInput = z.input<typeof runConfigSchema>;
export type LossConfig = RunConfig['loss'];
export type OptimizerConfig = RunConfig['optimizer']['generator'];
export type Activation = (typeof ACTIVATIONS)[number];
export type OutputActivation = (typeof OUTPUT_ACTIVATIONS)[number];
export type EngineName = (typeof ENGINES)[number];
