import { latentGridLines, type LatentGrid } from '../latent-grid.ts';
import { translucent, type Palette } from './palette.ts';
import { planeLines } from './plane-lines.ts';
import type { PointsDataset } from './target-points.ts';

/** Of the lines: seen under the samples, and not taken for them. */
const OPACITY = 0.5;

/** What the lines are called; the same at every epoch, so that they stay hidden where they were hidden. */
export const latentLinesName = ({ dimension }: LatentGrid) => (dimension === 1 ? 'curve G(z)' : 'latent grid');

/** Of which epoch the lines are, in words. */
export const latentLinesFact = (grid: LatentGrid) => `${latentLinesName(grid)} at epoch ${grid.epoch}`;

/** The latent grid as G maps it, faint and under the samples. */
export function latentLines(grid: LatentGrid, palette: Palette): PointsDataset {
  return planeLines(latentLinesName(grid), translucent(palette.generator, OPACITY), latentGridLines(grid), 2);
}
