import type { ChartConfiguration, Point } from 'chart.js';
import { counted } from '../counted.ts';
import type { Cell } from '../csv.ts';
import type { SeedPair } from '../comparison/against-base.ts';
import { correlationText } from '../number-text.ts';
import './figure-csv.ts';
import { LIGHT, type Palette } from './palette.ts';
import { line, type LineDataset } from './series-line.ts';
import { figureOptions, linearAxis, withPlugins } from './theme.ts';
import { joined, shortened } from './title.ts';

/** Runs of a subject, paired with the runs of the base that have the same seeds. */
export interface PairedSubject {
  readonly name: string;
  /** Its place in the palette of run colours. */
  readonly colour: number;
  readonly pairs: readonly SeedPair[];
  readonly correlation: number | undefined;
}

export interface PairsFigureData {
  /** The measured number: `Wasserstein-1, tail mean`. */
  readonly quantity: string;
  readonly baseName: string;
  readonly subjects: readonly PairedSubject[];
}

/** The distance between the bases of neighbouring subjects; a subject is one unit from its base. */
const STEP = 1.8;
const MARGIN = 0.4;
const DOT = 3;

function pairsTable({ baseName, subjects, quantity }: PairsFigureData) {
  return {
    heads: ['subject', 'base', 'seed', quantity, `${quantity}, base`, 'difference'],
    rows: subjects.flatMap(({ name, pairs }) =>
      pairs.map(({ seed, value, base }): Cell[] => [name, baseName, seed, value, base, value - base]),
    ),
  };
}

/** The pairs that a paired test compares: one line per seed, from the base’s run to the subject’s. */
export function pairsFigure(
  data: PairsFigureData,
  palette: Palette = LIGHT,
): ChartConfiguration<'line', LineDataset['data']> {
  const { quantity, baseName, subjects } = data;
  const places = subjects.flatMap(({ name }, index) => [
    { value: index * STEP, label: shortened(baseName) },
    { value: index * STEP + 1, label: shortened(name) },
  ]);
  const facts = subjects.map(({ name, pairs, correlation }) => {
    const alike = correlation === undefined ? '' : `, correlation ${correlationText(correlation)}`;
    return `${subjects.length > 1 ? `${shortened(name)}: ` : ''}${counted(pairs.length, 'pair')}${alike}`;
  });
  const options = figureOptions(
    palette,
    {
      title: `${quantity}, per seed`,
      subtitle: joined(['each line connects the two runs with the same seed', ...facts]),
    },
    { display: false },
  );
  const axis = linearAxis(palette, '', { min: -MARGIN, max: (subjects.length - 1) * STEP + 1 + MARGIN });
  return {
    type: 'line',
    data: {
      datasets: subjects.flatMap(({ colour, pairs }, index) =>
        pairs.map(({ seed, value, base }): LineDataset => {
          const points: Point[] = [
            { x: index * STEP, y: base },
            { x: index * STEP + 1, y: value },
          ];
          return {
            ...line(`seed ${seed}`, palette.runs[colour % palette.runs.length], points),
            pointStyle: 'circle',
            pointRadius: DOT,
          };
        }),
      ),
    },
    options: {
      ...withPlugins(options, {
        figureTable: pairsTable(data),
      }),
      scales: {
        x: {
          ...axis,
          title: { ...axis.title, display: false },
          afterBuildTicks: (scale) => (scale.ticks = [...places]),
          ticks: { ...axis.ticks, autoSkip: false, callback: (value) => placeLabel(places, Number(value)) },
          grid: { ...axis.grid, drawOnChartArea: false },
        },
        y: linearAxis(palette, quantity, { grace: '5%' }),
      },
    },
  };
}

function placeLabel(places: readonly { readonly value: number; readonly label: string }[], value: number): string {
  return places.find((place) => Math.abs(place.value - value) < 1e-9)?.label ?? '';
}
