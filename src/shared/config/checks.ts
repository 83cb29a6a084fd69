import { gibibytes } from '../byte-size.ts';
import { DensityError } from '../distributions/density-error.ts';
import { formulaLaw } from '../distributions/formula-law.ts';
import { estimateMemory, MEMORY_LIMIT } from './memory.ts';
import { refuseValue, type Refusal } from './refusal.ts';
import type { RunConfig } from './schema.ts';

/** One check of fields that are valid on their own but may not fit together. */
export interface Check {
  /** The fields it reads. It is skipped while one of them is invalid on its own. */
  readonly reads: readonly (keyof RunConfig)[];
  readonly refusals: (config: RunConfig) => readonly Refusal[];
}

/** The fastest model takes days for this many: more is a typing error. */
const MOST_UPDATES = 1e10;
/** Rows of about 4 kB each. */
const MOST_SNAPSHOTS = 1_000_000;
const MOST_CHECKPOINTS = 10_000;

function noiseDimension({ noise, generator }: RunConfig): Refusal[] {
  if (noise.law !== 'module' || noise.dimension === undefined) return [];
  if (noise.dimension === generator.latent_dimension) return [];
  const right = `must equal generator.latent_dimension, which is ${generator.latent_dimension}`;
  return [refuseValue(['noise', 'dimension'], noise.dimension, right)];
}

/** A penalty is of the gradient of one row's logit with respect to that row. */
function penalties({ penalties: all, discriminator }: RunConfig): Refusal[] {
  if (all.length === 0 || !discriminator.layers.some(({ layer }) => layer === 'batch_norm')) return [];
  const right =
    'have no meaning with batch_norm in discriminator.layers, where a logit depends on all samples of its batch; use layer_norm there, or no penalties';
  return [refuseValue(['penalties'], all, right)];
}

/** Why the formula of a target is not a density. */
export function densityRefusals({ target }: Pick<RunConfig, 'target'>): Refusal[] {
  if (target.law !== 'formula') return [];
  try {
    formulaLaw(target);
    return [];
  } catch (error) {
    if (!(error instanceof DensityError)) throw error;
    return [refuseValue(['target', 'density'], target.density, error.message, true)];
  }
}

function updates({ epochs, batches_per_epoch, discriminator_updates }: RunConfig): Refusal[] {
  const total = epochs * batches_per_epoch * (discriminator_updates + 1);
  if (total <= MOST_UPDATES) return [];
  const most = Math.floor(MOST_UPDATES / (batches_per_epoch * (discriminator_updates + 1)));
  const counted = `gives ${total} updates of the networks; the limit is ${MOST_UPDATES}`;
  return most >= 1
    ? [refuseValue(['epochs'], epochs, `${counted}; use ${most} or fewer`)]
    : [refuseValue(['batches_per_epoch'], batches_per_epoch, `${counted}; use fewer`)];
}

function snapshots({ epochs, snapshots: { every } }: RunConfig): Refusal[] {
  if (epochs / every <= MOST_SNAPSHOTS) return [];
  const right = `makes ${Math.ceil(epochs / every)} snapshots; use ${Math.ceil(epochs / MOST_SNAPSHOTS)} or more`;
  return [refuseValue(['snapshots', 'every'], every, right)];
}

function checkpoints({ epochs, checkpoints: { every } }: RunConfig): Refusal[] {
  if (every === 0 || epochs / every <= MOST_CHECKPOINTS) return [];
  const right = `keeps ${Math.ceil(epochs / every)} checkpoints; use ${Math.ceil(epochs / MOST_CHECKPOINTS)} or more`;
  return [refuseValue(['checkpoints', 'every'], every, right)];
}

function memory(config: RunConfig): Refusal[] {
  const shares = estimateMemory(config);
  const total = shares.reduce((bytes, share) => bytes + share.bytes, 0);
  if (total <= MEMORY_LIMIT) return [];
  const largest = shares.reduce((most, share) => (share.bytes > most.bytes ? share : most));
  const value = largest.path.reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], config);
  const needs = `needs ${gibibytes(largest.bytes)} of memory for the ${largest.what}`;
  const limit = `the whole run ${gibibytes(total)}; the limit is ${gibibytes(MEMORY_LIMIT)}`;
  return [refuseValue(largest.path, value, `${needs}, ${limit}`)];
}

/** A warm-up that leaves nothing of the schedule would divide by 0. */
function warmUp({ epochs, schedule }: RunConfig): Refusal[] {
  if (!('epochs' in schedule)) return [];
  const length = schedule.epochs || epochs;
  if (schedule.warm_up < length) return [];
  const right = `leaves nothing of the schedule, which ends after ${length} epochs; use less than ${length}`;
  return [refuseValue(['schedule', 'warm_up'], schedule.warm_up, right)];
}

export const CHECKS: readonly Check[] = [
  { reads: ['target'], refusals: densityRefusals },
  { reads: ['noise', 'generator'], refusals: noiseDimension },
  { reads: ['penalties', 'discriminator'], refusals: penalties },
  { reads: ['epochs', 'batches_per_epoch', 'discriminator_updates'], refusals: updates },
  { reads: ['epochs', 'schedule'], refusals: warmUp },
  { reads: ['epochs', 'snapshots'], refusals: snapshots },
  { reads: ['epochs', 'checkpoints'], refusals: checkpoints },
  {
    reads: [
      'engine',
      'generator',
      'discriminator',
      'penalties',
      'batch_size',
      'discriminator_updates',
      'snapshots',
      'target',
      'ema_decay',
      'instance_noise',
    ],
    refusals: memory,
  },
];

/**
 * All checks except the integration of a density, which can take a second. The form runs these at every key press, and
 * the server runs them before a thread runs the slow one.
 */
export const QUICK_CHECKS: readonly Check[] = CHECKS.filter(({ refusals }) => refusals !== densityRefusals);
