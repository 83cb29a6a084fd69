import type { ChartConfiguration, Point } from 'chart.js';
import { networkDrawing } from './network-drawing.ts';
import { networksOf } from './network-layers.ts';
import { LIGHT, translucent } from './palette.ts';
import type { Palette } from './palette.ts';
import { figureOptions, withPlugins } from './theme.ts';
import { runTitle } from './title.ts';
import type { FigureRun } from './title.ts';

/** Generator, discriminator and the whole GAN, layer by layer. */
export function architectureFigure(run: FigureRun, palette: Palette = LIGHT): ChartConfiguration<'scatter', Point[]> {
  const options = figureOptions(palette, { title: runTitle(run, ['architecture']), subtitle: '' }, { display: false });
  return {
    type: 'scatter',
    data: { datasets: [] },
    options: {
      ...withPlugins(options, {
        networkDrawing: {
          networks: networksOf(run.config),
          background: palette.background,
          text: palette.text,
          mutedText: palette.mutedText,
          unit: palette.generator,
          connection: translucent(palette.mutedText, 0.35),
        },
      }),
      scales: { x: { display: false }, y: { display: false } },
    },
    plugins: [networkDrawing],
  };
}
