import type { Palette } from './palette.ts';
import { font, type Figure } from './theme.ts';

const TICK_FONT = font(11);
const MARGIN = { top: 4, right: 10, bottom: 2, left: 2 };
/** More would leave the plot no room. */
const MOST_TICKS = 5;

/** The colours of a figure beside those of other runs: what is learned has the run's own. */
export function runPalette(palette: Palette, colour: number): Palette {
  return { ...palette, generator: palette.runs[colour % palette.runs.length] };
}

/**
 * A figure as one of several small ones of the same kind. What they have in common, as the legend and the names of the
 * axes, stands once beside all of them, and what each of them shows above it.
 */
export function smallMultiple<Shown extends Figure>(figure: Shown): Shown {
  const { options } = figure;
  const { scales = {}, plugins } = options ?? {};
  return {
    ...figure,
    options: {
      ...options,
      layout: { padding: MARGIN },
      plugins: {
        ...plugins,
        title: { display: false },
        subtitle: { display: false },
        legend: { display: false },
      },
      scales: Object.fromEntries(
        Object.entries(scales).map(([key, scale]) => [
          key,
          {
            ...scale,
            title: { display: false },
            ticks: { ...scale?.ticks, font: TICK_FONT, maxTicksLimit: MOST_TICKS, padding: 2 },
          },
        ]),
      ),
    },
  };
}
