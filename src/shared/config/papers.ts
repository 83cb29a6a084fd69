import { wholeNumber } from '../counted.ts';
import type { MetricKey } from '../metrics.ts';
import type { RunConfigInput } from './schema.ts';

/** A number that a paper gives for runs of its preset. */
export interface PublishedValue {
  /** The metric here that counts what the paper counts, at the last snapshot. */
  readonly metric: MetricKey;
  /** As the paper names it. */
  readonly label: string;
  readonly mean: number;
  /** Standard error of the mean; undefined where the paper gives none. */
  readonly standardError: number | undefined;
  /** Runs that the mean is taken over. */
  readonly runs: number;
  /** Digits after the decimal point, as the paper prints them; for a share, in per cent. */
  readonly digits: number;
  readonly unit: 'percent' | undefined;
}

/** Where a preset comes from, what was published about it, and what is known to differ here. */
export interface PaperFacts {
  readonly paper: string;
  /** Where its settings were found. */
  readonly source: string;
  /** What the published values count, or why there are none. */
  readonly counts: string;
  readonly published: readonly PublishedValue[];
  readonly differs: readonly string[];
  /** The known reasons why runs here differ from the published ones. */
  readonly findings: readonly string[];
}

export interface PaperPreset {
  readonly description: string;
  readonly config: RunConfigInput;
  readonly paper: PaperFacts;
}

/** A preset of a paper with the epochs of its short form. */
interface FullPreset extends PaperPreset {
  readonly shortEpochs: number;
}

/** As the tables of VEEGAN and PacGAN count, on 2,500 samples drawn after training. */
const MODES_OF_2500 =
  '2,500 samples after training; a mode is captured if a sample lies within 3 of its standard deviations; such samples are of high quality; reverse KL is taken over the modes';

type Value = readonly [mean: number, standardError?: number];

const captured = (runs: number, [mean, standardError]: Value): PublishedValue => ({
  metric: 'modes_reached',
  label: 'modes captured',
  mean,
  standardError,
  runs,
  digits: 1,
  unit: undefined,
});
const highQuality = (runs: number, [percent, errorPercent]: Value): PublishedValue => ({
  metric: 'share_near_modes',
  label: 'high-quality samples',
  mean: percent / 100,
  standardError: errorPercent === undefined ? undefined : errorPercent / 100,
  runs,
  digits: 1,
  unit: 'percent',
});
const reverseKl = (runs: number, [mean, standardError]: Value): PublishedValue => ({
  metric: 'reverse_kl',
  label: 'reverse KL',
  mean,
  standardError,
  runs,
  digits: 2,
  unit: undefined,
});

/** The ring and the grid of VEEGAN, which PacGAN uses too. */
const RING = { law: 'ring', modes: 8, radius: 1, standard_deviation: 0.01 } as const;
const GRID = { law: 'grid', side: 5, spacing: 2, standard_deviation: 0.05 } as const;

/** A snapshot every 1,000 train steps, with as many samples as the papers count. */
const THOUSANDS = { batches_per_epoch: 1000, snapshots: { samples: 2500 } } as const;

/**
 * These papers sum the discriminator's two terms, where bce takes their mean. With half of ε Adam takes the same steps.
 */
const HALF_EPSILON = 5e-9;

const layers = <Layer>(times: number, block: readonly Layer[]): Layer[] =>
  Array.from({ length: times }, () => block).flat();

const PAC_HIDDEN = [
  { layer: 'linear', width: 400, bias: false },
  { layer: 'batch_norm', momentum: 0.05, epsilon: 1e-4 },
  'relu',
] as const;

function pacgan(
  law: 'ring' | 'grid',
  packing: 1 | 2 | 3 | 4,
  modes: Value,
  quality: Value,
  divergence: Value,
): FullPreset {
  const name = packing === 1 ? 'GAN' : `PacGAN${packing}`;
  const adam = { name: 'adam', learning_rate: 1e-4, beta_1: 0.8 } as const;
  return {
    description: `${name} on the ${law} of PacGAN (Lin et al., 2018)`,
    shortEpochs: 20,
    config: {
      ...THOUSANDS,
      epochs: 400,
      batch_size: 100,
      generator: {
        latent_dimension: 2,
        layers: layers(4, PAC_HIDDEN),
        initialization: { name: 'normal', standard_deviation: 0.02 },
      },
      discriminator: {
        layers: layers(3, [{ layer: 'maxout', width: 200, pieces: 5 }]),
        initialization: { name: 'normal', standard_deviation: 0.02 },
        packing,
      },
      optimizer: { generator: adam, discriminator: { ...adam, epsilon: HALF_EPSILON } },
      noise: 'normal',
      target: law === 'ring' ? RING : GRID,
    },
    paper: {
      paper: 'Lin, Khetan, Fanti and Oh, “PacGAN: The power of two samples in generative adversarial networks” (2018)',
      source:
        'github.com/fjxmlzn/PacGAN, synthetic_data_experiments: 2DRing_GAN&PacGAN, 2DGrid_GAN&PacGAN and results/Table1.png',
      counts: MODES_OF_2500,
      published: [captured(10, modes), highQuality(10, quality), reverseKl(10, divergence)],
      findings:
        law === 'ring'
          ? [
              'Short form: the share of high-quality samples still changes by several per cent from one thousand train steps to the next, so it is not the final value of the full schedule. Only the full schedule shows whether modes are lost later, as the paper’s numbers for packing 1 say.',
              'Where every seed captures every mode, the standard error here is 0 and the difference in joint standard errors is overstated.',
            ]
          : [],
      differs: [
        'The paper’s code updates both networks at once, from the same samples; here the discriminator is updated first, then the generator, each on new ones.',
        'Its data are 100,000 rows drawn once; here every batch is drawn anew.',
        ...(packing === 1
          ? []
          : [
              'Its batch normalisation normalises the samples of each position in a row separately; here it normalises all samples of a batch together.',
            ]),
        'Its code averages running standard deviations, this program averages variances. It adds Adam’s ε before the bias correction, this program after it.',
        'Its code computes reverse KL on the high-quality samples only; here every sample counts for its nearest mode.',
      ],
    },
  };
}

function veegan(law: 'ring' | 'grid', modes: number, percent: number): FullPreset {
  const adam = { name: 'adam', learning_rate: 1e-3 } as const;
  return {
    description: `the GAN that VEEGAN is compared with, on its ${law} (Srivastava et al., 2017)`,
    shortEpochs: 20,
    config: {
      ...THOUSANDS,
      epochs: 100,
      batch_size: 500,
      generator: {
        latent_dimension: 255,
        hidden_widths: [128, 128],
        activation: 'relu',
        initialization: 'xavier',
      },
      discriminator: { hidden_widths: [128], activation: 'relu', initialization: 'xavier' },
      optimizer: { generator: adam, discriminator: { ...adam, epsilon: HALF_EPSILON } },
      noise: 'normal',
      target: law === 'ring' ? RING : GRID,
    },
    paper: {
      paper:
        'Srivastava, Valkov, Russell, Gutmann and Sutton, “VEEGAN: Reducing Mode Collapse in GANs using Implicit Variational Learning” (2017)',
      source: 'github.com/akashgit/VEEGAN: VEEGAN_2D_RING.ipynb, tab.png and index.md',
      counts: `${MODES_OF_2500}; the paper gives no spread and no reverse KL`,
      published: [captured(5, [modes]), highQuality(5, [percent])],
      findings: [],
      differs: [
        'This is the GAN of the paper’s table, not VEEGAN itself: VEEGAN has a third network, which maps data back to noise and does not exist in this program.',
        'The notebook has the networks and settings of VEEGAN on the grid. Those of its GAN are not published and are assumed to be the same; its noise then has 255 numbers, as many as VEEGAN’s inference network puts out (254 + 1).',
        ...(law === 'ring' ? ['The ring’s radius and standard deviation are those that PacGAN gives for it.'] : []),
      ],
    },
  };
}

const DENSE_512 = {
  hidden_widths: [512, 512, 512],
  initialization: 'kaiming',
} satisfies RunConfigInput['discriminator'];

function wganGp(description: string, target: RunConfigInput['target'], differs: readonly string[]): FullPreset {
  const adam = { name: 'adam', learning_rate: 1e-4, beta_1: 0.5, beta_2: 0.9 } as const;
  return {
    description: `${description} of WGAN-GP (Gulrajani et al., 2017)`,
    shortEpochs: 2,
    config: {
      ...THOUSANDS,
      epochs: 100,
      batch_size: 256,
      discriminator_updates: 5,
      loss: 'wgan',
      penalties: [{ at: 'between', target: 1, weight: 0.1 }],
      generator: { latent_dimension: 2, activation: 'relu', ...DENSE_512 },
      discriminator: { activation: 'relu', ...DENSE_512 },
      optimizer: { generator: adam, discriminator: adam },
      noise: 'normal',
      target,
    },
    paper: {
      paper: 'Gulrajani, Ahmed, Arjovsky, Dumoulin and Courville, “Improved Training of Wasserstein GANs” (2017)',
      source: 'github.com/igul222/improved_wgan_training: gan_toy.py, tflib/ops/linear.py',
      counts: 'no number; the paper shows the critic’s level sets',
      published: [],
      findings: [],
      differs: [
        'The initial weights of the last layer lie within √(6 / 512) of 0, as in the other layers; in its code within √(6 / (512 + outputs)).',
        'Its code adds Adam’s ε before the bias correction, this program after it.',
        ...differs,
      ],
    },
  };
}

const R3GAN: FullPreset = {
  description: 'R3GAN’s loss and penalties (Huang et al., 2024) on 25 Gaussians',
  shortEpochs: 2,
  config: {
    ...THOUSANDS,
    epochs: 100,
    batch_size: 256,
    loss: 'relativistic',
    penalties: [
      { at: 'real', target: 0, weight: 1 },
      { at: 'fake', target: 0, weight: 1 },
    ],
    generator: { latent_dimension: 2, slope: 0.2, ...DENSE_512 },
    discriminator: { slope: 0.2, ...DENSE_512 },
    optimizer: {
      generator: { name: 'adam', learning_rate: 2e-4, beta_1: 0, beta_2: 0.99 },
      discriminator: { name: 'adam', learning_rate: 2e-4, beta_1: 0, beta_2: 0.99 },
    },
    noise: 'normal',
    target: GRID,
  },
  paper: {
    paper: 'Huang, Gokaslan, Kuleshov and Tompkin, “The GAN is dead; long live the GAN! A Modern GAN Baseline” (2024)',
    source: 'github.com/brownvc/R3GAN: R3GAN/Trainer.py (loss and penalties), train.py (optimizer)',
    counts: 'no number for Gaussians; the paper counts modes of images, 1,000 stacked digits',
    published: [],
    findings: [],
    differs: [
      'The paper’s networks are convolutional and learn images; here its loss, penalties and optimizer train dense networks on the 25 Gaussians.',
      'Its code changes γ, β₂ and the learning rate over the run; here they stay at 1, 0.99 and 2e-4.',
    ],
  },
};

const FULL = {
  'pacgan-ring-1': pacgan('ring', 1, [6.3, 0.5], [98.2, 0.2], [0.45, 0.09]),
  'pacgan-ring-2': pacgan('ring', 2, [7.9, 0.1], [95.6, 2.0], [0.07, 0.03]),
  'pacgan-ring-3': pacgan('ring', 3, [7.8, 0.1], [97.7, 0.3], [0.1, 0.02]),
  'pacgan-ring-4': pacgan('ring', 4, [7.8, 0.1], [95.9, 1.4], [0.07, 0.02]),
  'pacgan-grid-1': pacgan('grid', 1, [17.3, 0.8], [94.8, 0.7], [0.7, 0.07]),
  'pacgan-grid-2': pacgan('grid', 2, [23.8, 0.7], [91.3, 0.8], [0.13, 0.04]),
  'pacgan-grid-3': pacgan('grid', 3, [24.6, 0.4], [94.2, 0.4], [0.06, 0.02]),
  'pacgan-grid-4': pacgan('grid', 4, [24.8, 0.2], [93.6, 0.6], [0.04, 0.01]),
  'veegan-gan-ring': veegan('ring', 1, 99.3),
  'veegan-gan-grid': veegan('grid', 3.3, 0.5),
  'wgan-gp-8-gaussians': wganGp(
    'the 8 Gaussians',
    { law: 'ring', modes: 8, radius: 2 / 1.414, standard_deviation: 0.02 / 1.414 },
    [],
  ),
  'wgan-gp-25-gaussians': wganGp(
    'the 25 Gaussians',
    { law: 'grid', side: 5, spacing: 2 / 2.828, standard_deviation: 0.05 / 2.828 },
    ['Its data are 100,000 points drawn once, the same number from each Gaussian; here every batch is drawn anew.'],
  ),
  // sklearn's make_swiss_roll with noise 0.25, seen from its end, divided by 7.5: the arm ends at 4.5π / 7.5.
  'wgan-gp-swiss-roll': wganGp(
    'the swiss roll',
    { law: 'swiss_roll', turns: 1.5, radius: (4.5 * Math.PI) / 7.5, standard_deviation: 0.25 / 7.5 },
    [],
  ),
  'r3gan-25-gaussians': R3GAN,
} as const satisfies Record<string, FullPreset>;

export type FullPaperName = keyof typeof FULL;
export const FULL_PAPER_NAMES = Object.keys(FULL) as readonly FullPaperName[];

/** The short form of a preset of a paper: the same run with fewer train steps. */
export type PaperName = FullPaperName | `${FullPaperName}-short`;

function withShortForm(name: FullPaperName): [PaperName, PaperPreset][] {
  const { shortEpochs, ...full }: FullPreset = FULL[name];
  return [
    [name, full],
    [
      `${name}-short`,
      {
        ...full,
        description: `${name}, shortened to ${wholeNumber(shortEpochs * THOUSANDS.batches_per_epoch)} train steps`,
        config: { ...full.config, epochs: shortEpochs },
      },
    ],
  ];
}

/** Every preset of a paper as published, each followed by its short form. */
export const PAPER_PRESETS = Object.fromEntries(FULL_PAPER_NAMES.flatMap(withShortForm)) as Readonly<
  Record<PaperName, PaperPreset>
>;
