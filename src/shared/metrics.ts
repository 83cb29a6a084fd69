/** One metric of a snapshot. `key` names its column in the store, its place in JSON and in filter expressions. */
export interface MetricDefinition {
  readonly key: string;
  readonly label: string;
  /** The unit; '' if it has none. */
  readonly unit: string;
  /** undefined if neither direction is better. */
  readonly lowerIsBetter: boolean | undefined;
  /** The dimensions of the target law for which it is defined. */
  readonly dimensions: readonly (1 | 2)[];
  /** Whether it is computed from other recorded numbers, and so has no column in the store. */
  readonly isDerived?: true;
  /** One sentence: what it measures, compared with what. */
  readonly description: string;
  /** Descriptions of its earlier rules, oldest first. The present rule has the next number. */
  readonly earlierRules?: readonly string[];
}

export const METRICS = [
  {
    key: 'wasserstein_1',
    label: 'Wasserstein-1',
    unit: '',
    lowerIsBetter: true,
    dimensions: [1],
    description:
      'mean distance between the sorted samples and the target’s quantiles; undefined for a target without a mean',
  },
  {
    key: 'wasserstein_1_share',
    label: 'Wasserstein-1 / standard deviation',
    unit: '',
    lowerIsBetter: true,
    dimensions: [1],
    isDerived: true,
    description: 'Wasserstein-1 divided by the target’s standard deviation, comparable across targets of any scale',
  },
  {
    key: 'ks',
    label: 'Kolmogorov-Smirnov',
    unit: '',
    lowerIsBetter: true,
    dimensions: [1],
    description: 'largest difference between the distribution functions of the samples and the target',
  },
  {
    key: 'sliced_wasserstein_1',
    label: 'sliced Wasserstein-1',
    unit: '',
    lowerIsBetter: true,
    dimensions: [2],
    description: 'mean Wasserstein-1 over 81 fixed directions, against 10,000 target quantiles along each direction',
    earlierRules: ['mean Wasserstein-1 over 128 fixed directions, against a fixed draw of 10,000 from the target'],
  },
  {
    key: 'jensen_shannon',
    label: 'Jensen-Shannon divergence',
    unit: 'nats',
    lowerIsBetter: true,
    dimensions: [1, 2],
    description:
      'divergence between the densities of generator and target, where the target’s density is known; the sampling bias is ' +
      'subtracted, and cells are refined until the value settles',
    earlierRules: [
      'divergence between the densities of generator and target, where the target’s density is known, including the sampling bias',
    ],
  },
  {
    key: 'ideal_discriminator_loss',
    label: 'ideal discriminator loss',
    unit: '',
    lowerIsBetter: undefined,
    dimensions: [1, 2],
    description: 'loss of the best possible discriminator against this generator; the sampling bias is subtracted',
    earlierRules: ['loss of the best possible discriminator against this generator, including the sampling bias'],
  },
  {
    key: 'mean',
    label: 'mean',
    unit: '',
    lowerIsBetter: undefined,
    dimensions: [1],
    description: 'mean of the samples',
  },
  {
    key: 'std',
    label: 'standard deviation',
    unit: '',
    lowerIsBetter: undefined,
    dimensions: [1],
    description: 'standard deviation of the samples (divisor n − 1)',
  },
  {
    key: 'skewness',
    label: 'skewness',
    unit: '',
    lowerIsBetter: undefined,
    dimensions: [1],
    description: 'skewness of the samples',
  },
  {
    key: 'excess_kurtosis',
    label: 'excess kurtosis',
    unit: '',
    lowerIsBetter: undefined,
    dimensions: [1],
    description: 'kurtosis of the samples minus 3',
  },
  {
    key: 'mean_x',
    label: 'mean of x',
    unit: '',
    lowerIsBetter: undefined,
    dimensions: [2],
    description: 'mean of the first coordinate',
  },
  {
    key: 'mean_y',
    label: 'mean of y',
    unit: '',
    lowerIsBetter: undefined,
    dimensions: [2],
    description: 'mean of the second coordinate',
  },
  {
    key: 'std_x',
    label: 'standard deviation of x',
    unit: '',
    lowerIsBetter: undefined,
    dimensions: [2],
    description: 'standard deviation of the first coordinate',
  },
  {
    key: 'std_y',
    label: 'standard deviation of y',
    unit: '',
    lowerIsBetter: undefined,
    dimensions: [2],
    description: 'standard deviation of the second coordinate',
  },
  {
    key: 'modes_reached',
    label: 'modes reached',
    unit: 'modes',
    lowerIsBetter: false,
    dimensions: [1, 2],
    description: 'modes with at least one sample within 3 of their standard deviations',
  },
  {
    key: 'modes_covered',
    label: 'modes covered',
    unit: 'modes',
    lowerIsBetter: false,
    dimensions: [1, 2],
    description:
      'modes that have at least half of the samples expected from their weight, or the expected number minus 3 standard errors if that is ' +
      'less, and at least one sample; a sample counts for its nearest mode if it lies within 3 standard deviations',
    earlierRules: [
      'modes with at least 1 % of the samples; a sample counts for its nearest mode if it lies within 3 standard deviations',
    ],
  },
  {
    key: 'share_near_modes',
    label: 'share near modes',
    unit: '',
    lowerIsBetter: false,
    dimensions: [1, 2],
    description: 'share of the samples within 3 standard deviations of a mode',
  },
  {
    key: 'reverse_kl',
    label: 'reverse KL over modes',
    unit: 'nats',
    lowerIsBetter: true,
    dimensions: [1, 2],
    description: 'KL divergence of the shares of samples nearest to each mode from the weights of the modes',
  },
] as const satisfies readonly MetricDefinition[];

export type MetricKey = (typeof METRICS)[number]['key'];

/** Metrics of one evaluation, without those that do not exist for the target or these samples. */
export type Metrics = { readonly [Key in MetricKey]?: number };

/** The distances to the target, by which runs are judged and compared by default: 1-D, and sliced in 2-D. */
export const DISTANCES = ['wasserstein_1', 'sliced_wasserstein_1'] as const satisfies readonly MetricKey[];

export type Distance = (typeof DISTANCES)[number];

/** Short names of the distances. */
export const DISTANCE_NAMES = { wasserstein_1: 'W1', sliced_wasserstein_1: 'sliced W1' } as const satisfies Readonly<
  Record<Distance, string>
>;

/** The distance to a target in one or two dimensions. */
export function distanceTo(isInPlane: boolean): Distance {
  return isInPlane ? 'sliced_wasserstein_1' : 'wasserstein_1';
}

/** The distance among the measured metrics; undefined if there is none, as for a target without a mean. */
export function distanceAmong(measured: readonly string[]): Distance | undefined {
  return DISTANCES.find((distance) => measured.includes(distance));
}

/** The distance of one evaluation, with its short name; undefined if there is none. */
export function distanceOf(metrics: Metrics | undefined) {
  for (const metric of DISTANCES) {
    const value = metrics?.[metric];
    if (value !== undefined) return { metric, name: DISTANCE_NAMES[metric], value };
  }
  return undefined;
}

/** The losses of an epoch, summarised and filtered like metrics. */
export const LOSSES = [
  { key: 'loss_generator', label: 'generator' },
  { key: 'loss_real', label: 'discriminator, real' },
  { key: 'loss_fake', label: 'discriminator, fake' },
] as const;

export type LossKey = (typeof LOSSES)[number]['key'];

/** Norms of the gradients of both networks, recorded with every epoch beside the losses. */
export const GRADIENT_NORMS = [
  { key: 'gradient_norm_generator', label: 'generator' },
  { key: 'gradient_norm_discriminator', label: 'discriminator' },
] as const;

export type GradientNormKey = (typeof GRADIENT_NORMS)[number]['key'];

/**
 * The numbers recorded for every epoch, each with a name that needs no context. Only runs with penalties have one for
 * them.
 */
export const EPOCH_NUMBERS = [
  { key: 'loss_generator', label: 'generator loss' },
  { key: 'loss_real', label: 'discriminator loss, real' },
  { key: 'loss_fake', label: 'discriminator loss, fake' },
  { key: 'gradient_norm_generator', label: 'gradient norm of the generator' },
  { key: 'gradient_norm_discriminator', label: 'gradient norm of the discriminator' },
  { key: 'penalty', label: 'penalty' },
] as const satisfies readonly { readonly key: LossKey | GradientNormKey | 'penalty'; readonly label: string }[];

export type EpochKey = (typeof EPOCH_NUMBERS)[number]['key'];

export const EPOCH_KEYS: readonly EpochKey[] = EPOCH_NUMBERS.map(({ key }) => key);

/** Whether a number is recorded for every epoch, not only for snapshots. */
export function isOfEpochs(key: string): key is EpochKey {
  return EPOCH_KEYS.some((one) => one === key);
}

/**
 * What a perfect generator scores by chance: the metric of draws of the same size from the target itself. For mean,
 * standard deviation, skewness and excess kurtosis it is the distance from the target's own value. For a Jensen-Shannon
 * divergence computed from a G(z) curve it is the error that a perfect curve gets because it passes through points; no
 * samples are drawn, and mean and bound are the same number.
 */
export interface NoiseFloor {
  readonly metric: MetricKey;
  /** Samples in one evaluation. */
  readonly samples: number;
  /** Draws from which the floor was computed; 0 if no chance is involved. */
  readonly draws: number;
  readonly mean: number;
  /** 95 % of the draws score at most this (at least this where higher is better). */
  readonly bound95: number;
}
