import type { ChartConfiguration, ChartDataset, Point } from 'chart.js';
import { equilibrium } from '../equilibrium.ts';
import { LOSSES } from '../metrics.ts';
import type { LossKey } from '../metrics.ts';
import type { EpochRecord, Snapshot } from '../run.ts';
import { LIGHT, translucent } from './palette.ts';
import type { Palette } from './palette.ts';
import { figureOptions, linearAxis, UNLISTED } from './theme.ts';
import { joined, runTitle, threeDigits } from './title.ts';
import type { FigureRun } from './title.ts';

export interface LossesFigureData {
  readonly run: FigureRun;
  /** In rising order of epochs. */
  readonly epochs: readonly EpochRecord[];
  /** In rising order of epochs; those with `ideal_discriminator_loss` give the ideal discriminator's line. */
  readonly snapshots: readonly Pick<Snapshot, 'epoch' | 'metrics'>[];
}

type LineDataset = ChartDataset<'line', Point[]>;

const READERS: Readonly<Record<LossKey, (record: EpochRecord) => number>> = {
  loss_generator: (record) => record.lossGenerator,
  loss_real: (record) => record.lossReal,
  loss_fake: (record) => record.lossFake,
};

/**
 * Losses per epoch over their full range, where each settles at equilibrium (dashed), and the loss of the ideal
 * discriminator, which compares with the mean of the losses on real and on fake samples. A loss that is not finite is a gap.
 */
export function lossesFigure(data: LossesFigureData, palette: Palette = LIGHT): ChartConfiguration<'line', Point[]> {
  const { run, epochs } = data;
  const lastEpoch = epochs.at(-1)?.epoch ?? 1;
  return {
    type: 'line',
    data: {
      datasets: [
        ...LOSSES.map(({ key, label }) => lossLine(label, lossColour(key, palette), seriesOf(epochs, READERS[key]))),
        ...equilibriumLines(data, palette, lastEpoch),
        ...idealDiscriminator(data, palette),
      ],
    },
    options: {
      ...figureOptions(palette, { title: runTitle(run, []), subtitle: subtitle(data) }),
      scales: {
        x: linearAxis(palette, 'epoch', { min: 0, max: lastEpoch, whole: true }),
        y: linearAxis(palette, 'loss (nats)', { grace: '3%' }),
      },
    },
  };
}

function lossColour(key: LossKey, palette: Palette): string {
  switch (key) {
    case 'loss_generator':
      return palette.generator;
    case 'loss_real':
      return palette.discriminatorReal;
    case 'loss_fake':
      return palette.discriminatorFake;
  }
}

function seriesOf(epochs: readonly EpochRecord[], read: (record: EpochRecord) => number): Point[] {
  return epochs.map((record) => ({ x: record.epoch, y: finiteOrGap(read(record)) }));
}

function finiteOrGap(loss: number): number {
  return Number.isFinite(loss) ? loss : NaN;
}

function line(label: string, colour: string, data: Point[]): LineDataset {
  const alone = data.filter(({ y }) => !Number.isNaN(y)).length === 1;
  return {
    label,
    data,
    parsing: false,
    borderColor: colour,
    backgroundColor: colour,
    borderWidth: 1.5,
    borderJoinStyle: 'round',
    pointStyle: 'line',
    pointRadius: 0,
    // A line through one point has no length, and its run would look empty.
    ...(alone && { pointStyle: 'circle', pointRadius: 4, clip: 6 }),
  };
}

function lossLine(label: string, colour: string, data: Point[]): LineDataset {
  return { ...line(label, colour, data), borderColor: translucent(colour, 0.8), borderWidth: 1.25, order: 1 };
}

function idealDiscriminator(data: LossesFigureData, palette: Palette): LineDataset[] {
  const points = data.snapshots.flatMap(({ epoch, metrics }) => {
    const loss = metrics.ideal_discriminator_loss;
    return loss === undefined ? [] : [{ x: epoch, y: finiteOrGap(loss) }];
  });
  return points.length === 0
    ? []
    : [line('ideal discriminator, mean of real and fake', palette.idealDiscriminator, points)];
}

/** One dashed line a value: losses that settle at the same value share a line of a neutral colour. */
function equilibriumLines({ run }: LossesFigureData, palette: Palette, lastEpoch: number): LineDataset[] {
  return levels(run).map(({ value, keys }) => ({
    ...line(
      `${UNLISTED}, ${labelsOf(keys)}`,
      keys.length === 1 ? lossColour(keys[0], palette) : palette.equilibrium,
      [0, lastEpoch].map((x) => ({ x, y: value })),
    ),
    borderDash: [7, 5],
  }));
}

interface Level {
  readonly value: number;
  readonly keys: readonly LossKey[];
}

function levels(run: FigureRun): Level[] {
  const settled = equilibrium(run.config.loss);
  const values = [...new Set(LOSSES.map(({ key }) => settled[key]))];
  return values.map((value) => ({ value, keys: LOSSES.map(({ key }) => key).filter((key) => settled[key] === value) }));
}

function labelsOf(keys: readonly LossKey[]): string {
  const listed = LOSSES.filter(({ key }) => keys.includes(key)).map(({ label }) => label);
  return listed.length === LOSSES.length ? 'all losses' : listed.join(' and ');
}

function subtitle({ run, epochs }: LossesFigureData): string {
  const values = levels(run).map(({ value, keys }) => `${labelsOf(keys)} ${threeDigits(value)}`);
  const gaps = epochs.filter((record) => LOSSES.some(({ key }) => !Number.isFinite(READERS[key](record)))).length;
  return joined([
    `dashed: equilibrium, ${values.join('; ')}`,
    ...(gaps === 0 ? [] : [`gaps: ${gaps} ${gaps === 1 ? 'epoch' : 'epochs'} with a loss that is not finite`]),
  ]);
}
