import { shortValue } from '../config/label.ts';
import type { OptimizerConfig, PenaltyConfig, RunConfig } from '../config/schema.ts';
import { question, type Question } from './question.ts';

const WEIGHT_CLIP = 0.01;
const GRADIENT_CLIP = 1;
const NOISE_SHARE = 0.1;
const WEIGHT_DECAY = { adamw: 0.01, sgd: 1e-4 };
/** Share of the run that a warm-up takes. */
const WARM_UP = 0.05;

export const R1: PenaltyConfig = { at: 'real', target: 0, weight: 1 };
const R2: PenaltyConfig = { at: 'fake', target: 0, weight: 1 };
export const GRADIENT_PENALTY: PenaltyConfig = { at: 'between', target: 1, weight: 10 };

/** Adds a penalty if there is none of its kind. */
function penalty(id: string, added: PenaltyConfig, name: string, about: string): Question {
  return question(id, `${name} of weight ${added.weight}`, about, ({ penalties }) =>
    penalties.some(({ at, target }) => at === added.at && target === added.target)
      ? undefined
      : { penalties: [...penalties, added] },
  );
}

function penaltyWeights(id: string, name: string, factor: number): Question {
  return question(id, name, `The weight of every penalty is ${factor} times what it is.`, ({ penalties }) =>
    penalties.length === 0
      ? undefined
      : {
          penalties: penalties.map((one) => ({ ...one, weight: Number((factor * one.weight).toPrecision(12)) })),
        },
  );
}

/** Adam with weight decay is AdamW, a different optimiser; RMSprop has no weight decay. */
function decayed(optimizer: OptimizerConfig): unknown {
  switch (optimizer.name) {
    case 'adam':
      return { ...optimizer, name: 'adamw', weight_decay: WEIGHT_DECAY.adamw };
    case 'sgd':
      return { ...optimizer, weight_decay: WEIGHT_DECAY.sgd };
    case 'adamw':
    case 'rmsprop':
      return optimizer;
  }
}

function undecayed(optimizer: OptimizerConfig): unknown {
  switch (optimizer.name) {
    case 'adamw': {
      const { learning_rate, beta_1, beta_2, epsilon } = optimizer;
      return { name: 'adam', learning_rate, beta_1, beta_2, epsilon };
    }
    case 'sgd':
      return { ...optimizer, weight_decay: 0 };
    case 'adam':
    case 'rmsprop':
      return optimizer;
  }
}

const decays = (one: OptimizerConfig) => 'weight_decay' in one && one.weight_decay > 0;
const hasDecay = ({ optimizer: { generator, discriminator } }: RunConfig) => decays(generator) || decays(discriminator);

function falling(name: 'linear' | 'cosine', along: string): Question {
  return question(
    `${name}_schedule`,
    `${name} schedule of the learning rates`,
    `Both learning rates fall ${along} to 0 over the run, so that the networks settle.`,
    ({ schedule }) => (schedule.name === 'constant' ? { schedule: { name, warm_up: schedule.warm_up } } : undefined),
  );
}

/** Questions about penalties, clipping, weight decay, schedules and instance noise. */
export const TRAINING_QUESTIONS: readonly Question[] = [
  penalty(
    'r1',
    R1,
    'R1 penalty',
    'Penalises the discriminator’s slope on real samples (R1), which keeps it flat near the data.',
  ),
  penalty('r2', R2, 'R2 penalty', 'Penalises the discriminator’s slope on generated samples (R2).'),
  penalty(
    'gradient_penalty',
    GRADIENT_PENALTY,
    'gradient penalty',
    'Pulls the norm of the discriminator’s gradient towards 1 between real and generated samples (WGAN-GP).',
  ),
  penaltyWeights('stronger_penalties', 'ten times the penalty', 10),
  penaltyWeights('weaker_penalties', 'a tenth of the penalty', 0.1),
  question('no_penalties', 'no penalties', 'Removes all penalties from the discriminator’s loss.', ({ penalties }) =>
    penalties.length > 0 ? { penalties: [] } : undefined,
  ),
  question(
    'weight_clipping',
    `weights clipped to ±${WEIGHT_CLIP}`,
    `Clamps the discriminator’s weights to ±${WEIGHT_CLIP} after each of its updates, as the first Wasserstein GAN did.`,
    ({ discriminator }) =>
      discriminator.weight_clip > 0 ? undefined : { discriminator: { ...discriminator, weight_clip: WEIGHT_CLIP } },
  ),
  question(
    'no_weight_clipping',
    'no weight clipping',
    'Does not clip the discriminator’s weights.',
    ({ discriminator }) =>
      discriminator.weight_clip > 0 ? { discriminator: { ...discriminator, weight_clip: 0 } } : undefined,
  ),
  question(
    'gradient_clipping',
    `gradients clipped to norm ${GRADIENT_CLIP}`,
    `Scales the gradient of each network to a norm of at most ${GRADIENT_CLIP} before each update, so that no update is too large.`,
    ({ gradient_clip }) => (gradient_clip > 0 ? undefined : { gradient_clip: GRADIENT_CLIP }),
  ),
  question('no_gradient_clipping', 'no gradient clipping', 'Does not clip the gradients.', ({ gradient_clip }) =>
    gradient_clip > 0 ? { gradient_clip: 0 } : undefined,
  ),
  question(
    'weight_decay',
    'weight decay',
    `Pulls the weights towards 0: Adam becomes AdamW with ${WEIGHT_DECAY.adamw}, and SGD has an L2 penalty of ${shortValue(WEIGHT_DECAY.sgd)}.`,
    (config) => {
      const { generator, discriminator } = config.optimizer;
      if (hasDecay(config)) return undefined;
      return { optimizer: { generator: decayed(generator), discriminator: decayed(discriminator) } };
    },
  ),
  question(
    'no_weight_decay',
    'no weight decay',
    'Does not pull the weights towards 0: AdamW becomes Adam.',
    (config) => {
      const { generator, discriminator } = config.optimizer;
      if (!hasDecay(config)) return undefined;
      return { optimizer: { generator: undecayed(generator), discriminator: undecayed(discriminator) } };
    },
  ),
  falling('linear', 'linearly'),
  falling('cosine', 'on half a cosine'),
  question(
    'constant_schedule',
    'constant learning rates',
    'Both learning rates stay constant over the whole run.',
    ({ schedule }) => (schedule.name === 'constant' && schedule.warm_up === 0 ? undefined : { schedule: 'constant' }),
  ),
  {
    ...question('warm_up', 'warm-up of the learning rates', '', ({ schedule, epochs }) =>
      schedule.warm_up > 0 || warmUpOf(epochs) >= epochs
        ? undefined
        : { schedule: { ...schedule, warm_up: warmUpOf(epochs) } },
    ),
    about: ({ epochs }) =>
      `Both learning rates rise from 0 over the first ${warmUpOf(epochs)} epochs, until Adam has estimated the size of the gradients.`,
  },
  question(
    'instance_noise',
    `instance noise of ${NOISE_SHARE}`,
    `Adds normal noise of standard deviation ${NOISE_SHARE} to all inputs of the discriminator; it falls to 0 over the run.`,
    ({ instance_noise: { standard_deviation } }) =>
      standard_deviation > 0 ? undefined : { instance_noise: { standard_deviation: NOISE_SHARE } },
  ),
  question('no_instance_noise', 'no instance noise', 'Adds no noise to the inputs of the discriminator.', (config) =>
    config.instance_noise.standard_deviation > 0 ? { instance_noise: { standard_deviation: 0 } } : undefined,
  ),
];

function warmUpOf(epochs: number): number {
  return Math.max(1, Math.round(WARM_UP * epochs));
}
