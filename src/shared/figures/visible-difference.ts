import { equilibrium } from '../equilibrium.ts';
import type { SeriesChunk } from '../series/series.ts';
import type { FigureRun } from './title.ts';

/**
 * Of the difference between generator and target that the best possible discriminator sees, the share that D sees:
 * (E − L) / (E − L*), with E the discriminator's mean loss where it sees nothing, L its loss and L* the ideal one's
 * (Goodfellow et al. 2014, section 4). undefined where there is nothing to see, or no ideal loss is known.
 */
export function visibleShare(
  run: FigureRun,
  losses: SeriesChunk,
  metrics: SeriesChunk,
  epoch: number,
): number | undefined {
  const settled = equilibrium(run.config.loss);
  const blind = (settled.loss_real + settled.loss_fake) / 2;
  const real = valueNear(losses, 'loss_real', epoch);
  const fake = valueNear(losses, 'loss_fake', epoch);
  const ideal = valueNear(metrics, 'ideal_discriminator_loss', epoch);
  if (real === undefined || fake === undefined || ideal === undefined) return undefined;
  const visible = blind - ideal;
  // What chance makes of 2,000 samples is no difference to be seen.
  if (visible < 1e-3) return undefined;
  return (blind - (real + fake) / 2) / visible;
}

/** The share in words. */
export function visibleSentence(share: number | undefined): string {
  if (share === undefined)
    return 'There is next to no difference left to see, or the ideal discriminator is not known.';
  if (share < 0) return 'D does worse here than one that sees nothing: it is misled.';
  return `D sees ${Math.round(100 * share)} % of the difference that the ideal discriminator would see.`;
}

/** The mean of a key in the bucket that holds `epoch`, or in the last one before it. */
export function valueNear({ from, columns }: SeriesChunk, key: string, epoch: number): number | undefined {
  const index = from.findLastIndex((first) => first <= epoch);
  const value = index < 0 || !Object.hasOwn(columns, key) ? NaN : columns[key].mean[index];
  return Number.isFinite(value) ? value : undefined;
}
