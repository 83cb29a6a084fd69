import { z } from 'zod';
import { choice, flag, list, positive, real, section, whole } from './fields.ts';

/** The widest layer. */
export const MOST_UNITS = 16_384;

const bias = flag({ description: 'whether the layer has biases; one before batch_norm needs none' }).default(true);

const spectral = flag({
  description: 'divides the weights by their largest singular value, as torch.nn.utils.spectral_norm does',
}).default(false);

const epsilon = positive({ description: 'added to the variance, so that it is never 0' }).default(1e-5);

/** One entry per kind of layer; `main/training/model/layers/` has their formulas. */
const layer = choice(
  'layer',
  'a layer',
  'linear',
  [
    section(
      {
        layer: z.literal('linear'),
        width: whole(1, MOST_UNITS, 'a width', { description: 'units of the layer', unit: 'units' }),
        bias,
        spectral,
      },
      'every unit is a weighted sum of all inputs plus a bias, as torch.nn.Linear',
    ),
    section(
      {
        layer: z.literal('maxout'),
        width: whole(1, MOST_UNITS, 'a width', { description: 'units of the layer', unit: 'units' }),
        pieces: whole(2, 64, 'a number of pieces', {
          description: 'weighted sums per unit; its output is the largest',
          unit: 'pieces',
        }).default(2),
        bias,
        spectral,
      },
      'every unit is the largest of several weighted sums (Goodfellow et al., 2013)',
    ),
    section(
      {
        layer: z.literal('batch_norm'),
        momentum: real(
          { low: 0, high: 1 },
          { description: 'weight of each new batch in the running mean and variance, which normalise drawn samples' },
        ).default(0.1),
        epsilon,
      },
      'normalises every unit by its mean and variance in the batch, then scales and shifts it, as torch.nn.BatchNorm1d',
    ),
    section(
      { layer: z.literal('layer_norm'), epsilon },
      'normalises every sample by the mean and variance of its units, then scales and shifts it, as torch.nn.LayerNorm',
    ),
    section(
      {
        layer: z.literal('dropout'),
        rate: real(
          { low: 0, high: 1, highOpen: true },
          { description: 'probability that a unit is set to 0 in training; the others are divided by 1 − rate' },
        ).default(0.5),
      },
      'sets random units to 0 in training, as torch.nn.Dropout',
    ),
    section(
      {
        layer: z.literal('leaky_relu'),
        slope: real({ low: 0, high: 1 }, { description: 'slope below 0' }).default(0.01),
      },
      'x above 0, slope · x below',
    ),
    section({ layer: z.literal('relu') }, 'x above 0, 0 below'),
    section({ layer: z.literal('tanh') }, 'the hyperbolic tangent'),
    section({ layer: z.literal('elu') }, 'x above 0, exp(x) − 1 below'),
    section({ layer: z.literal('sigmoid') }, '1 / (1 + exp(−x))'),
    section({ layer: z.literal('silu') }, 'x · sigmoid(x)'),
    section({ layer: z.literal('gelu') }, 'x · Φ(x), with the normal distribution function by erf'),
    section({ layer: z.literal('softplus') }, 'log(1 + exp(x))'),
  ],
  'one layer',
);

/** Layers from input to output, without the last linear one. */
export const layerList = (whose: string) =>
  list(layer, [0, 64], 'a list of layers', {
    description: `the ${whose}'s layers from input to output, without the last linear one, which the program adds; if empty, hidden_widths, activation and slope describe the layers`,
    unit: 'layers',
  }).default([]);

/** Whether a network of these layers normalises drawn samples by running statistics. */
export function hasRunningStatistics(layers: readonly LayerConfig[]): boolean {
  return layers.some(({ layer }) => layer === 'batch_norm');
}

/** A note for samples of a generator with batch normalisation. */
export const RUNNING_STATISTICS =
  'Batch normalisation uses its running statistics here, as in snapshots, so a sample does not depend on the others drawn with it.';

export type LayerConfig = z.output<typeof layer>;

/** The initial weights of a network. */
export const initialization = choice(
  'name',
  'an initialization',
  'pytorch',
  [
    section({ name: z.literal('pytorch') }, 'as torch.nn.Linear: weights and biases uniform within 1 / √inputs of 0'),
    section(
      { name: z.literal('xavier') },
      'weights uniform within √(6 / (inputs + outputs)) of 0 (Glorot and Bengio, 2010), biases 0',
    ),
    section({ name: z.literal('kaiming') }, 'weights uniform within √(6 / inputs) of 0 (He et al., 2015), biases 0'),
    section(
      {
        name: z.literal('normal'),
        standard_deviation: positive({ description: 'standard deviation of the weights' }).default(0.02),
      },
      'normal weights of mean 0, biases 0',
    ),
  ],
  'initial weights; scales of normalisations begin at 1, shifts at 0',
);
