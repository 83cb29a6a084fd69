import cos from '@stdlib/math-base-special-cos';
import pow from '@stdlib/math-base-special-pow';
import type { RunConfig } from '../../../shared/config/schema.ts';

/** A factor on both learning rates that changes over the train steps. Lengths are in train steps. */
export type Schedule =
  | { readonly name: 'constant'; readonly warmUp: number }
  | { readonly name: 'linear' | 'cosine'; readonly warmUp: number; readonly steps: number; readonly final: number }
  | { readonly name: 'step'; readonly warmUp: number; readonly every: number; readonly factor: number };

/** The schedule of a config; undefined if the rates are constant. */
export function scheduleOf({ schedule, epochs, batches_per_epoch }: RunConfig): Schedule | undefined {
  const warmUp = schedule.warm_up * batches_per_epoch;
  switch (schedule.name) {
    case 'constant':
      return warmUp > 0 ? { name: schedule.name, warmUp } : undefined;
    case 'linear':
    case 'cosine': {
      const steps = (schedule.epochs || epochs) * batches_per_epoch;
      return { name: schedule.name, warmUp, steps, final: schedule.final };
    }
    case 'step':
      return {
        name: schedule.name,
        warmUp,
        every: schedule.every * batches_per_epoch,
        factor: schedule.factor,
      };
  }
}

/**
 * The factor at train step k, from 0. During the warm-up of w steps it rises from 0 to 1: k / w. Then, with j = k − w
 * counted from the end of the warm-up and n the remaining steps of the schedule:
 *
 * - `linear`: 1 − (1 − final) j / n, and `final` after that.
 * - `cosine`: final + (1 − final)(1 + cos(π j / n)) / 2, and `final` after that (Loshchilov and Hutter, 2017).
 * - `step`: factor^⌊j / every⌋, as `torch.optim.lr_scheduler.StepLR`.
 */
export function rateFactor(schedule: Schedule, step: number): number {
  const { warmUp } = schedule;
  if (step < warmUp) return step / warmUp;
  const after = step - warmUp;
  switch (schedule.name) {
    case 'constant':
      return 1;
    case 'linear':
    case 'cosine': {
      const { final } = schedule;
      const share = Math.min(1, after / (schedule.steps - warmUp));
      return schedule.name === 'linear'
        ? 1 - (1 - final) * share
        : final + ((1 - final) * (1 + cos(Math.PI * share))) / 2;
    }
    case 'step':
      return pow(schedule.factor, Math.floor(after / schedule.every));
  }
}

/**
 * Instance noise: normal numbers added to everything that the discriminator sees, with a standard deviation that falls linearly to
 * 0.
 */
export interface InstanceNoise {
  /** The standard deviation at the first train step. */
  readonly standardDeviation: number;
  /** Train steps until it reaches 0. */
  readonly steps: number;
}

/** The instance noise of a config; undefined if there is none. */
export function instanceNoiseOf({ instance_noise, epochs, batches_per_epoch }: RunConfig): InstanceNoise | undefined {
  const { standard_deviation: standardDeviation, epochs: length } = instance_noise;
  if (standardDeviation === 0) return undefined;
  return { standardDeviation, steps: (length || epochs) * batches_per_epoch };
}

/** The standard deviation at train step k, from 0, of n steps: s (1 − k / n), and 0 after that (Sønderby et al., 2017). */
export function noiseDeviation({ standardDeviation, steps }: InstanceNoise, step: number): number {
  return standardDeviation * Math.max(0, 1 - step / steps);
}
