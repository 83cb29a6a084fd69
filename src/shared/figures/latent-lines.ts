import { latentGridLines, latentGridTicks, type LatentGrid } from '../latent-grid.ts';
import type { Axes } from '../run.ts';
import { translucent, type Palette } from './palette.ts';
import { planeLines } from './plane-lines.ts';
import type { PointsDataset } from './target-points.ts';
import { BENEATH } from './theme.ts';

/** Of the lines: seen under the samples, and not taken for them. */
const OPACITY = 0.5;

/**
 * The latent grid as G maps it, faint and under the samples. Ticks are over them, because the samples of one latent number all lie on
 * its curve.
 */
export function latentLines(grid: LatentGrid, { data }: Axes, palette: Palette): PointsDataset[] {
  const [width, height] = data.map(({ low, high }) => high - low);
  const name = `${grid.dimension === 1 ? 'curve G(z)' : 'latent grid'} at epoch ${grid.epoch}`;
  const lines = planeLines(name, translucent(palette.generator, OPACITY), latentGridLines(grid), 2);
  const ticks = latentGridTicks(grid, width, height);
  if (ticks.length === 0) return [lines];
  return [lines, { ...planeLines(`${BENEATH}${name}, ticks`, palette.text, ticks, -1), borderWidth: 1.5 }];
}
