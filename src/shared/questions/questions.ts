import { shortValue } from '../config/label.ts';
import { CONFIG_OUTLINE } from '../config/outline.ts';
import type { OptimizerConfig, RunConfig } from '../config/schema.ts';
import { LAYER_QUESTIONS } from './layer-questions.ts';
import { changed, type Question } from './question.ts';
import { GRADIENT_PENALTY, TRAINING_QUESTIONS } from './training-questions.ts';

/** Seeds that a question trains per side. */
export const QUESTION_SEEDS = 8;

/** A question about one config. */
export interface AppliedQuestion {
  readonly id: string;
  readonly name: string;
  /** The question after `What if`: `normal noise?` */
  readonly label: string;
  readonly about: string;
  readonly config: RunConfig;
}

/** A question that does not apply because the changed settings would not fit together. */
export interface RefusedQuestion {
  readonly id: string;
  readonly label: string;
  /** A sentence that says what does not fit, and what would be right. */
  readonly reason: string;
}

const AVERAGE_DECAY = 0.999;
/** The ratio of the discriminator's learning rate to the generator's in the first experiment. */
const RATE_RATIO = 5;

/** Both optimisers, changed by `change`. */
function optimizers({ optimizer }: RunConfig, change: (one: OptimizerConfig) => OptimizerConfig) {
  return { optimizer: { generator: change(optimizer.generator), discriminator: change(optimizer.discriminator) } };
}

function averaged(): Question {
  return {
    id: 'averaged_generator',
    name: () => `averaged generator (EMA ${AVERAGE_DECAY})`,
    about: () =>
      'Keeps an exponential moving average of the generator’s weights and evaluates it instead of the trained generator.',
    ask: (config) => (config.ema_decay === 0 ? changed(config, { ema_decay: AVERAGE_DECAY }) : undefined),
  };
}

function notAveraged(): Question {
  return {
    id: 'plain_generator',
    name: () => 'no averaged generator',
    about: ({ ema_decay }) => `Evaluates the trained generator instead of its moving average (decay ${ema_decay}).`,
    ask: (config) => (config.ema_decay > 0 ? changed(config, { ema_decay: 0 }) : undefined),
  };
}

function noise(law: 'normal' | 'uniform', symbols: string): Question {
  return {
    id: `${law}_noise`,
    name: () => `${law} noise`,
    about: (config) => `Draws the latent vectors from ${symbols} instead of the ${config.noise.law} law.`,
    ask: (config) => (config.noise.law === law ? undefined : changed(config, { noise: law })),
  };
}

const isAdam = ({ name }: OptimizerConfig) => name === 'adam' || name === 'adamw';

/** A question about the momentum of each network that Adam or AdamW updates. */
function momentum(value: number, id: string): Question {
  return {
    id,
    name: () => `β₁ ${value}`,
    about: ({ optimizer: { generator, discriminator } }) => {
      const adams = [generator, discriminator].flatMap((one) => ('beta_1' in one ? [one.beta_1] : []));
      const before = [...new Set(adams)].join(' and ');
      const whose = isAdam(generator) ? 'the generator' : 'the discriminator';
      return `Adam averages the gradients of ${adams.length === 2 ? 'both networks' : whose} with β₁ ${value} instead of ${before}.`;
    },
    ask: (config) =>
      changed(
        config,
        optimizers(config, (one) => ('beta_1' in one ? { ...one, beta_1: value } : one)),
      ),
  };
}

/** Learning rates of different optimisers are not comparable. */
function hasOneOptimizer({ optimizer: { generator, discriminator } }: RunConfig): boolean {
  return generator.name === discriminator.name;
}

function equalRates(): Question {
  const rate = ({ optimizer }: RunConfig) => optimizer.discriminator.learning_rate;
  return {
    id: 'equal_learning_rates',
    name: (config) => `equal learning rates, both the discriminator’s ${shortValue(rate(config))}`,
    about: (config) =>
      `The generator uses the discriminator’s learning rate, ${shortValue(rate(config))}, instead of ` +
      `${shortValue(config.optimizer.generator.learning_rate)}; the discriminator is unchanged.`,
    ask: (config) => {
      const { generator, discriminator } = config.optimizer;
      if (!hasOneOptimizer(config)) return undefined;
      return changed(config, {
        optimizer: { generator: { ...generator, learning_rate: rate(config) }, discriminator },
      });
    },
  };
}

function fasterDiscriminator(): Question {
  return {
    id: 'faster_discriminator',
    name: () => 'discriminator five times as fast',
    about: ({ optimizer: { generator } }) =>
      `The discriminator’s learning rate is ${shortValue(RATE_RATIO * generator.learning_rate)}, five times the generator’s, as in ` +
      'the first experiment.',
    ask: (config) => {
      const { generator, discriminator } = config.optimizer;
      if (!hasOneOptimizer(config) || generator.learning_rate !== discriminator.learning_rate) return undefined;
      const learning_rate = Number((RATE_RATIO * discriminator.learning_rate).toPrecision(12));
      return changed(config, { optimizer: { generator, discriminator: { ...discriminator, learning_rate } } });
    },
  };
}

const LOSS = CONFIG_OUTLINE.fields.get('loss')?.outline;

/** Whether something bounds the critic, as a Wasserstein loss requires. */
const isBounded = ({ penalties, discriminator }: RunConfig) => penalties.length > 0 || discriminator.weight_clip > 0;

/**
 * One question for every loss of the schema, except formulas, which the user has to write. Settings that both losses
 * have stay. A Wasserstein loss adds a gradient penalty if nothing bounds its critic.
 */
function losses(): Question[] {
  if (LOSS?.kind !== 'choice') throw new Error('the config schema has no choice of a loss');
  const options = [...LOSS.options].filter(([name]) => name !== 'formula');
  return options.map(([name, { meta, fields }]) => {
    const needsPenalty = (config: RunConfig) => name === 'wgan' && !isBounded(config);
    return {
      id: `${name}_loss`,
      name: (config) => {
        const loss = `${name.replaceAll('_', ' ')} loss`;
        return needsPenalty(config) ? `${loss} with a gradient penalty` : loss;
      },
      about: (config) =>
        needsPenalty(config)
          ? `Instead of ${config.loss.name}: Wasserstein, with a gradient penalty of weight ${GRADIENT_PENALTY.weight}, without which its critic would grow without limit (WGAN-GP).`
          : `Instead of ${config.loss.name}: ${meta.description}.`,
      ask: (config) => {
        if (config.loss.name === name) return undefined;
        const shared = Object.entries(config.loss).filter(([key]) => fields.has(key));
        return changed(config, {
          loss: { ...Object.fromEntries(shared), name },
          ...(needsPenalty(config) && { penalties: [GRADIENT_PENALTY] }),
        });
      },
    };
  });
}

/** Scales every hidden width of both networks. */
function widths(id: string, name: string, about: string, scale: (width: number) => number): Question {
  return {
    id,
    name: () => name,
    about: () => about,
    ask: (config) => {
      const { generator, discriminator } = config;
      const scaled = <Network extends RunConfig['generator'] | RunConfig['discriminator']>(network: Network) => ({
        ...network,
        hidden_widths: network.hidden_widths.map(scale),
        layers: network.layers.map((layer) => ('width' in layer ? { ...layer, width: scale(layer.width) } : layer)),
      });
      return changed(config, { generator: scaled(generator), discriminator: scaled(discriminator) });
    },
  };
}

/** All questions, in the order in which they are listed. */
export const QUESTIONS: readonly Question[] = [
  averaged(),
  notAveraged(),
  noise('normal', 'N(0, 1)'),
  noise('uniform', 'U(0, 1)'),
  momentum(0.9, 'slow_momentum'),
  momentum(0.5, 'fast_momentum'),
  equalRates(),
  fasterDiscriminator(),
  ...losses(),
  widths(
    'wider_networks',
    'wider networks',
    'Twice as many neurons in every hidden layer of both networks.',
    (width) => 2 * width,
  ),
  widths(
    'narrower_networks',
    'narrower networks',
    'Half as many neurons in every hidden layer of both networks.',
    (width) => Math.ceil(width / 2),
  ),
  ...LAYER_QUESTIONS,
  ...TRAINING_QUESTIONS,
];

/** The questions that apply to a config, each with the config that it would train. */
export function questionsAbout(config: RunConfig): AppliedQuestion[] {
  return QUESTIONS.flatMap((question) => applied(question, config));
}

/** The question with this id; undefined if there is none, or if it does not apply to the config. */
export function questionAbout(config: RunConfig, id: string): AppliedQuestion | undefined {
  return QUESTIONS.filter((question) => question.id === id)
    .flatMap((question) => applied(question, config))
    .at(0);
}

function applied({ id, name, about, ask }: Question, config: RunConfig): AppliedQuestion[] {
  const asked = ask(config);
  if (asked?.kind !== 'asked') return [];
  return [{ id, name: name(config), label: `${name(config)}?`, about: about(config), config: asked.config }];
}

/** The questions that would change a config into one that cannot be trained. */
export function refusedQuestions(config: RunConfig): RefusedQuestion[] {
  return QUESTIONS.flatMap(({ id, name, ask }) => {
    const asked = ask(config);
    return asked?.kind === 'refused' ? [{ id, label: `${name(config)}?`, reason: asked.reason }] : [];
  });
}
