import type { RunConfig } from '../../../shared/config/schema.ts';
import type { EngineChoice } from '../../training/engines/choose.ts';
import { stepMilliseconds } from '../../training/engines/cost.ts';
import { bestBuild } from '../../training/engines/fused/kernels/best-build.ts';
import type { Model } from '../../training/model/network.ts';
import { stepWork } from '../../training/model/work.ts';
import { CURVE_POINTS, FRAME_POINTS, GRID_SIDE } from '../../training/observation.ts';

/** The time to move a weight, in multiplications, measured on networks of 3 × 1024 and 3 × 2048 units. */
const MULTIPLICATIONS_A_MOVE = 100;
/** The reference engine takes so many times as long as the fused one. */
const REFERENCE_TIMES = 100;

/** Multiplications of one train step, or what takes as long. */
export function stepMultiplications(model: Model): number {
  const { multiplications, moves } = stepWork(model);
  return multiplications + MULTIPLICATIONS_A_MOVE * moves;
}

/** Multiplications of one snapshot. */
export function snapshotWork(
  { snapshots, ema_decay }: RunConfig,
  { generator, discriminator, dimension }: Model,
): number {
  const generated = (snapshots.samples + (dimension === 1 ? CURVE_POINTS : 0)) * (ema_decay > 0 ? 2 : 1);
  const judged = dimension === 1 ? CURVE_POINTS : GRID_SIDE * GRID_SIDE;
  return generated * generator.parameterCount + judged * discriminator.parameterCount;
}

export function snapshotCount({ epochs, snapshots }: RunConfig): number {
  return Math.ceil(epochs / snapshots.every);
}

export function weightsOf({ generator, discriminator }: Model): number {
  return generator.parameterCount + discriminator.parameterCount;
}

/** Bytes in the store, as measured on recorded runs: 80 an epoch; a snapshot's samples, sorted and deflated, less than one each. */
export function bytesKept(config: RunConfig, model: Model): number {
  const { epochs, snapshots } = config;
  const numbers = model.dimension === 1 ? snapshots.samples : 2 * Math.min(FRAME_POINTS, snapshots.samples);
  return 80 * epochs + snapshotCount(config) * (900 + 0.7 * numbers) + 12 * 12 * weightsOf(model);
}

/** Expected milliseconds of a train step, good to compare choices with one another. */
export function relativeStep({ engine, threads }: EngineChoice, model: Model): number {
  switch (engine) {
    case 'fused':
      return stepMilliseconds({ build: bestBuild() }, model);
    case 'tensorflow':
      return stepMilliseconds({ threads }, model);
    case 'reference':
      return REFERENCE_TIMES * stepMilliseconds({ build: bestBuild() }, model);
  }
}
