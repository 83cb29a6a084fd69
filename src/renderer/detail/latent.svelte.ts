import type { Numbers } from '../../shared/numbers.ts';
import type { Axes, Snapshot } from '../../shared/run.ts';

/** A latent value on the recorded curves, between whose points it is read in a straight line. */
export interface LatentPoint {
  readonly z: number;
  /** G(z) */
  readonly x: number;
  /** D(G(z)); NaN where G(z) lies outside the axes. */
  readonly output: number;
}

/** The latent value that is looked at; undefined where none is. */
export class Latent {
  z = $state<number | undefined>();
}

export function latentPoint(z: number, axes: Axes, snapshot: Snapshot): LatentPoint | undefined {
  const { frame } = snapshot;
  if (frame.dimension !== 1 || !frame.generator || !axes.latent) return undefined;
  const x = valueAt(frame.generator, z, axes.latent);
  return { z, x, output: valueAt(frame.discriminator, x, axes.data[0]) };
}

function valueAt(curve: Numbers, at: number, { low, high }: { low: number; high: number }): number {
  const place = ((at - low) / (high - low)) * (curve.length - 1);
  if (!(place >= 0 && place <= curve.length - 1)) return NaN;
  const before = Math.min(Math.floor(place), curve.length - 2);
  return curve[before] + (curve[before + 1] - curve[before]) * (place - before);
}
