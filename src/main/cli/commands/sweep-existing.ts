import { existsSync } from 'node:fs';
import { countedOf, wholeNumber } from '../../../shared/counted.ts';
import { armsInStore, missingSeeds, noArmsInStore, type ArmInStore } from '../../experiments/sweep-existing.ts';
import type { ReadArm } from '../../experiments/sweep-plan.ts';
import { openForReading } from '../input/open-store.ts';

/** The runs of each arm that a store has; the store may not exist yet. */
export function existingArms(path: string, arms: readonly ReadArm[], jobs: number): ArmInStore[] {
  if (!existsSync(path)) return noArmsInStore(arms);
  const store = openForReading(path);
  try {
    return armsInStore(store, arms, jobs);
  } finally {
    store.close();
  }
}

/** The number of runs of the sweep that already exist. */
export function existingCount(arms: readonly ArmInStore[], seeds: readonly number[]): number {
  return arms.reduce((sum, arm) => sum + seeds.length - missingSeeds(arm, seeds).length, 0);
}

/** Says which runs already exist and what the user can do about it; nothing if none exist. */
export function existingText(arms: readonly ArmInStore[], seeds: readonly number[], onlyMissing: boolean): string[] {
  const found = existingCount(arms, seeds);
  if (found === 0) return [];
  const all = arms.length * seeds.length;
  const left = wholeNumber(all - found);
  const head = `${countedOf(found, all, 'run')} ${found === 1 ? 'is' : 'are'} already in the store`;
  if (found === all) return [`${head}.`];
  return onlyMissing
    ? [`${head}; only the other ${left} are trained.`]
    : [`${head}. Existing seeds give the same numbers again; --missing trains only the other ${left}.`];
}
