import type { RunStatus } from '../../shared/run.ts';
import type { Store } from '../store/store.ts';
import { asRecorded } from '../files/data/files.ts';
import { engineFor } from '../runs/engine-choice.ts';
import { groupHash } from '../store/group-hash.ts';
import type { ReadArm } from './sweep-plan.ts';

/** The runs of an arm that the store already has, whichever command launched them. */
export interface ArmInStore {
  /** The group that its runs are in. */
  readonly group: string;
  /** The existing run of each seed. */
  readonly runs: ReadonlyMap<number, string>;
}

/** Whether a run has the numbers of its seed, or will have them. Training it again would give the same. */
const COUNTING: readonly RunStatus[] = ['finished', 'queued', 'running', 'paused', 'interrupted'];

/**
 * The existing runs of each arm. An engine that is named need not be installed here: it may be downloaded later, or have nothing to
 * train.
 */
export function armsInStore(store: Store, arms: readonly ReadArm[], jobs: number): ArmInStore[] {
  return arms.map(({ read: { config } }) => {
    const engine = config.engine === 'auto' ? engineFor(config, jobs).engine : config.engine;
    const group = groupHash(asRecorded(config, store), engine);
    // Of runs of one seed the oldest.
    const there = store.runs.seedsOfGroup(group, COUNTING).reverse();
    return { group, runs: new Map(there.map(({ seed, id }) => [seed, id])) };
  });
}

/** The arms of a sweep beside an empty store. */
export function noArmsInStore(arms: readonly ReadArm[]): ArmInStore[] {
  return arms.map(() => ({ group: '', runs: new Map<number, string>() }));
}

/** The seeds of a sweep that an arm has no run of. */
export function missingSeeds({ runs }: ArmInStore, seeds: readonly number[]): number[] {
  return seeds.filter((seed) => !runs.has(seed));
}
