import { z } from 'zod';
import { formulaFault, LOSS_VARIABLES } from '../formula-loss.ts';
import { choice, flag, formula, leaves, list, oneOf, positive, real, section, whole } from './fields.ts';
import { initialization, layerList } from './layers.ts';
import { noiseSchema, targetSchema } from './laws.ts';

export const ACTIVATIONS = ['leaky_relu', 'relu', 'tanh', 'elu', 'sigmoid', 'silu', 'gelu', 'softplus'] as const;
export const OUTPUT_ACTIVATIONS = ['identity', 'tanh', 'sigmoid'] as const;
export const ENGINES = ['fused', 'tensorflow', 'reference'] as const;

const hiddenWidths = (whose: string) =>
  list(
    whole(1, 16_384, 'a width', { description: `neurons of one hidden layer of the ${whose}` }),
    [0, 32],
    'a list of widths',
    { description: `widths of the ${whose}'s hidden layers, from input to output`, unit: 'neurons' },
  ).default([64, 32]);

const activation = oneOf(ACTIVATIONS, 'an activation', { description: 'activation of the hidden layers' }).default(
  'leaky_relu',
);

const slope = real(
  { low: 0, high: 1 },
  { description: 'slope of leaky_relu below 0; other activations ignore it' },
).default(0.01);

/** Settings that both networks have besides their short form. */
const described = (whose: string) => ({
  layers: layerList(whose),
  output_spectral: flag({
    description: 'divides the weights of the last linear layer by their largest singular value',
  }).default(false),
  initialization: initialization.prefault({ name: 'pytorch' }),
});

const generator = section(
  {
    latent_dimension: whole(1, 4096, 'a dimension', { description: 'numbers in one latent vector' }).default(1),
    hidden_widths: hiddenWidths('generator'),
    activation,
    slope,
    output_activation: oneOf(OUTPUT_ACTIVATIONS, 'an output activation', {
      description: 'activation of the output',
    }).default('identity'),
    ...described('generator'),
  },
  'the network that turns latent vectors into samples',
);

const clip = (description: string) => real({ low: 0, high: Infinity }, { description }).default(0);

const discriminator = section(
  {
    hidden_widths: hiddenWidths('discriminator'),
    activation,
    slope,
    ...described('discriminator'),
    packing: whole(1, 64, 'a number of samples', {
      description: 'samples that the discriminator sees together as one row (PacGAN); a batch has batch_size such rows',
      unit: 'samples',
    }).default(1),
    weight_clip: clip(
      'after each discriminator update weights and biases are clamped to ±weight_clip, as in the first Wasserstein GAN; 0 turns it off',
    ),
  },
  'the network that distinguishes samples from data, with one logit as output',
);

const realLabel = real(
  { low: 0, lowOpen: true, high: 1 },
  { description: 'label of real samples; below 1 is one-sided label smoothing' },
).default(1);

const lossTerm = (example: string, of: string) =>
  formula(LOSS_VARIABLES, example, {
    description: `loss of one ${of} sample, a formula of its logit, or of real_logit, fake_logit, mean_real_logit and mean_fake_logit`,
  }).default(example);

/** One entry per loss; the formulas are in `main/training/model/losses.ts`. */
const loss = choice(
  'name',
  'a loss',
  'bce',
  [
    section(
      { name: z.literal('bce'), real_label: realLabel },
      'binary cross-entropy; the generator maximises log D(G(z)) (non-saturating)',
    ),
    section(
      { name: z.literal('minimax'), real_label: realLabel },
      'binary cross-entropy; the generator minimises log(1 − D(G(z))) (saturating)',
    ),
    section(
      { name: z.literal('lsgan') },
      'least squares (Mao et al., 2017): the discriminator’s output should be 1 on real and 0 on generated samples',
    ),
    section(
      { name: z.literal('hinge') },
      'hinge (Lim and Ye, 2017): the discriminator’s output should be above 1 on real and below −1 on generated samples',
    ),
    section(
      { name: z.literal('wgan') },
      'Wasserstein (Arjovsky et al., 2017): the critic maximises its mean output on real samples minus that on generated ones; needs weight clipping or a gradient penalty',
    ),
    section(
      { name: z.literal('relativistic') },
      'relativistic pairing (Jolicoeur-Martineau, 2019): cross-entropy of the difference between a real and a generated sample’s logits',
    ),
    section(
      { name: z.literal('relativistic_average') },
      'relativistic average (Jolicoeur-Martineau, 2019): cross-entropy of a sample’s logit minus the mean logit of the other kind',
    ),
    section(
      {
        name: z.literal('formula'),
        real: lossTerm('softplus(-logit)', 'real'),
        fake: lossTerm('softplus(logit)', 'generated'),
        generator: lossTerm('softplus(-logit)', 'generated'),
        discriminator_scale: positive({
          description:
            'factor on the sum of both means, which the discriminator minimises; the built-in bce uses 0.5, the others 1',
        }).default(1),
      },
      'a loss of your own: three formulas, averaged over the batch; the discriminator minimises the first two, the generator the third',
      (settings, refuse) => {
        for (const term of ['real', 'fake', 'generator'] as const) {
          const fault = formulaFault(settings[term], term);
          if (fault !== undefined) refuse(term, fault);
        }
      },
    ),
  ],
  'what the two networks minimise',
);

/** One entry per penalty; the formulas are in `main/training/model/penalties.ts`. */
const penalties = list(
  section(
    {
      at: oneOf(['real', 'fake', 'between'], 'a place', {
        description: 'where the gradient is taken: on real samples, on generated ones, or between the two',
      }).default('between'),
      target: whole(0, 1, 'a target', {
        description: 'target norm of the gradient: 0 adds weight/2 · mean ‖∇‖², 1 adds weight · mean (‖∇‖ − 1)²',
      }).default(1),
      weight: positive({ description: 'weight of the penalty in the discriminator’s loss' }).default(10),
    },
    'a penalty on the gradient of the logit with respect to the samples',
  ),
  [0, 8],
  'a list of penalties',
  {
    description:
      'terms that penalise the norm of the discriminator’s gradient: on real samples, towards 0 (R1); on generated samples, towards 0 (R2); between the two, towards 1 (WGAN-GP)',
    unit: 'penalties',
  },
).default([]);

const fraction = (description: string, value: number) =>
  real({ low: 0, high: 1, highOpen: true }, { description }).default(value);

const learningRate = (value: number) => positive({ description: 'step size of the updates' }).default(value);
const epsilon = positive({ description: 'added to the divisor to avoid division by 0' }).default(1e-8);
const weightDecay = (description: string, value: number) =>
  real({ low: 0, high: Infinity }, { description }).default(value);

/** The settings of Adam without its name. */
const adam = (rate: number) => ({
  learning_rate: learningRate(rate),
  beta_1: fraction('decay of the mean of the gradients', 0.5),
  beta_2: fraction('decay of the mean of their squares', 0.999),
  epsilon,
});

const optimizer = (rate: number, whose: string) =>
  choice(
    'name',
    'an optimizer',
    'adam',
    [
      section({ name: z.literal('adam'), ...adam(rate) }, 'Adam (Kingma and Ba, 2015), as torch.optim.Adam'),
      section(
        {
          name: z.literal('adamw'),
          ...adam(rate),
          weight_decay: weightDecay('each update subtracts this share of each weight, times the learning rate', 0.01),
        },
        'Adam with decoupled weight decay (Loshchilov and Hutter, 2019), as torch.optim.AdamW',
      ),
      section(
        {
          name: z.literal('sgd'),
          learning_rate: learningRate(rate),
          momentum: fraction('share of the previous step that is added to each step', 0),
          weight_decay: weightDecay('this share of each weight is added to its gradient (L2 penalty)', 0),
        },
        'stochastic gradient descent with momentum, as torch.optim.SGD',
      ),
      section(
        {
          name: z.literal('rmsprop'),
          learning_rate: learningRate(rate),
          alpha: fraction('decay of the mean of the squared gradients', 0.99),
          epsilon,
        },
        'RMSprop (Tieleman and Hinton, 2012), as torch.optim.RMSprop',
      ),
    ],
    `what updates the ${whose}`,
  ).prefault({ name: 'adam' });

const lengthInEpochs = (whose: string) =>
  whole(0, 10_000_000, 'a number of epochs', {
    description: `length of the ${whose}; 0: the length of the run at its launch, which stays when the run is extended`,
    unit: 'epochs',
  }).default(0);
const warmUp = whole(0, 10_000_000, 'a number of epochs', {
  description: 'number of epochs in which the learning rates rise linearly from 0; then the schedule begins',
  unit: 'epochs',
}).default(0);
const finalShare = real(
  { low: 0, high: 1 },
  { description: 'share of the learning rates that remains at the end of the schedule and after it' },
).default(0);

/** One entry per schedule; the formulas are in `main/training/model/schedule.ts`. */
const schedule = choice(
  'name',
  'a schedule',
  'constant',
  [
    section({ name: z.literal('constant'), warm_up: warmUp }, 'the learning rates stay as they are'),
    section(
      {
        name: z.literal('linear'),
        final: finalShare,
        epochs: lengthInEpochs('schedule, warm-up included'),
        warm_up: warmUp,
      },
      'the learning rates fall linearly to their final share',
    ),
    section(
      {
        name: z.literal('cosine'),
        final: finalShare,
        epochs: lengthInEpochs('schedule, warm-up included'),
        warm_up: warmUp,
      },
      'the learning rates fall on half a cosine to their final share (Loshchilov and Hutter, 2017)',
    ),
    section(
      {
        name: z.literal('step'),
        every: whole(1, 10_000_000, 'a number of epochs', {
          description: 'epochs from one step to the next',
          unit: 'epochs',
        }).default(100),
        factor: real(
          { low: 0, lowOpen: true, high: 1 },
          { description: 'factor by which each step multiplies the learning rates' },
        ).default(0.5),
        warm_up: warmUp,
      },
      'the learning rates are multiplied by a factor every so many epochs, as torch.optim.lr_scheduler.StepLR does',
    ),
  ],
  'how the learning rates of both networks change over the run, updated at every train step',
).prefault({ name: 'constant' });

const instanceNoise = section(
  {
    standard_deviation: real(
      { low: 0, high: Infinity },
      {
        description:
          'standard deviation of normal noise that is added to all inputs of the discriminator, real and generated; it falls linearly to 0; 0: no noise (Sønderby et al., 2017)',
      },
    ).default(0),
    epochs: lengthInEpochs('fall to 0'),
  },
  'noise on the inputs of the discriminator',
).prefault({});

const snapshots = section(
  {
    every: whole(1, 1_000_000, 'a cadence', { description: 'epochs between snapshots', unit: 'epochs' }).default(1),
    samples: whole(10, 100_000, 'a sample size', {
      description: 'generated samples measured in each snapshot',
      unit: 'samples',
    }).default(2000),
    bins: whole(2, 1000, 'a number of bins', { description: 'bins of the histograms', unit: 'bins' }).default(60),
  },
  'what is recorded while the run trains',
);

const checkpoints = section(
  {
    every: whole(0, 10_000_000, 'a cadence', {
      description:
        'epochs between kept checkpoints, in addition to the first and the last; 0 keeps one every tenth of the run',
      unit: 'epochs',
    }).default(0),
  },
  'which states of the networks are kept',
);

/** Everything that decides what a run computes. Version 1; `upgrade.ts` brings older ones here. */
export const runConfigSchema = section(
  {
    version: z
      .literal(1, { error: 'is not a config version; use 1' })
      .register(leaves, {
        type: 'whole number',
        what: 'a version',
        allowed: '1',
        description: 'version of this format',
      })
      .default(1),
    seed: whole(0, Number.MAX_SAFE_INTEGER, 'a seed', {
      description: 'seed of all random numbers of the run',
    }).default(1),
    engine: oneOf(['auto', ...ENGINES], 'an engine', {
      description: 'engine that trains the run; auto takes the faster one',
    }).default('auto'),
    device: oneOf(['auto', 'cpu', 'gpu'], 'a device', {
      description:
        'device that trains the run; gpu needs the tensorflow engine with the package @tensorflow/tfjs-node-gpu; auto takes what is available',
    }).default('auto'),
    epochs: whole(1, 10_000_000, 'a number of epochs', { description: 'length of the run', unit: 'epochs' }).default(
      600,
    ),
    batches_per_epoch: whole(1, 1_000_000, 'a number of batches', {
      description: 'train steps in one epoch',
      unit: 'batches',
    }).default(10),
    batch_size: whole(1, 65_536, 'a batch size', { description: 'samples in one batch', unit: 'samples' }).default(32),
    discriminator_updates: whole(1, 1000, 'a number of updates', {
      description: 'discriminator updates before each generator update',
      unit: 'updates',
    }).default(1),
    generator: generator.prefault({}),
    discriminator: discriminator.prefault({}),
    loss: loss.prefault({ name: 'bce' }),
    penalties,
    optimizer: section(
      { generator: optimizer(2e-4, 'generator'), discriminator: optimizer(1e-3, 'discriminator') },
      'how each network learns',
    ).prefault({}),
    schedule,
    instance_noise: instanceNoise,
    gradient_clip: clip(
      'largest norm of a network’s gradient, all layers together; a larger one is scaled down before the update, as by torch.nn.utils.clip_grad_norm_; 0 turns it off',
    ),
    noise: noiseSchema.prefault({ law: 'uniform' }),
    target: targetSchema.prefault({ law: 'normal' }),
    ema_decay: fraction(
      'decay of the averaged generator (exponential moving average of the weights, updated after every generator update); 0 turns it off',
      0,
    ),
    snapshots: snapshots.prefault({}),
    checkpoints: checkpoints.prefault({}),
  },
  'a run',
);

export type RunConfig = z.output<typeof runConfigSchema>;
/** A config as a user writes it: every field is optional. */
export type RunConfigInput = z.input<typeof runConfigSchema>;
export type LossConfig = RunConfig['loss'];
export type PenaltyConfig = RunConfig['penalties'][number];
export type OptimizerConfig = RunConfig['optimizer']['generator'];
export type Activation = (typeof ACTIVATIONS)[number];
export type OutputActivation = (typeof OUTPUT_ACTIVATIONS)[number];
export type EngineName = (typeof ENGINES)[number];
