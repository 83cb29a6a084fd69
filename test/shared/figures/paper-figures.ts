import { randomStream } from '../../../src/main/training/random.ts';
import { comparedFigure } from '../../../src/shared/figures/compared-figure.ts';
import type { ComparedCourse, MemberCourse } from '../../../src/shared/figures/compared-course.ts';
import { distributionFigure } from '../../../src/shared/figures/distribution-figure.ts';
import { legendEntries } from '../../../src/shared/figures/legend.ts';
import { lossesFigure } from '../../../src/shared/figures/losses-figure.ts';
import { metricFigure } from '../../../src/shared/figures/metric-figure.ts';
import { WHOLE_VIEW } from '../../../src/shared/figures/series-line.ts';
import { sweepHeatFigure } from '../../../src/shared/figures/sweep-heat-figure.ts';
import { LIGHT, type Palette } from '../../../src/shared/figures/palette.ts';
import type { Figure } from '../../../src/shared/figures/theme.ts';
import type { NoiseFloor } from '../../../src/shared/metrics.ts';
import { Series } from '../../../src/shared/series/series.ts';
import { armName } from '../../../src/shared/sweep/names.ts';
import { armsOf, scored } from '../../../src/shared/sweep/outcome.ts';
import { row, summary } from '../run-rows.ts';
import { figureRun, recorded1D, recorded2D, recordedLosses } from './recorded.ts';

/** One of each kind of figure that papers show. */
export interface PaperFigure {
  readonly name: string;
  readonly figureOf: (palette?: Palette) => Figure;
  /** Width over height in a document. */
  readonly ratio: number;
  /** Numbers that stand at its axes. */
  readonly numbers: string[];
}

const FLOOR: NoiseFloor = { metric: 'wasserstein_1', samples: 2000, draws: 400, mean: 0.026, bound95: 0.043 };
const EPOCHS = 600;

/** A distance that falls from 1 to `end`. */
function falling(seed: number, end: number): number[] {
  const source = randomStream(seed, 'distances');
  return Array.from(
    { length: EPOCHS },
    (_, index) => end + (1 - end) * Math.exp(-index / 60) + Math.abs(0.02 * source.normal()),
  );
}

function metricOfRun(palette = LIGHT): Figure {
  const [metrics, losses] = [new Series(1000), new Series(1000)];
  const averaged = falling(2, 0.04);
  for (const [index, wasserstein_1] of falling(1, 0.06).entries()) {
    metrics.append(index + 1, { wasserstein_1, ema_wasserstein_1: averaged[index] });
    losses.append(index + 1, { seconds: index });
  }
  const run = figureRun('vanilla', { ema_decay: 0.999 });
  const data = { metrics: metrics.chunk(), losses: losses.chunk(), floor: FLOOR };
  return metricFigure({ run, metric: 'wasserstein_1', ...data }, palette);
}

const RATE = 'optimizer.generator.learning_rate';
const LOSS = 'loss.name';

function member(seed: number, end: number): MemberCourse {
  const [metrics, losses] = [new Series(1000), new Series(1000)];
  for (const [index, value] of falling(seed, end).entries()) {
    metrics.append(index + 1, { wasserstein_1: value });
    losses.append(index + 1, { seconds: index });
  }
  const chunk = metrics.chunk();
  const column = chunk.columns.wasserstein_1;
  return {
    run: `run-${seed}-${end}`,
    seed,
    reason: undefined,
    chunk,
    column,
    losses: losses.chunk(),
    batchesPerEpoch: 10,
  };
}

function comparison(palette = LIGHT): Figure {
  const courses = [1e-4, 2e-4, 4e-4].map((rate, colour): ComparedCourse => ({
    key: `group:${rate}`,
    name: armName('vanilla', { [RATE]: rate, [LOSS]: 'minimax' }),
    kind: 'group',
    seeds: '8 seeds',
    colour,
    dash: [],
    members: Array.from({ length: 8 }, (_, seed) => member(seed + 1, 0.05 * (colour + 1) + 0.01 * seed)),
  }));
  const quantity = {
    key: 'sliced_wasserstein_1',
    label: 'sliced Wasserstein-1',
    unit: '',
    loss: undefined,
    rule: 1,
    notes: [],
  } as const;
  const shows = { band: 'quartiles', showsMembers: false, floor: FLOOR, equilibrium: undefined } as const;
  return comparedFigure({ courses, quantity, ...shows, view: { ...WHOLE_VIEW, smoothing: 0.8 } }, palette);
}

function sweepOfTwoSettings(palette = LIGHT): Figure {
  const rows = [5e-5, 1e-4, 2e-4, 5e-4, 1e-3].flatMap((learning_rate, across) =>
    (['bce', 'minimax', 'lsgan', 'hinge'] as const).flatMap((loss, up) =>
      [1, 2, 3, 4].map((seed) => {
        const place = across * 4 + up;
        const recorded = row({
          seed,
          group: place.toString(16).padStart(2, '0').repeat(32),
          name: armName('vanilla', { [RATE]: learning_rate, [LOSS]: loss }),
          config: { loss, optimizer: { generator: { learning_rate } } },
          summaries: [summary('wasserstein_1', 0.05 + place / 20 + seed / 100)],
        });
        return { ...recorded, run: { ...recorded.run, sweep: 's', colour: place } };
      }),
    ),
  );
  const arms = armsOf({ id: 's', paths: [RATE, LOSS], groups: [] }, rows, false);
  const swept = { name: 'lr_g × loss', arms: scored(arms, 'wasserstein_1', 'tail', false).arms } as const;
  const measured = { metric: 'wasserstein_1', measure: 'tail', centre: 'median' } as const;
  return sweepHeatFigure({ ...swept, ...measured, across: RATE, up: LOSS }, palette);
}

export const PAPER_FIGURES: readonly PaperFigure[] = [
  {
    name: 'losses',
    figureOf: (palette) => lossesFigure(recordedLosses(), palette),
    ratio: 3 / 2,
    numbers: ['0', '600'],
  },
  {
    name: 'a distribution with D(x)',
    figureOf: (palette) => distributionFigure(recorded1D({ discriminator: true }), palette),
    ratio: 3 / 2,
    numbers: ['−4', '−2', '4'],
  },
  { name: 'a metric', figureOf: metricOfRun, ratio: 3 / 2, numbers: ['0', '600'] },
  {
    name: 'a distribution in the plane',
    figureOf: (palette) => distributionFigure(recorded2D({ discriminator: true }), palette),
    ratio: 12 / 13,
    numbers: ['−2', '−1', '2'],
  },
  { name: 'a comparison', figureOf: comparison, ratio: 3 / 2, numbers: ['0', '600'] },
  { name: 'two settings of a sweep', figureOf: sweepOfTwoSettings, ratio: 12 / 13, numbers: ['5e−5', '1e−3'] },
];

/** Every legend entry and every title of an axis. */
export function wordsOf(figure: Figure): string[] {
  const titles = Object.values(figure.options?.scales ?? {}).flatMap((axis) => {
    const title: unknown = axis && 'title' in axis ? axis.title.text : undefined;
    return Array.isArray(title) ? title.map(String) : typeof title === 'string' ? [title] : [];
  });
  return [...legendEntries(figure).map(({ name }) => name), ...titles];
}
