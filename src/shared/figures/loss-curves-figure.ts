import type { ChartConfiguration, Point } from 'chart.js';
import type { LossCurves, LossTermName } from '../loss-curves.ts';
import { LIGHT, type Palette } from './palette.ts';
import { line } from './series-line.ts';
import { figureOptions, linearAxis } from './theme.ts';

const NAMES: Readonly<Record<LossTermName, string>> = { real: 'D real', fake: 'D fake', generator: 'generator' };

function colourOf(term: LossTermName, palette: Palette): string {
  switch (term) {
    case 'real':
      return palette.discriminatorReal;
    case 'fake':
      return palette.discriminatorFake;
    case 'generator':
      return palette.generator;
  }
}

/** Each line is narrower than those beneath it, so that coinciding lines are all visible. */
const WIDTHS: Readonly<Record<LossTermName, number>> = { real: 5, fake: 3, generator: 1.5 };

const AXES: Readonly<Record<LossCurves['over'], string>> = {
  logit: 'logit',
  difference: 'real logit − generated logit',
};

/** Whether two lines lie on each other. */
const areSame = (a: Float64Array, b: Float64Array) => a.every((value, index) => Object.is(value, b[index]));

/** `generator (same as D real)` where its line lies over an earlier one. */
function nameOf(curve: LossCurves['curves'][number], curves: LossCurves['curves']): string {
  const earlier = curves.slice(0, curves.indexOf(curve)).find(({ values }) => areSame(values, curve.values));
  return NAMES[curve.term] + (earlier === undefined ? '' : ` (same as ${NAMES[earlier.term]})`);
}

const SLOPES = 'slopes';
const SLOPE_OF = 'slope of ';

/** The three formulas of a loss, with their slopes dashed. */
export function lossCurvesFigure(
  { over, places, curves }: LossCurves,
  palette: Palette = LIGHT,
): ChartConfiguration<'line', Point[]> {
  const points = (values: Float64Array): Point[] =>
    Array.from(values, (y, index) => ({ x: places[index], y: Number.isFinite(y) ? y : NaN }));
  const options = figureOptions(
    palette,
    { title: 'Loss', subtitle: '' },
    { labels: { padding: 8, filter: ({ text }) => !text.startsWith(SLOPE_OF) } },
  );
  const dashed = (label: string, colour: string, data: Point[]) => ({
    ...line(label, colour, data),
    borderDash: [5, 4],
  });
  return {
    type: 'line',
    data: {
      datasets: [
        ...curves.map((curve, index) => ({
          ...line(nameOf(curve, curves), colourOf(curve.term, palette), points(curve.values)),
          borderWidth: WIDTHS[curve.term],
          order: -index,
        })),
        // One legend entry stands for all slopes.
        { ...dashed(SLOPES, palette.mutedText, []), borderWidth: 1.5 },
        ...curves.map(({ term, slopes }, index) => ({
          ...dashed(`${SLOPE_OF}${NAMES[term]}`, colourOf(term, palette), points(slopes)),
          borderWidth: Math.max(1.25, WIDTHS[term] - 1),
          order: -index,
        })),
      ],
    },
    options: {
      ...options,
      scales: {
        x: linearAxis(palette, AXES[over], { min: places[0], max: places[places.length - 1] }),
        y: linearAxis(palette, 'loss and slope', { grace: '5%' }),
      },
    },
  };
}
